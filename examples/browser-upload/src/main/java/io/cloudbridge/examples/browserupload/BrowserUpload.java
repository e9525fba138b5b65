/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.examples.browserupload;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import org.apache.camel.main.BaseMainSupport;
import org.apache.camel.main.Main;
import org.apache.camel.main.MainListenerSupport;

/** Starts the example: a page that uploads straight to the store, and the routes that sign its requests. */
public final class BrowserUpload {

    private BrowserUpload() {}

    public static void main(String[] args) throws Exception {
        Main main = configured(args);
        main.addMainListener(new MainListenerSupport() {
            @Override
            public void afterStart(BaseMainSupport started) {
                String address = started.getCamelContext()
                        .resolvePropertyPlaceholders("http://{{camel.server.host}}:{{camel.server.port}}/");
                System.out.println("The page is at " + address + " until Ctrl-C.");
            }
        });
        main.run();
    }

    /**
     * The application, not started.
     *
     * @param args {@code name=value} pairs and names of properties files; they win over application.properties, the later over the earlier
     */
    static Main configured(String... args) throws IOException {
        Main main = new Main();
        for (String arg : args) {
            properties(arg).forEach((name, value) -> main.addOverrideProperty(name.toString(), value.toString()));
        }
        main.configure().withBasePackageScanEnabled(false);
        main.configure().addRoutesBuilder(new BrowserUploadRoutes());
        return main;
    }

    private static Properties properties(String arg) throws IOException {
        Properties properties = new Properties();
        int equals = arg.indexOf('=');
        if (equals > 0) {
            properties.setProperty(arg.substring(0, equals), arg.substring(equals + 1));
            return properties;
        }
        try (Reader file = Files.newBufferedReader(Path.of(arg))) {
            properties.load(file);
        }
        return properties;
    }
}
