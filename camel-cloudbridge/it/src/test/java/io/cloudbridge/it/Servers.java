/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.it;

import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;

/** Where the real servers are that {@code ./test} starts. A server that is missing fails the test; nothing is skipped. */
public final class Servers {

    private static final Properties SETTINGS = load();

    private Servers() {}

    /** A setting that a server's start script printed, for example {@code s3proxy.endpoint}. */
    public static String setting(String name) {
        String value = SETTINGS.getProperty(name);
        if (value == null) {
            throw new IllegalStateException("no server has told " + name
                    + "; start the servers with camel-cloudbridge/it/servers/up .work in the repository's root");
        }
        return value;
    }

    private static Properties load() {
        Properties settings = new Properties();
        Path file = Path.of(System.getProperty("cloudbridge.servers", "../../.work/servers.properties"));
        if (Files.exists(file)) {
            try (Reader in = Files.newBufferedReader(file)) {
                settings.load(in);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return settings;
    }
}
