/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.it.aws;

import io.cloudbridge.conformance.wire.FaultProxy;
import io.cloudbridge.store.ListRequest;
import io.cloudbridge.store.ObjectInfo;
import io.cloudbridge.store.PutOptions;
import io.cloudbridge.store.Source;
import io.cloudbridge.store.TransferSettings;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.camel.CamelContext;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.main.Main;

/** A Camel context with stock settings, whose component talks to a bucket of an S3 server through a fault proxy. */
final class AwsRoutes implements AutoCloseable {

    private final Main main = new Main();
    private ProducerTemplate template;
    final S3 s3;
    final FaultProxy proxy;

    AwsRoutes(String server) {
        s3 = new S3(server);
        proxy = s3.proxy;
        main.configure().withAutoConfigurationLogSummary(false);
        s3.settings(Map.of()).forEach(this::option);
        option("provider", "aws");
    }

    /** An option of the component. Before {@link #start}. */
    AwsRoutes option(String name, Object value) {
        main.addInitialProperty("camel.component.cloudbridge." + name, value.toString());
        return this;
    }

    /** Leaves an option of the component to its default. Before {@link #start}. */
    AwsRoutes without(String... names) {
        for (String name : names) {
            main.getInitialProperties().remove("camel.component.cloudbridge." + name);
        }
        return this;
    }

    AwsRoutes bind(String name, Object bean) {
        main.bind(name, bean);
        return this;
    }

    AwsRoutes start(RouteBuilder... routes) throws Exception {
        for (RouteBuilder route : routes) {
            main.configure().addRoutesBuilder(route);
        }
        main.start();
        template = camel().createProducerTemplate();
        return this;
    }

    CamelContext camel() {
        return main.getCamelContext();
    }

    ProducerTemplate template() {
        return template;
    }

    /** An endpoint for the bucket. */
    String uri(String options) {
        return "cloudbridge:" + s3.bucket + "?" + options;
    }

    /** A consumer that polls without delay. */
    String poll(String options) {
        return uri("initialDelay=0&delay=100&" + options);
    }

    /** Stores an object past the proxy. */
    void put(String key, byte[] content) {
        s3.direct().upload(s3.ref(key), Source.of(content), PutOptions.NONE, TransferSettings.DEFAULTS);
    }

    void put(String key, String content) {
        put(key, content.getBytes(StandardCharsets.UTF_8));
    }

    /** What the bucket holds, asked past the proxy. */
    List<String> keys() {
        List<String> keys = new ArrayList<>();
        s3.direct().list(ListRequest.of(s3.bucket, "")).forEachRemaining((ObjectInfo info) -> keys.add(info.key()));
        return keys;
    }

    @Override
    public void close() throws IOException {
        proxy.clearRules();
        main.stop();
        s3.close();
    }
}
