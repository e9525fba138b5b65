/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.examples.cloudtocloud;

import java.io.IOException;
import java.io.PrintStream;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import org.apache.camel.main.Main;

/** Mirrors one bucket to another, on whatever stores they are, and ends. Exits with 0 only if everything is there. */
public final class CloudToCloud {

    private CloudToCloud() {}

    public static void main(String[] args) throws Exception {
        System.exit(mirror(System.out, args).isComplete() ? 0 : 1);
    }

    /**
     * One run.
     *
     * @param out where progress and result are written
     * @param args the settings, as {@code name=value} pairs and names of properties files; the later win over the earlier
     */
    public static Summary mirror(PrintStream out, String... args) throws Exception {
        Main main = new Main();
        for (String arg : args) {
            properties(arg).forEach((name, value) -> main.addOverrideProperty(name.toString(), value.toString()));
        }
        try (Progress progress = new Progress(out)) {
            main.configure().withBasePackageScanEnabled(false);
            main.bind("progress", progress); // the component tells transfer listeners in the registry how far it is
            main.configure().addRoutesBuilder(new MirrorRoutes(progress));
            // Ctrl-C: what is on its way is dropped at both ends; the next run goes on
            Thread interrupted = new Thread(main::stop);
            Runtime.getRuntime().addShutdownHook(interrupted);
            main.start();
            try {
                main.getCamelTemplate().sendBody("direct:mirror", null);
            } finally {
                main.stop();
                Runtime.getRuntime().removeShutdownHook(interrupted);
            }
            return progress.summary();
        }
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
