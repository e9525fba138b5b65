/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.benchmarks.server;

import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** The requests of whoever measures. */
final class Control {

    private Control() {}

    static String ask(MemoryServer server, String what) throws IOException {
        try (var in = server.endpoint().resolve("/-/" + what).toURL().openStream()) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
