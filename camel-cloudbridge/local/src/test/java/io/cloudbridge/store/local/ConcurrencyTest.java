/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.store.local;

import static org.assertj.core.api.Assertions.assertThat;

import io.cloudbridge.store.ByteRange;
import io.cloudbridge.store.CloudBridgeException;
import io.cloudbridge.store.Content;
import io.cloudbridge.store.DeleteRequest;
import io.cloudbridge.store.DeleteResult;
import io.cloudbridge.store.ObjectContent;
import io.cloudbridge.store.ObjectInfo;
import io.cloudbridge.store.ObjectProperties;
import io.cloudbridge.store.ObjectRef;
import io.cloudbridge.store.ObjectStore;
import io.cloudbridge.store.PutOptions;
import io.cloudbridge.store.ReadOptions;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConcurrencyTest {

    private static final int WRITERS = 16;

    @TempDir
    Path root;

    private final ExecutorService threads = Executors.newFixedThreadPool(WRITERS);
    private ObjectStore store;

    @BeforeEach
    void open() {
        store = LocalStores.open(root);
        store.createBucket("bucket");
    }

    @AfterEach
    void close() {
        threads.shutdownNow();
        store.close();
        assertThat(LocalStores.leftovers(root)).isEmpty();
    }

    @Test
    void ofSixteenCreatorsOneWins() throws Exception {
        List<Integer> won = all(WRITERS, n -> OtherProcess.create(store, 50));
        assertThat(won.stream().mapToInt(i -> i).sum()).isEqualTo(50);
    }

    @Test
    void ofCreatorsInSeveralProcessesOneWins() throws Exception {
        List<Process> others = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            others.add(OtherProcess.start(root, "create", "100"));
        }
        int won = all(4, n -> OtherProcess.create(store, 100)).stream()
                .mapToInt(i -> i)
                .sum();
        for (Process other : others) {
            won += Integer.parseInt(OtherProcess.output(other));
        }
        assertThat(won).isEqualTo(100);
    }

    @Test
    void noConditionalReplacementIsLostAmongThreadsAndProcesses() throws Exception {
        store.put(new ObjectRef("bucket", "number"), Content.of("0".getBytes()), PutOptions.NONE);
        Process other = OtherProcess.start(root, "count", "25");
        all(4, n -> {
            OtherProcess.count(store, 10);
            return null;
        });
        OtherProcess.output(other);
        assertThat(LocalStores.text(store, new ObjectRef("bucket", "number"))).isEqualTo("65");
    }

    /** Content, metadata and ETag change at one moment for every reader. */
    @Test
    void readersSeeContentAndMetadataOfOneVersion() throws Exception {
        ObjectRef ref = new ObjectRef("bucket", "k");
        put(ref, 0);
        AtomicInteger writing = new AtomicInteger(4);
        all(8, n -> {
            if (n < 4) {
                for (int i = 0; i < 60; i++) {
                    put(ref, n * 1000 + i);
                }
                return writing.decrementAndGet();
            }
            while (writing.get() > 0) {
                try (ObjectContent content = store.read(ref, ByteRange.ALL, ReadOptions.NONE)) {
                    String text = new String(content.stream().readAllBytes());
                    assertThat(content.info().metadata()).isEqualTo(Map.of("content", text));
                    assertThat(content.info().checksum())
                            .isEqualTo(Content.of(text.getBytes())
                                    .checksum(content.info().checksum().algorithm()));
                }
                ObjectInfo head = store.head(ref, ReadOptions.NONE);
                assertThat(head.metadata()).containsKey("content");
                assertThat(head.checksum()).isNotNull();
            }
            return 0;
        });
    }

    /** Directories come and go under the writers, and names change between object and directory. */
    @Test
    void writersAndDeletersOfNeighbouringKeysDoNotHurtEachOther() throws Exception {
        List<String> keys = List.of("a", "a/b", "a/b/c", "a/b/c/d", "a/x/y");
        all(10, n -> {
            String key = keys.get(n % keys.size());
            ObjectRef ref = new ObjectRef("bucket", key);
            for (int i = 0; i < 100; i++) {
                put(ref, i);
                if (n < keys.size()) {
                    assertThat(store.delete("bucket", List.of(new DeleteRequest(ref))))
                            .allMatch(DeleteResult::deleted);
                }
            }
            return null;
        });
        keys.forEach(key -> put(new ObjectRef("bucket", key), 7));
        assertThat(LocalStores.keys(store, "bucket", "")).containsExactlyInAnyOrderElementsOf(keys);
        for (String key : keys) {
            assertThat(LocalStores.text(store, new ObjectRef("bucket", key))).isEqualTo("7");
        }
    }

    @Test
    void anInterruptedWriterSpoilsNothingForTheOthers() throws Exception {
        ObjectRef ref = new ObjectRef("bucket", "k");
        all(8, n -> {
            for (int i = 0; i < 50; i++) {
                if (n % 2 == 0) {
                    Thread.currentThread().interrupt();
                }
                try {
                    put(ref, i);
                    assertThat(n % 2 == 1 || Thread.interrupted()).isTrue();
                } catch (CloudBridgeException.Unavailable e) {
                    assertThat(n % 2).isEqualTo(0);
                    assertThat(e.isRetryable()).isFalse();
                    assertThat(Thread.interrupted()).isTrue();
                }
            }
            return null;
        });
        assertThat(store.head(ref, ReadOptions.NONE).metadata()).isNotEmpty();
    }

    @Test
    void anObjectWrittenWhileItsBucketIsDeletedIsThereOrRefused() throws Exception {
        for (int round = 0; round < 30; round++) {
            String bucket = "round-" + round;
            store.createBucket(bucket);
            List<Boolean> results = all(2, n -> {
                try {
                    if (n == 0) {
                        store.deleteBucket(bucket);
                    } else {
                        put(new ObjectRef(bucket, "a/b"), 1);
                    }
                    return true;
                } catch (CloudBridgeException.InvalidState | CloudBridgeException.BucketNotFound e) {
                    return false;
                }
            });
            assertThat(store.bucketExists(bucket)).isEqualTo(!results.get(0));
            if (results.get(1) && !results.get(0)) {
                assertThat(LocalStores.keys(store, bucket, "")).containsExactly("a/b");
            }
            assertThat(results.get(0) && results.get(1)).isFalse();
        }
    }

    private void put(ObjectRef ref, int number) {
        String text = String.valueOf(number);
        store.put(
                ref,
                Content.of(text.getBytes()),
                PutOptions.of(ObjectProperties.NONE.withMetadata(Map.of("content", text))));
    }

    private interface Task<T> {
        T run(int number) throws Exception;
    }

    /** Runs the task so many times at once. */
    private <T> List<T> all(int count, Task<T> task) throws Exception {
        CountDownLatch start = new CountDownLatch(1);
        List<Future<T>> running = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            int number = i;
            Callable<T> one = () -> {
                start.await();
                return task.run(number);
            };
            running.add(threads.submit(one));
        }
        start.countDown();
        List<T> results = new ArrayList<>();
        for (Future<T> one : running) {
            results.add(one.get());
        }
        return results;
    }
}
