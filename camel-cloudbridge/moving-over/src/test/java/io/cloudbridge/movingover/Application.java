/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.movingover;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.RoutesBuilder;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.main.Main;

/** A started application with the routes of one side, and what they handed to {@code direct:process}. */
final class Application implements AutoCloseable {

    private final Main main;
    private final ProducerTemplate template;
    private final List<String> processed = new CopyOnWriteArrayList<>();

    Application(Main main, RoutesBuilder routes) throws Exception {
        this.main = main;
        main.configure().addRoutesBuilder(routes);
        main.configure().addRoutesBuilder(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:process")
                        .process(exchange -> processed.add(exchange.getMessage().getBody(String.class)));
            }
        });
        main.start();
        template = main.getCamelContext().createProducerTemplate();
    }

    /** The bodies that came through. */
    List<String> processed() {
        return processed;
    }

    /** Sends a body with headers to {@code direct:store} and the like, and gives the body back that comes out. */
    <T> T request(String route, Object body, Map<String, Object> headers, Class<T> type) {
        return template.requestBodyAndHeaders(route, body, headers, type);
    }

    @Override
    public void close() {
        main.stop();
    }
}
