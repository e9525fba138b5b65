/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.camel;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.RoutesBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;

/** A Camel context with stock settings whose {@code cloudbridge:} stores objects below a directory, with one bucket {@code box}. */
class LocalContext implements AutoCloseable {

    final DefaultCamelContext camel = new DefaultCamelContext();
    final CloudBridgeComponent component = new CloudBridgeComponent();
    final Path root;
    final ProducerTemplate template;

    LocalContext(Path directory, RoutesBuilder... routes) throws Exception {
        root = directory.resolve("store");
        Files.createDirectories(root.resolve("box"));
        component.getConfiguration().setProvider("local");
        component.getConfiguration().setRootDirectory(root.toString());
        configure();
        camel.addComponent("cloudbridge", component);
        for (RoutesBuilder route : routes) {
            camel.addRoutes(route);
        }
        camel.start();
        template = camel.createProducerTemplate();
    }

    /** What a test sets before the context starts. */
    void configure() {}

    /** Sends and gives the exchange back, failed or not. */
    Exchange send(String uri, Object body, Map<String, ?> headers) {
        return template.send(uri, exchange -> {
            exchange.getMessage().setBody(body);
            exchange.getMessage().setHeaders(new HashMap<>(headers));
        });
    }

    /** Sends, and throws what the route threw. */
    Exchange request(String uri, Object body, Map<String, ?> headers) {
        Exchange exchange = send(uri, body, headers);
        if (exchange.getException() instanceof RuntimeException e) {
            throw e;
        }
        if (exchange.getException() != null) {
            throw new IllegalStateException(exchange.getException());
        }
        return exchange;
    }

    Exchange put(String key, Object body) {
        return request("cloudbridge:box", body, Map.of(CloudBridgeConstants.KEY, key));
    }

    String text(String key) {
        return template.requestBodyAndHeader(
                "cloudbridge:box?operation=download", null, CloudBridgeConstants.KEY, key, String.class);
    }

    byte[] bytes(String key) {
        return template.requestBodyAndHeader(
                "cloudbridge:box?operation=download", null, CloudBridgeConstants.KEY, key, byte[].class);
    }

    Exchange exchange() {
        return new DefaultExchange(camel);
    }

    @Override
    public void close() throws IOException {
        camel.close();
    }
}
