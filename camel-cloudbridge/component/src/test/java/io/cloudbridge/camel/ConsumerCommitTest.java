/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.camel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.cloudbridge.camel.consumer.seen.SeenFileLayout;
import io.cloudbridge.store.CloudBridgeException;
import io.cloudbridge.store.Failure;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** In which order an object is finished, in how many requests, and what becomes of it when one of them fails. */
class ConsumerCommitTest {

    /** Neither is reached: what is deleted was flushed. */
    private static final String LARGE_GROUP = "delete=true&commitBatchSize=1000&commitInterval=1h";

    @TempDir
    Path root;

    private final HookedProvider store = new HookedProvider();
    private final Queue<String> errors = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean down = new AtomicBoolean(true);
    private Inbox inbox;

    @BeforeEach
    void open() {
        inbox = new Inbox(root.resolve("store"));
        inbox.through(store);
        inbox.context.getRegistry().bind("errors", new ErrorRecorder(errors));
    }

    @AfterEach
    void close() {
        inbox.close();
    }

    private void failWhileDown(String verb) {
        store.before((called, keys) -> {
            if (called.equals(verb) && down.get()) {
                throw new CloudBridgeException.Unavailable(Failure.of("nobody answers"), null);
            }
        });
    }

    @Test
    void anOpenGroupIsFlushedInOneRequestAtTheEndOfThePoll() throws Exception {
        inbox.putMany(50);
        inbox.route(LARGE_GROUP + "&delay=1h");
        inbox.context.start();
        await().until(() -> inbox.keys().isEmpty());
        assertThat(store.requests("delete")).isEqualTo(1);
    }

    @Test
    void anOpenGroupIsFlushedWhenTheLastExchangeOfAnAsynchronousRouteEnds() throws Exception {
        inbox.putMany(20);
        inbox.route("consumer", LARGE_GROUP + "&delay=1h&maxConcurrency=20", from -> from.delay(100)
                .asyncDelayed());
        inbox.context.start();
        await().until(() -> inbox.keys().isEmpty());
        assertThat(store.requests("delete")).isLessThanOrEqualTo(3);
    }

    @Test
    void aBulkRequestThatIsRefusedGoesOnKeyByKey() throws Exception {
        inbox.putMany(10);
        store.before((verb, keys) -> {
            if (verb.equals("delete") && keys.size() > 1) {
                throw new CloudBridgeException.InvalidRequest(
                        Failure.of("no bulk today").withHttp(400, null, null), null);
            }
            if (verb.equals("delete") && down.get() && keys.contains("k00004")) {
                throw new CloudBridgeException.AccessDenied(
                        Failure.of("this one stays").withHttp(403, null, null), null);
            }
        });
        inbox.route(LARGE_GROUP + "&onCompletionExceptionHandler=#errors");
        inbox.context.start();
        await().until(() -> inbox.keys().equals(List.of("k00004")));
        await().until(() -> errors.size() >= 2);
        assertThat(errors).allMatch(error -> error.contains("k00004") && error.contains("this one stays"));
        down.set(false);
        await().until(() -> inbox.keys().isEmpty());
        assertThat(inbox.consumed.stream().filter(key -> !key.equals("k00004"))).hasSize(9);
    }

    @Test
    void whatCouldNotBeDeletedIsNotRememberedAsSeen() throws Exception {
        notRemembered("delete", "delete=true&idempotent=true");
        await().until(() -> inbox.keys().isEmpty());
    }

    @Test
    void whatCouldNotBeMovedIsNotRememberedAsSeen() throws Exception {
        notRemembered("copy", "move=done/&idempotent=true");
        await().until(() -> inbox.keys().equals(List.of("done/a")));
    }

    private void notRemembered(String verb, String options) throws Exception {
        failWhileDown(verb);
        inbox.put("a");
        inbox.route(options + "&maxRetries=0&onCompletionExceptionHandler=#errors");
        inbox.context.start();
        await().until(() -> errors.size() >= 2);
        assertThat(inbox.consumed).hasSizeGreaterThanOrEqualTo(2);
        down.set(false);
    }

    @Test
    void anObjectIsRememberedOnlyWhenItIsGone() throws Exception {
        Path seen = root.resolve("seen");
        AtomicLong rememberedBefore = new AtomicLong(-1);
        store.before((verb, keys) -> {
            if (verb.equals("delete")) {
                rememberedBefore.set(seen.toFile().length() - SeenFileLayout.HEADER);
            }
        });
        inbox.put("a");
        inbox.route("delete=true&idempotent=true&delay=1h&seenFile=" + seen);
        inbox.context.start();
        await().until(() -> Files.size(seen) == SeenFileLayout.HEADER + SeenFileLayout.RECORD);
        assertThat(rememberedBefore).as("killed now, it would come again").hasValue(0);
        assertThat(inbox.keys()).isEmpty();
    }

    @Test
    void aDoneFileStaysUntilItsObjectIsFinished() throws Exception {
        failWhileDown("copy");
        inbox.put("a", "a.done");
        inbox.route("move=moved/&doneFileName=${file:name}.done&maxRetries=0&onCompletionExceptionHandler=#errors");
        inbox.context.start();
        await().until(() -> errors.size() >= 2);
        assertThat(inbox.keys()).containsExactly("a", "a.done");
        down.set(false);
        await().until(() -> inbox.keys().equals(List.of("moved/a")));
    }
}
