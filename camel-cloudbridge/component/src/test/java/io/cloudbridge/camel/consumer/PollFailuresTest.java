/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.camel.consumer;

import static org.assertj.core.api.Assertions.assertThat;

import io.cloudbridge.camel.LogLines;
import io.cloudbridge.store.CloudBridgeException;
import io.cloudbridge.store.Failure;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PollFailuresTest {

    private final LogLines lines = LogLines.of(PollFailures.class.getName());
    private final PollFailures failures = new PollFailures(() -> "in", "inbox");

    @AfterEach
    void hush() {
        lines.close();
    }

    private static CloudBridgeException expired(int request) {
        return new CloudBridgeException.AccessDenied(
                Failure.of("the token has expired").withHttp(400, "ExpiredToken", "request-" + request), null);
    }

    @Test
    void theSameErrorIsLoggedOnceThenCountedThenOnceMoreWhenItIsOver() {
        for (int i = 0; i < 1000; i++) {
            failures.handleException("Failed polling", expired(i));
        }
        assertThat(lines.text())
                .singleElement()
                .asString()
                .startsWith("WARN route in: polling bucket inbox failed")
                .contains("ExpiredToken", "the token has expired");
        assertThat(failures.count()).isEqualTo(1000);
        failures.succeeded();
        failures.succeeded();
        assertThat(lines.text()).hasSize(2);
        assertThat(lines.text().get(1))
                .startsWith("WARN route in: polling bucket inbox works again; it had failed 1000 times in PT0S");
    }

    @Test
    void eachKindOfErrorIsLoggedOnceAndTheNextOutageAnew() {
        for (int i = 0; i < 10; i++) {
            failures.handleException("Failed polling", expired(i));
            failures.handleException("Failed polling", new IllegalStateException("number " + i));
        }
        assertThat(lines.text()).hasSize(2);
        failures.succeeded();
        failures.handleException("Failed polling", expired(1));
        assertThat(lines.text()).hasSize(4);
    }

    @Test
    void aPollThatNeverFailedSaysNothing() {
        failures.succeeded();
        assertThat(lines.text()).isEmpty();
    }
}
