/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.camel.monitor;

import static org.assertj.core.api.Assertions.assertThat;

import io.cloudbridge.camel.LogLines;
import io.cloudbridge.store.ObjectRef;
import io.cloudbridge.store.TransferStatus;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TransferLogTest {

    private static final String LOGGER = "io.cloudbridge.camel.transfers";
    private static final long MIB = 1 << 20;

    private final LogLines lines = LogLines.of(LOGGER);
    private final TransferLog log = new TransferLog();

    @AfterEach
    void hush() {
        lines.close();
    }

    private static TransferStatus upload(Duration running, long done) {
        return new TransferStatus(
                7,
                TransferStatus.Kind.UPLOAD,
                "local",
                new ObjectRef("box", "film.mkv"),
                done,
                100 * MIB,
                Instant.now().minus(running),
                running);
    }

    @Test
    void aLongTransferHasALineNowAndThenAndOneAtItsEnd() {
        log.started(upload(Duration.ZERO, 0));
        log.progressed(upload(Duration.ofSeconds(5), 10 * MIB));
        assertThat(lines.text()).isEmpty();
        log.progressed(upload(Duration.ofSeconds(20), 40 * MIB));
        log.progressed(upload(Duration.ofSeconds(20), 41 * MIB));
        assertThat(lines.text()).hasSize(1);
        assertThat(lines.text().get(0)).contains("box/film.mkv", "40.0 of 100.0 MiB", "40 %", "MiB/s", "30 s left");
        log.ended(upload(Duration.ofSeconds(25), 100 * MIB), null);
        assertThat(lines.text()).hasSize(2);
        assertThat(lines.text().get(1)).contains("box/film.mkv", "done");
    }

    @Test
    void aShortOneHasNone() {
        log.started(upload(Duration.ZERO, 0));
        log.progressed(upload(Duration.ofSeconds(1), 50 * MIB));
        log.ended(upload(Duration.ofSeconds(2), 100 * MIB), null);
        log.ended(upload(Duration.ofSeconds(2), 60 * MIB), new IOException("cut"));
        assertThat(lines.text()).isEmpty();
    }
}
