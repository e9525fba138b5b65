/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.camel.monitor;

import static org.assertj.core.api.Assertions.assertThat;

import io.cloudbridge.camel.LogLines;
import io.cloudbridge.store.ObjectRef;
import io.cloudbridge.store.PendingCall;
import io.cloudbridge.store.TransferStatus;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TransferLogTest {

    private static final String LOGGER = "io.cloudbridge.camel.transfers";
    private static final long MIB = 1 << 20;

    private final LogLines lines = LogLines.of(LOGGER);
    private final List<TransferStatus> active = new ArrayList<>();
    private final List<PendingCall> calls = new ArrayList<>();
    private final TransferLog log = new TransferLog(() -> active, () -> calls);

    @AfterEach
    void hush() {
        lines.close();
    }

    private static TransferStatus upload(int seconds, long done, int idle) {
        return new TransferStatus(
                7,
                TransferStatus.Kind.UPLOAD,
                "local",
                new ObjectRef("box", "film.mkv"),
                done,
                100 * MIB,
                Instant.now().minusSeconds(seconds),
                Duration.ofSeconds(seconds),
                Duration.ofSeconds(idle));
    }

    private void look(TransferStatus status) {
        active.clear();
        active.add(status);
        log.look();
    }

    private void wait(int count, int seconds) {
        calls.clear();
        for (int i = 0; i < count; i++) {
            calls.add(new PendingCall("aws", "list", "inbox", null, Duration.ofSeconds(seconds - i)));
        }
        log.look();
    }

    @Test
    void aLongTransferHasALineNowAndThenAndOneAtItsEnd() {
        look(upload(5, 10 * MIB, 0));
        assertThat(lines.text()).isEmpty();
        look(upload(20, 40 * MIB, 0));
        look(upload(21, 41 * MIB, 0));
        assertThat(lines.text()).hasSize(1);
        assertThat(lines.text().get(0))
                .contains("INFO", "box/film.mkv", "40.0 of 100.0 MiB", "40 %", "MiB/s", "30 s left");
        log.ended(upload(25, 100 * MIB, 0), null);
        assertThat(lines.text()).hasSize(2);
        assertThat(lines.text().get(1)).contains("box/film.mkv", "done");
    }

    @Test
    void aShortOneHasNone() {
        look(upload(1, 50 * MIB, 0));
        log.ended(upload(2, 100 * MIB, 0), null);
        assertThat(lines.text()).isEmpty();
    }

    @Test
    void aFailedOneSaysHowFarItCameAndWhy() {
        log.ended(upload(2, 60 * MIB, 0), new IOException("cut"));
        assertThat(lines.text())
                .singleElement()
                .asString()
                .contains("INFO", "box/film.mkv", "60.0 of 100.0 MiB", "failed: java.io.IOException: cut");
        for (int i = 0; i < 100; i++) {
            log.ended(upload(2, 60 * MIB, 0), new IOException("cut"));
        }
        assertThat(lines.text()).as("a store that is down fails them all").hasSize(20);
    }

    @Test
    void aTransferThatStandsStillIsAWarningThatComesLessOftenEachTime() {
        for (int idle = 1; idle <= 100; idle++) {
            look(upload(30 + idle, 40 * MIB, idle));
        }
        assertThat(lines.text().stream().filter(line -> line.startsWith("WARN")).toList())
                .as("after 10, 20, 40 and 80 s")
                .hasSize(4)
                .allMatch(line -> line.contains("box/film.mkv") && line.contains("nothing has moved for"));
        look(upload(200, 41 * MIB, 0));
        look(upload(211, 41 * MIB, 11));
        assertThat(lines.text()).last().asString().startsWith("WARN").contains("for 11 s");
    }

    @Test
    void requestsWithoutAnAnswerAreOneLineForAllThatWaitForTheSame() {
        wait(3, 9);
        assertThat(lines.text()).isEmpty();
        for (int seconds = 10; seconds <= 50; seconds++) {
            wait(300, seconds);
        }
        assertThat(lines.text()).as("after 10, 20 and 40 s").hasSize(3);
        assertThat(lines.text().get(1))
                .startsWith("WARN aws: list of bucket inbox has had no answer for 20 s; 11 such requests wait");
        wait(0, 0);
        wait(1, 12);
        assertThat(lines.text()).last().asString().endsWith("has had no answer for 12 s");
    }

    @Test
    void whatSendsABodyOrCopiesInsideTheStoreMayTakeLong() {
        calls.add(new PendingCall("aws", "upload", "inbox", "k", Duration.ofMinutes(5)));
        calls.add(new PendingCall("aws", "copy", "inbox", "k", Duration.ofSeconds(50)));
        log.look();
        assertThat(lines.text()).isEmpty();
    }
}
