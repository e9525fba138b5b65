/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.it;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.Route;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.main.Main;

/** A Camel context with stock settings and connections to stores, for tests that are about routes rather than drivers. */
public final class Routes implements AutoCloseable {

    private final Main main = new Main();
    private final ProducerTemplate template;

    /** @param connections settings by the names that users write, with {@code provider}, by the name of the connection */
    private Routes(Map<String, Map<String, ?>> connections) throws Exception {
        main.configure().withAutoConfigurationLogSummary(false);
        connections.forEach((connection, settings) -> settings.forEach((name, value) -> {
            boolean text = value instanceof CharSequence || value instanceof Number;
            String bean = connection + "-" + name;
            if (!text) {
                main.bind(bean, value);
            }
            main.addInitialProperty(
                    "camel.component.cloudbridge.connections[" + connection + "]." + name,
                    text ? value.toString() : "#bean:" + bean);
        }));
        main.start();
        camel().getShutdownStrategy().setTimeout(10);
        template = camel().createProducerTemplate();
    }

    /** Starts a context with these connections. */
    public static Routes connectedTo(Map<String, Map<String, ?>> connections) throws Exception {
        return new Routes(connections);
    }

    public CamelContext camel() {
        return main.getCamelContext();
    }

    /** Adds and starts routes. */
    public void start(RouteBuilder routes) throws Exception {
        camel().addRoutes(routes);
    }

    /** Stops and removes all routes. */
    public void clear() throws Exception {
        for (Route route : List.copyOf(camel().getRoutes())) {
            camel().getRouteController().stopRoute(route.getRouteId());
            camel().removeRoute(route.getRouteId());
        }
    }

    /** Sends a message; what fails is in the exchange. */
    public Exchange send(String uri, Object body, Map<String, ?> headers) {
        return template.send(uri, exchange -> {
            exchange.getMessage().setBody(body);
            exchange.getMessage().setHeaders(new HashMap<>(headers));
        });
    }

    /** Sends a message, which must succeed. */
    public Message done(String uri, Object body, Map<String, ?> headers) {
        Exchange exchange = send(uri, body, headers);
        if (exchange.getException() != null) {
            throw new AssertionError("what " + uri + " threw", exchange.getException());
        }
        return exchange.getMessage();
    }

    @Override
    public void close() {
        main.stop();
    }
}
