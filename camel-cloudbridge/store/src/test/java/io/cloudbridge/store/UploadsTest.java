/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UploadsTest extends EngineFixture {

    private final MemoryStore store = new MemoryStore();
    private final StoreClient client = client(store);

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 999, 1000, 1001, 2499, 2500, 2501, 3000, 9999})
    void everySizeArrivesWholeHoweverItIsGiven(int size, @TempDir Path directory) throws IOException {
        byte[] bytes = random(size);
        Path file = Files.write(directory.resolve("body"), bytes);

        client.upload(ref("array"), Source.of(bytes), PutOptions.NONE, SMALL);
        client.upload(ref("file"), Source.ofFile(file), PutOptions.NONE, SMALL);
        client.upload(ref("declared"), Source.of(new ByteArrayInputStream(bytes), size), PutOptions.NONE, SMALL);
        client.upload(
                ref("unknown"), Source.of(new ByteArrayInputStream(bytes), Source.UNKNOWN), PutOptions.NONE, SMALL);

        assertThat(List.of("array", "file", "declared", "unknown"))
                .allSatisfy(key -> assertThat(store.bytes(key)).isEqualTo(bytes));
        assertThat(store.uploads).isEmpty();
    }

    @Test
    void aShortBodyOfUnknownLengthIsOneRequest() {
        client.upload(
                ref("k"), Source.of(new ByteArrayInputStream(random(1000)), Source.UNKNOWN), PutOptions.NONE, SMALL);

        assertThat(store.calls).containsExactly("put k");
    }

    @Test
    void aBodyOfKnownLengthIsOneRequestUpToTheThreshold() {
        client.upload(ref("k"), Source.of(new ByteArrayInputStream(random(2500)), 2500), PutOptions.NONE, SMALL);

        assertThat(store.calls).containsExactly("put k");
    }

    @Test
    void aStreamThatFailsLeavesTheOldObjectAndNoParts() {
        client.upload(ref("k"), Source.of(new byte[] {1}), PutOptions.NONE, SMALL);
        InputStream failing = new SequenceInputStream(new ByteArrayInputStream(random(5500)), new InputStream() {
            @Override
            public int read() throws IOException {
                throw new IOException("the disk is gone");
            }
        });

        assertThatThrownBy(() -> client.upload(ref("k"), Source.of(failing, Source.UNKNOWN), PutOptions.NONE, SMALL))
                .isInstanceOf(CloudBridgeException.InvalidRequest.class)
                .hasMessageContaining("the disk is gone")
                .hasMessageContaining("key=k");
        assertThat(store.bytes("k")).containsExactly(1);
        assertThat(store.uploads).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {-500, -1, 1, 500})
    void aWrongDeclaredLengthStoresNothing(int error) {
        for (int size : new int[] {600, 2400, 6000}) {
            assertThatThrownBy(() -> client.upload(
                            ref("k"),
                            Source.of(new ByteArrayInputStream(random(size)), size + error),
                            PutOptions.NONE,
                            SMALL))
                    .isInstanceOf(CloudBridgeException.InvalidRequest.class)
                    .hasMessageContaining("declared length");
            assertThat(store.bytes("k")).isNull();
            assertThat(store.uploads).isEmpty();
        }
    }

    @Test
    void aFailedPartIsSentAgainByItself() {
        AtomicInteger failures = new AtomicInteger(2);
        MemoryStore flaky = new MemoryStore() {
            @Override
            void before(String verb, String key) {
                super.before(verb, key);
                if (verb.equals("uploadPart") && key.startsWith("2:") && failures.getAndDecrement() > 0) {
                    throw unavailable();
                }
            }
        };
        byte[] bytes = random(4500);
        client(flaky)
                .upload(ref("k"), Source.of(new ByteArrayInputStream(bytes), Source.UNKNOWN), PutOptions.NONE, SMALL);

        assertThat(flaky.bytes("k")).isEqualTo(bytes);
        assertThat(flaky.calls).filteredOn("uploadPart 2:1000"::equals).hasSize(3);
        assertThat(flaky.calls).filteredOn("uploadPart 1:1000"::equals).hasSize(1);
    }

    @Test
    void partsThatMustComeInOrderDoSoAlsoWhenOneIsSentAgain() {
        AtomicInteger failures = new AtomicInteger(2);
        MemoryStore ordered = new MemoryStore() {
            @Override
            void before(String verb, String key) {
                super.before(verb, key);
                if (verb.equals("uploadPart") && key.startsWith("2:") && failures.getAndDecrement() > 0) {
                    throw unavailable();
                }
            }
        };
        ordered.inOrder = true;
        client(ordered).upload(ref("k"), Source.of(random(4500)), PutOptions.NONE, SMALL);

        assertThat(ordered.calls)
                .filteredOn(call -> call.startsWith("uploadPart"))
                .containsExactly(
                        "uploadPart 1:1000",
                        "uploadPart 2:1000",
                        "uploadPart 2:1000",
                        "uploadPart 2:1000",
                        "uploadPart 3:1000",
                        "uploadPart 4:1000",
                        "uploadPart 5:500");
    }

    @Test
    void aPartThatFailsForGoodDropsTheUploadAndStopsReading() {
        MemoryStore broken = new MemoryStore() {
            @Override
            void before(String verb, String key) {
                super.before(verb, key);
                if (verb.equals("uploadPart") && key.startsWith("3:")) {
                    throw new CloudBridgeException.AccessDenied(Failure.of("no"), null);
                }
            }
        };
        CountingStream endless = new CountingStream(1_000_000);

        assertThatThrownBy(() ->
                        client(broken).upload(ref("k"), Source.of(endless, Source.UNKNOWN), PutOptions.NONE, SMALL))
                .isInstanceOf(CloudBridgeException.AccessDenied.class)
                .hasMessageContaining("provider=memory");
        assertThat(broken.uploads).isEmpty();
        assertThat(broken.bytes("k")).isNull();
        assertThat(endless.read).isLessThan(50_000);
    }

    @Test
    void neverMorePartsAtOnceThanAsked() throws Exception {
        AtomicInteger now = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        CountDownLatch three = new CountDownLatch(3);
        MemoryStore counting = new MemoryStore() {
            @Override
            void before(String verb, String key) {
                if (verb.equals("uploadPart")) {
                    most.accumulateAndGet(now.incrementAndGet(), Math::max);
                    three.countDown();
                    try {
                        three.await(5, TimeUnit.SECONDS);
                    } catch (InterruptedException e) {
                        throw new IllegalStateException(e);
                    } finally {
                        now.decrementAndGet();
                    }
                }
            }
        };
        client(counting).upload(ref("k"), Source.of(random(20_000)), PutOptions.NONE, SMALL);

        assertThat(most).hasValue(3);
    }

    @Test
    void partsGrowSoThatTheLimitOfPartsHolds() {
        byte[] bytes = random(180_000); // 100 parts of 1000 bytes would hold 100 000
        client.upload(ref("k"), Source.of(new ByteArrayInputStream(bytes), Source.UNKNOWN), PutOptions.NONE, SMALL);

        assertThat(store.bytes("k")).isEqualTo(bytes);
        assertThat(store.calls).filteredOn(c -> c.startsWith("uploadPart")).hasSizeLessThanOrEqualTo(100);
    }

    @Test
    void theDeclaredChecksumIsVerifiedBeforeAnythingIsVisible() {
        for (int size : new int[] {10, 6000}) {
            Checksum wrong = MemoryStore.checksum(new byte[] {1});
            Source source = Source.of(new ByteArrayInputStream(random(size)), Source.UNKNOWN);
            assertThatThrownBy(() -> client.upload(ref("k"), source, PutOptions.NONE.withChecksum(wrong), SMALL))
                    .isInstanceOf(CloudBridgeException.ChecksumMismatch.class);
            assertThat(store.bytes("k")).isNull();
            assertThat(store.uploads).isEmpty();

            Checksum right = MemoryStore.checksum(random(size));
            client.upload(ref("ok" + size), Source.of(random(size)), PutOptions.NONE.withChecksum(right), SMALL);
            assertThat(store.bytes("ok" + size)).hasSize(size);
        }
    }

    @Test
    void aFileThatGrowsDuringTheUploadIsRefused(@TempDir Path directory) throws IOException {
        Path file = Files.write(directory.resolve("body"), random(5000));
        MemoryStore appending = new MemoryStore() {
            @Override
            void before(String verb, String key) {
                if (verb.equals("startMultipart")) {
                    try {
                        Files.write(file, random(9000));
                    } catch (IOException e) {
                        throw new IllegalStateException(e);
                    }
                }
            }
        };
        assertThatThrownBy(() -> client(appending).upload(ref("k"), Source.ofFile(file), PutOptions.NONE, SMALL))
                .isInstanceOf(CloudBridgeException.InvalidRequest.class)
                .hasMessageContaining("changed from 5000 to 9000");
        assertThat(appending.bytes("k")).isNull();
        assertThat(appending.uploads).isEmpty();
    }

    @Test
    void aLostAnswerToACreateOnlyPutIsStillASuccess() {
        MemoryStore forgetful = losingTheFirstAnswerOf("put");
        PutResult result =
                client(forgetful).upload(ref("k"), Source.of(random(100)), PutOptions.NONE.createOnly(), SMALL);

        assertThat(result.etag()).isEqualTo(MemoryStore.checksum(random(100)).hex());
    }

    @Test
    void anotherWritersObjectIsNotTakenForOurs() {
        MemoryStore raced = new MemoryStore() {
            private boolean first = true;

            @Override
            void before(String verb, String key) {
                if (verb.equals("put") && first) {
                    first = false;
                    put(ref(key), Content.of(new byte[100]), PutOptions.NONE);
                    throw unavailable();
                }
            }
        };
        assertThatThrownBy(() ->
                        client(raced).upload(ref("k"), Source.of(random(100)), PutOptions.NONE.createOnly(), SMALL))
                .isInstanceOf(CloudBridgeException.PreconditionFailed.class);
    }

    private static MemoryStore losingTheFirstAnswerOf(String lost) {
        return new MemoryStore() {
            private boolean first = true;

            @Override
            void after(String verb) {
                if (verb.equals(lost) && first) {
                    first = false;
                    throw unavailable();
                }
            }
        };
    }

    @Test
    void keysThatTheStoreCannotHoldAreRefusedBeforeAnyRequest() {
        assertThatThrownBy(() -> client.upload(ref("!k"), Source.of(new byte[1]), PutOptions.NONE, SMALL))
                .isInstanceOf(CloudBridgeException.InvalidRequest.class)
                .hasMessageContaining("exclamation mark");
        assertThat(store.calls).isEmpty();
    }

    @Test
    void whatTheStoreLacksIsRefusedBeforeAnyRequest() {
        PutOptions withClass = PutOptions.of(ObjectProperties.NONE.withStorageClass("COLD"));
        assertThatThrownBy(() -> client.upload(ref("k"), Source.of(new byte[1]), withClass, SMALL))
                .isInstanceOf(CloudBridgeException.Unsupported.class)
                .hasMessageContaining("storageClass");
        assertThat(store.calls).isEmpty();
    }

    /** Zeros, counted. */
    private static final class CountingStream extends InputStream {
        private final int length;
        private volatile int read;

        private CountingStream(int length) {
            this.length = length;
        }

        @Override
        public int read() {
            return read++ < length ? 0 : -1;
        }

        @Override
        public int read(byte[] target, int offset, int count) {
            int n = Math.min(count, length - read);
            read += Math.max(0, n);
            return n <= 0 ? -1 : n;
        }
    }

    /** Else the route that is stopped would wait for the time limits and retries of all parts. */
    @Test
    void partsUnderWayEndWithAnUploadThatIsInterrupted() throws Exception {
        CountDownLatch waits = new CountDownLatch(2);
        MemoryStore stuck = new MemoryStore() {
            @Override
            void before(String verb, String key) {
                super.before(verb, key);
                if (verb.equals("uploadPart")) {
                    waits.countDown();
                    stand();
                }
            }
        };
        Thread[] caller = new Thread[1];
        Future<PutResult> upload = executor.submit(() -> {
            caller[0] = Thread.currentThread();
            return client(stuck).upload(ref("k"), Source.of(random(3000)), PutOptions.NONE, SMALL);
        });
        assertThat(waits.await(10, TimeUnit.SECONDS)).isTrue();
        caller[0].interrupt();

        assertThatThrownBy(() -> upload.get(10, TimeUnit.SECONDS))
                .cause()
                .isInstanceOf(CloudBridgeException.Unavailable.class);
        assertThat(stuck.uploads).isEmpty();
    }

    /** As a request does to a server that stands still. */
    private static void stand() {
        try {
            Thread.sleep(30_000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw ErrorMapping.interrupted(e);
        }
    }
}
