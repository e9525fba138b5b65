/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.examples.broker;

import io.cloudbridge.camel.ObjectReference;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.apache.activemq.artemis.jms.client.ActiveMQConnectionFactory;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.RoutesBuilder;
import org.apache.camel.component.jms.JmsComponent;
import org.apache.camel.main.BaseMainSupport;
import org.apache.camel.main.Main;
import org.apache.camel.main.MainListenerSupport;
import org.springframework.jms.connection.CachingConnectionFactory;

/** What the lister and the worker have in common: each is a process that notes what it did. */
final class Part {

    private static final String NOTES = "example.notes";

    private Part() {}

    /** @param args properties, as {@code name=value} */
    static void run(String[] args, RoutesBuilder route) throws Exception {
        Main main = new Main();
        for (String argument : args) {
            String[] property = argument.split("=", 2);
            main.addOverrideProperty(property[0], property[1]);
        }
        main.configure().withBasePackageScanEnabled(false);
        main.configure().addRoutesBuilder(route);
        main.bind("jms", jms(args));
        main.addMainListener(new MainListenerSupport() {
            @Override
            public void afterStart(BaseMainSupport started) {
                note(started.getCamelContext(), "started", "");
            }
        });
        main.run();
    }

    /** Connects when a route uses it. */
    private static JmsComponent jms(String[] args) {
        String url = "tcp://127.0.0.1:" + value(args, "example.port")
                + "?consumerWindowSize=0&reconnectAttempts=-1&retryInterval=200";
        ActiveMQConnectionFactory artemis = new ActiveMQConnectionFactory(url);
        JmsComponent jms = new JmsComponent();
        jms.setConnectionFactory(artemis);
        jms.getConfiguration().setTemplateConnectionFactory(new CachingConnectionFactory(artemis));
        return jms;
    }

    private static String value(String[] args, String name) {
        for (String argument : args) {
            if (argument.startsWith(name + "=")) {
                return argument.substring(name.length() + 1);
            }
        }
        throw new IllegalArgumentException(name);
    }

    static String key(Exchange exchange) {
        ObjectReference reference = exchange.getMessage().getHeader("CamelCloudBridgeReference", ObjectReference.class);
        return reference != null
                ? reference.ref().key()
                : exchange.getMessage().getHeader("CamelCloudBridgeKey", String.class);
    }

    /** Writes a line: when, what, which object. */
    static void note(Exchange exchange, String what) {
        note(exchange.getContext(), what, key(exchange));
    }

    private static void note(CamelContext context, String what, String key) {
        try {
            Files.write(
                    Path.of(context.resolvePropertyPlaceholders("{{" + NOTES + "}}")),
                    (System.currentTimeMillis() + "\t" + what + "\t" + key + "\t\n").getBytes(StandardCharsets.UTF_8),
                    StandardOpenOption.CREATE,
                    StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
