/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.camel.consumer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.cloudbridge.store.CloudBridgeException;
import io.cloudbridge.store.DeleteRequest;
import io.cloudbridge.store.DeleteResult;
import io.cloudbridge.store.Failure;
import io.cloudbridge.store.ObjectInfo;
import io.cloudbridge.store.ObjectRef;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class DeleteBatcherTest {

    private static final CloudBridgeException NONE = null;

    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
    private final List<List<DeleteRequest>> calls = new CopyOnWriteArrayList<>();
    private final Map<String, String> settled = new ConcurrentHashMap<>();
    private Function<List<DeleteRequest>, List<DeleteResult>> store = this::deleted;

    @AfterEach
    void stop() {
        timer.shutdownNow();
    }

    @Test
    void aFullGroupGoesOutInOneCallNamingTheVersionProcessed() {
        DeleteBatcher group = group(3, Duration.ofHours(1));
        add(group, "a", "b");
        assertThat(calls).isEmpty();
        add(group, "c");
        assertThat(calls).hasSize(1);
        assertThat(calls.get(0)).containsExactly(request("a"), request("b"), request("c"));
        assertThat(settled).containsOnly(Map.entry("a", "gone"), Map.entry("b", "gone"), Map.entry("c", "gone"));
        assertThat(group.size()).isZero();
    }

    @Test
    void nobodyWaitsLongerThanTheInterval() {
        add(group(100, Duration.ofMillis(50)), "a");
        await().untilAsserted(() -> assertThat(settled).containsOnlyKeys("a"));
    }

    @Test
    void flushAndCloseSendWhatWaitsAndLateOnesGoAtOnce() {
        DeleteBatcher group = group(100, Duration.ofHours(1));
        add(group, "a");
        group.flush();
        assertThat(settled).containsOnlyKeys("a");
        add(group, "b");
        group.close();
        add(group, "late");
        assertThat(settled).containsOnlyKeys("a", "b", "late");
        group.flush();
        assertThat(calls).hasSize(3);
    }

    @Test
    void aFlushAlsoWaitsForWhatOthersAreDeleting() throws Exception {
        CountDownLatch called = new CountDownLatch(1);
        CountDownLatch answer = new CountDownLatch(1);
        store = requests -> {
            called.countDown();
            await().until(() -> answer.getCount() == 0);
            return deleted(requests);
        };
        DeleteBatcher group = group(1, Duration.ofHours(1));
        timer.execute(() -> add(group, "a"));
        called.await();
        CompletableFuture<Void> flushed = CompletableFuture.runAsync(group::flush);
        await().during(Duration.ofMillis(50)).until(() -> !flushed.isDone());
        answer.countDown();
        flushed.get(10, TimeUnit.SECONDS);
        assertThat(settled).containsOnlyKeys("a");
    }

    @Test
    @Timeout(30)
    void whoIsToldOfADeleteMayFlush() {
        DeleteBatcher group = group(1, Duration.ofHours(1));
        ObjectInfo object = new ObjectInfo(new ObjectRef("bucket", "a"), 1, "etag", Instant.EPOCH, null, null);
        group.add(object, failure -> {
            group.flush();
            settled.put("a", "flushed");
        });
        assertThat(settled).containsEntry("a", "flushed");
    }

    @Test
    void aCallThatFailsAsAWholeSettlesAllOfIt() {
        store = requests -> {
            throw new CloudBridgeException.Unavailable(Failure.of("down"), null);
        };
        add(group(4, Duration.ofHours(1)), "a", "b", "c", "d");
        assertThat(settled.values()).hasSize(4).containsOnly("Unavailable");
        store = requests -> {
            throw new IllegalStateException("closed");
        };
        add(group(1, Duration.ofHours(1)), "e");
        assertThat(settled).containsEntry("e", "InvalidState");
    }

    @Test
    void resultsBelongToTheirKeysWhateverTheirOrder() {
        store = requests -> List.of(
                new DeleteResult(
                        new ObjectRef("bucket", "b"),
                        new CloudBridgeException.PreconditionFailed(Failure.of("rewritten"), null)),
                new DeleteResult(new ObjectRef("bucket", "a")));
        add(group(3, Duration.ofHours(1)), "a", "b", "c");
        assertThat(settled)
                .containsOnly(
                        Map.entry("a", "gone"), Map.entry("b", "PreconditionFailed"), Map.entry("c", "InvalidRequest"));
    }

    @Test
    void anObjectThatIsGoneAlreadyIsNoFailure() {
        store = requests -> List.of(new DeleteResult(
                new ObjectRef("bucket", "a"), new CloudBridgeException.ObjectNotFound(Failure.of("gone"), null)));
        add(group(1, Duration.ofHours(1)), "a");
        assertThat(settled).containsEntry("a", "gone");
    }

    private DeleteBatcher group(int size, Duration interval) {
        return new DeleteBatcher(
                requests -> {
                    calls.add(requests);
                    return store.apply(requests);
                },
                size,
                interval,
                timer,
                Runnable::run);
    }

    /** Objects with versions, as some stores list them; the deletes name none. */
    private void add(DeleteBatcher group, String... keys) {
        for (String key : keys) {
            group.add(
                    new ObjectInfo(
                            new ObjectRef("bucket", key, "version"), 1, "etag-" + key, Instant.EPOCH, null, null),
                    failure -> settled.merge(
                            key,
                            failure == NONE ? "gone" : failure.getClass().getSimpleName(),
                            (a, b) -> "settled twice"));
        }
    }

    private List<DeleteResult> deleted(List<DeleteRequest> requests) {
        return requests.stream().map(request -> new DeleteResult(request.ref())).toList();
    }

    private static DeleteRequest request(String key) {
        return new DeleteRequest(new ObjectRef("bucket", key), "etag-" + key);
    }
}
