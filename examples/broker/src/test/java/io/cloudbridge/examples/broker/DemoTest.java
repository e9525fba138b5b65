/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.examples.broker;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

abstract class DemoTest {

    private final String broker;

    @TempDir
    private Path place;

    DemoTest(String broker) {
        this.broker = broker;
    }

    @Test
    void nothingIsLostWhenAWorkerIsKilledAndTheBrokerRestarted() throws Exception {
        assertThat(Demo.run(broker, place, Integer.getInteger("broker.objects", 2000)))
                .as(this::logs)
                .isTrue();
    }

    private String logs() {
        try (var files = Files.list(place)) {
            StringBuilder logs = new StringBuilder();
            for (Path log : files.filter(file -> file.toString().endsWith(".log"))
                    .sorted()
                    .toList()) {
                logs.append("\n== ").append(log.getFileName()).append('\n').append(Files.readString(log));
            }
            return logs.toString();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
