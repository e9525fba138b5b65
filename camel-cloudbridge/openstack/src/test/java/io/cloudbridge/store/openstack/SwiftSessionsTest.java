/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.store.openstack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cloudbridge.store.CloudBridgeException;
import io.cloudbridge.store.Failure;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SwiftSessionsTest {

    private static final URI URL = URI.create("http://h/v1/AUTH_x");

    private final AtomicInteger logins = new AtomicInteger();

    private SwiftSession next(Instant expires) {
        return SwiftSession.until(URL, "token" + logins.incrementAndGet(), expires);
    }

    @Test
    void logsInOnceForAllThreads() throws Exception {
        SwiftSessions sessions = new SwiftSessions(refused -> next(null));
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try {
            Callable<SwiftSession> task = () -> sessions.renew(sessions.current());
            sessions.current();
            List<SwiftSession> seen = threads
                    .invokeAll(IntStream.range(0, 8)
                            .mapToObj(i -> (Callable<SwiftSession>) sessions::current)
                            .toList())
                    .stream()
                    .map(SwiftSessionsTest::get)
                    .toList();
            assertThat(seen).containsOnly(sessions.current());
            assertThat(logins).hasValue(1);

            SwiftSession refused = sessions.current();
            threads.invokeAll(IntStream.range(0, 8)
                    .mapToObj(i -> (Callable<SwiftSession>) () -> sessions.renew(refused))
                    .toList());
            assertThat(logins).hasValue(2);
            assertThat(task.call().token()).isEqualTo("token3");
        } finally {
            threads.shutdownNow();
        }
    }

    private static SwiftSession get(Future<SwiftSession> future) {
        try {
            return future.get();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void logsInAgainBeforeTheTokenEnds() {
        SwiftSessions sessions =
                new SwiftSessions(refused -> next(Instant.now().plusSeconds(refused == null ? -1 : 3600)));
        assertThat(sessions.current().token()).isEqualTo("token1");
        assertThat(sessions.current().token()).isEqualTo("token2");
        assertThat(sessions.current().token()).isEqualTo("token2");
    }

    @Test
    void aTokenThatIsStillGoodServesWhileKeystoneIsAway() {
        SwiftSessions sessions = new SwiftSessions(refused -> {
            if (refused != null) {
                throw new CloudBridgeException.Unavailable(Failure.of("away"), null);
            }
            return next(Instant.now().minusSeconds(1));
        });
        assertThat(sessions.current().token()).isEqualTo("token1");
        assertThat(sessions.current().token()).isEqualTo("token1");
        SwiftSession session = sessions.current();
        assertThatThrownBy(() -> sessions.renew(session)).isInstanceOf(CloudBridgeException.Unavailable.class);
    }

    @Test
    void aGivenTokenIsNotRenewedAndTheErrorSaysWhatToDo() {
        SwiftSessions sessions = new SwiftSessions(new GivenToken(URL, "s3cr3t"));
        SwiftSession session = sessions.current();
        assertThatThrownBy(() -> sessions.renew(session))
                .isInstanceOf(CloudBridgeException.AccessDenied.class)
                .hasMessageContaining("authToken")
                .hasMessageContaining("authUrl")
                .satisfies(e -> assertThat(e.getMessage()).doesNotContain("s3cr3t"));
    }
}
