/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.examples.filedrop;

import java.util.List;
import org.apache.camel.main.Main;

/** Starts the example: a folder whose files go to a bucket, and a route that each new object starts. */
public final class FileDrop {

    private FileDrop() {}

    public static void main(String[] args) throws Exception {
        Main main = configured(args);
        main.run();
    }

    /**
     * The application, not started.
     *
     * @param args {@code name=value} pairs that win over application.properties
     */
    static Main configured(String... args) {
        Main main = new Main();
        for (String arg : args) {
            String[] pair = arg.split("=", 2);
            main.addOverrideProperty(pair[0], pair[1]);
        }
        main.configure().withBasePackageScanEnabled(false); // the routes are named below
        main.bind("inventory", new Inventory());
        main.bind("progress", new ProgressBar(System.out));
        if (List.of(args).contains("example.dsl=java")) {
            main.configure().addRoutesBuilder(new FileDropRoutes());
        } else {
            String dsl = List.of(args).contains("example.dsl=xml") ? "xml" : "yaml";
            main.configure().withRoutesIncludePattern("classpath:routes/file-drop." + dsl);
        }
        return main;
    }
}
