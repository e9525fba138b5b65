/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DownloadsTest extends EngineFixture {

    /** Breaks each connection after 700 bytes, as often as the test wants. */
    private static final class BreakingStore extends MemoryStore {
        private final AtomicInteger breaks = new AtomicInteger();

        @Override
        InputStream readStream(InputStream in, ByteRange range) {
            if (breaks.getAndDecrement() <= 0) {
                return in;
            }
            return new InputStream() {
                private int left = 700;

                @Override
                public int read() throws IOException {
                    if (left-- <= 0) {
                        throw new IOException("connection reset");
                    }
                    return in.read();
                }
            };
        }
    }

    private final BreakingStore store = new BreakingStore();
    private final StoreClient client = client(store);

    private void stored(String key, int size) {
        client.upload(ref(key), Source.of(random(size)), PutOptions.NONE, SMALL);
        store.calls.clear();
    }

    @Test
    void nothingIsRequestedBeforeTheFirstByte() throws IOException {
        stored("k", 100);
        try (ObjectReader reader = client.read(ref("k"), ByteRange.ALL, ReadOptions.NONE)) {
            assertThat(store.calls).isEmpty();
            assertThat(reader.readAllBytes()).isEqualTo(random(100));
        }
        assertThat(store.calls).containsExactly("read k", "closeRead k");
    }

    @Test
    void aBrokenReadGoesOnAtTheLastByte() throws IOException {
        stored("k", 5000);
        store.breaks.set(6);
        try (ObjectReader reader = client.read(ref("k"), ByteRange.ALL, ReadOptions.NONE)) {
            assertThat(reader.readAllBytes()).isEqualTo(random(5000));
        }
        assertThat(store.calls).filteredOn("read k"::equals).hasSize(7);
    }

    @Test
    void aConnectionThatEndsEarlyIsNotTheEndOfTheObject() throws IOException {
        AtomicInteger cuts = new AtomicInteger(2);
        MemoryStore cutting = new MemoryStore() {
            @Override
            InputStream readStream(InputStream in, ByteRange range) {
                return cuts.getAndDecrement() > 0 ? new java.io.ByteArrayInputStream(drained(in, 300)) : in;
            }
        };
        StoreClient cut = client(cutting);
        cut.upload(ref("k"), Source.of(random(2000)), PutOptions.NONE, SMALL);
        try (ObjectReader reader = cut.read(ref("k"), ByteRange.ALL, ReadOptions.NONE)) {
            assertThat(reader.readAllBytes()).isEqualTo(random(2000));
        }
    }

    private static byte[] drained(InputStream in, int most) {
        try {
            return in.readNBytes(most);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void aReadThatKeepsBreakingFailsInTheEnd() {
        stored("k", 5000);
        MemoryStore dead = new MemoryStore() {
            @Override
            InputStream readStream(InputStream in, ByteRange range) {
                return new InputStream() {
                    @Override
                    public int read() throws IOException {
                        throw new IOException("connection reset");
                    }
                };
            }
        };
        StoreClient broken = client(dead);
        broken.upload(ref("k"), Source.of(random(500)), PutOptions.NONE, SMALL);
        try (ObjectReader reader = broken.read(ref("k"), ByteRange.ALL, ReadOptions.NONE)) {
            assertThatThrownBy(reader::readAllBytes)
                    .isInstanceOf(CloudBridgeException.Unavailable.class)
                    .hasMessageContaining("connection reset")
                    .hasMessageContaining("key=k");
        }
        assertThat(dead.calls).filteredOn("read k"::equals).hasSize(4);
    }

    @Test
    void anObjectReplacedWhileItIsReadRaisesAndNeverMixes() {
        stored("k", 5000);
        store.breaks.set(1);
        try (ObjectReader reader = client.read(ref("k"), ByteRange.ALL, ReadOptions.NONE)) {
            ByteArrayOutputStream got = new ByteArrayOutputStream();
            assertThatThrownBy(() -> {
                        got.write(reader.read());
                        client.upload(ref("k"), Source.of(new byte[5000]), PutOptions.NONE, SMALL);
                        reader.transferTo(got);
                    })
                    .isInstanceOf(CloudBridgeException.PreconditionFailed.class);
            assertThat(got.toByteArray()).isEqualTo(java.util.Arrays.copyOf(random(5000), got.size()));
        }
    }

    @Test
    void aWholeReadIsCheckedAgainstTheStoresChecksum() {
        MemoryStore flipping = new MemoryStore() {
            @Override
            InputStream readStream(InputStream in, ByteRange range) {
                return new java.io.FilterInputStream(in) {
                    @Override
                    public int read(byte[] target, int offset, int length) throws IOException {
                        int n = super.read(target, offset, length);
                        if (n > 0) {
                            target[offset] ^= 1;
                        }
                        return n;
                    }
                };
            }
        };
        StoreClient lying = client(flipping);
        lying.upload(ref("k"), Source.of(random(100)), PutOptions.NONE, SMALL);
        try (ObjectReader reader = lying.read(ref("k"), ByteRange.ALL, ReadOptions.NONE)) {
            assertThatThrownBy(reader::readAllBytes).isInstanceOf(CloudBridgeException.ChecksumMismatch.class);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"0+1", "10+990", "4999+1", "4990+100", "100+-1"})
    void rangesDeliverWhatTheySay(String range) throws IOException {
        stored("k", 5000);
        String[] parts = range.split("\\+");
        int offset = Integer.parseInt(parts[0]);
        int length = Integer.parseInt(parts[1]);
        int end = length < 0 ? 5000 : Math.min(5000, offset + length);
        store.breaks.set(2);
        try (ObjectReader reader = client.read(ref("k"), new ByteRange(offset, length), ReadOptions.NONE)) {
            assertThat(reader.readAllBytes()).isEqualTo(java.util.Arrays.copyOfRange(random(5000), offset, end));
        }
    }

    @Test
    void anAbandonedReaderDropsItsConnection() throws IOException {
        stored("k", 5000);
        ObjectReader reader = client.read(ref("k"), ByteRange.ALL, ReadOptions.NONE);
        assertThat(reader.read()).isNotNegative();
        reader.close();

        assertThat(store.calls).containsExactly("read k", "abortRead k");
        assertThatThrownBy(reader::read).isInstanceOf(CloudBridgeException.InvalidState.class);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 100, 2500, 2501, 20_000})
    void filesArriveWhole(int size, @TempDir Path directory) throws IOException {
        stored("k", size);
        store.breaks.set(3);
        Path target = directory.resolve("sub/dir/file");
        ObjectInfo info = client.download(ref("k"), target, ReadOptions.NONE, SMALL);

        assertThat(target).hasBinaryContent(random(size));
        assertThat(info.size()).isEqualTo(size);
        assertThat(names(target.getParent())).containsExactly("file");
    }

    @Test
    void aFailedDownloadLeavesTheOldFileAndNothingElse(@TempDir Path directory) throws IOException {
        stored("k", 20_000);
        Path target = Files.writeString(directory.resolve("file"), "old");
        AtomicInteger reads = new AtomicInteger();
        MemoryStore denying = new MemoryStore() {
            @Override
            void before(String verb, String key) {
                if (verb.equals("read") && reads.incrementAndGet() > 1) {
                    throw new CloudBridgeException.AccessDenied(Failure.of("expired"), null);
                }
            }

            @Override
            InputStream readStream(InputStream content, ByteRange range) {
                // the first answer breaks off, so that the download has to ask again whatever the timing
                return new SequenceInputStream(
                        new ByteArrayInputStream(readSome(content)),
                        new FilterInputStream(InputStream.nullInputStream()) {
                            @Override
                            public int read(byte[] target, int offset, int length) throws IOException {
                                throw new IOException("connection reset");
                            }
                        });
            }

            private byte[] readSome(InputStream content) {
                try {
                    return content.readNBytes(500);
                } catch (IOException e) {
                    throw new java.io.UncheckedIOException(e);
                }
            }
        };
        denying.put(ref("k"), Content.of(random(20_000)), PutOptions.NONE);

        assertThatThrownBy(() -> client(denying).download(ref("k"), target, ReadOptions.NONE, SMALL))
                .isInstanceOf(CloudBridgeException.AccessDenied.class);
        assertThat(target).hasContent("old");
        assertThat(names(directory)).containsExactly("file");
    }

    @Test
    void aMissingObjectMakesNoFile(@TempDir Path directory) throws IOException {
        assertThatThrownBy(() -> client.download(ref("none"), directory.resolve("file"), ReadOptions.NONE, SMALL))
                .isInstanceOf(CloudBridgeException.ObjectNotFound.class);
        assertThat(names(directory)).isEmpty();
    }

    private static java.util.List<String> names(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(f -> f.getFileName().toString()).sorted().toList();
        }
    }

    @Test
    void aShortFileIsOneRequest(@TempDir Path directory) {
        for (int size : new int[] {0, 2500}) {
            stored("k", size);
            client.download(ref("k"), directory.resolve("file"), ReadOptions.NONE, SMALL);
            assertThat(store.calls).containsExactly("read k", "closeRead k");
        }
    }

    @Test
    void theFirstAnswerOfALongFileIsPartOfIt(@TempDir Path directory) {
        stored("k", 20_000);
        java.util.List<TransferStatus> ended = java.util.Collections.synchronizedList(new java.util.ArrayList<>());
        engine.transfers().addListener(new TransferListener() {
            @Override
            public void ended(TransferStatus transfer, Throwable failure) {
                ended.add(transfer);
            }
        });
        client.download(ref("k"), directory.resolve("file"), ReadOptions.NONE, SMALL);

        assertThat(ended).singleElement().satisfies(one -> {
            assertThat(one.bytesDone()).isEqualTo(20_000);
            assertThat(one.totalBytes()).isEqualTo(20_000);
        });
        assertThat(store.calls).filteredOn("read k"::equals).hasSizeLessThanOrEqualTo(20);
    }

    @Test
    void othersTakeRangesFromTheEndWhileTheFirstIsSlow(@TempDir Path directory) {
        java.util.concurrent.CountDownLatch others = new java.util.concurrent.CountDownLatch(5);
        MemoryStore slow = new MemoryStore() {
            @Override
            InputStream readStream(InputStream in, ByteRange range) {
                if (!range.isAll()) {
                    others.countDown();
                    return in;
                }
                return new java.io.FilterInputStream(in) {
                    @Override
                    public int read(byte[] target, int offset, int length) throws IOException {
                        try {
                            assertThat(others.await(20, java.util.concurrent.TimeUnit.SECONDS))
                                    .isTrue();
                        } catch (InterruptedException e) {
                            throw new IOException(e);
                        }
                        return super.read(target, offset, length);
                    }
                };
            }
        };
        slow.put(ref("k"), Content.of(random(20_000)), PutOptions.NONE);
        Path target = directory.resolve("file");
        client(slow).download(ref("k"), target, ReadOptions.NONE, SMALL);
        assertThat(target).hasBinaryContent(random(20_000));
    }

    @ParameterizedTest
    @ValueSource(strings = {"0+3000", "7+11000", "100+0", "20000+0", "19999+1"})
    void aRangeOfAFileHasItsBytesAndNoOthers(String range, @TempDir Path directory) {
        stored("k", 20_000);
        int offset = Integer.parseInt(range.split("\\+")[0]);
        int length = Integer.parseInt(range.split("\\+")[1]);
        Path target = directory.resolve("file");
        client.download(ref("k"), new ByteRange(offset, length), target, ReadOptions.NONE, SMALL);
        assertThat(target).hasBinaryContent(java.util.Arrays.copyOfRange(random(20_000), offset, offset + length));
    }

    @Test
    void aFlippedBitInOneRangeIsFoundWithoutReadingTheFileAgain(@TempDir Path directory) {
        for (Checksum.Algorithm algorithm :
                java.util.List.of(Checksum.Algorithm.CRC32C, Checksum.Algorithm.CRC64NVME, Checksum.Algorithm.SHA256)) {
            for (int flipped : new int[] {-1, 0, 9999, 19_999}) {
                MemoryStore checked = new MemoryStore() {
                    @Override
                    public ObjectContent read(ObjectRef ref, ByteRange range, ReadOptions options) {
                        return new Checked(super.read(ref, range, options), algorithm);
                    }

                    @Override
                    InputStream readStream(InputStream in, ByteRange range) {
                        return new java.io.FilterInputStream(in) {
                            private long position = range.offset();

                            @Override
                            public int read(byte[] target, int offset, int length) throws IOException {
                                int n = super.read(target, offset, length);
                                if (n > 0 && flipped >= position && flipped < position + n) {
                                    target[offset + (int) (flipped - position)] ^= 4;
                                }
                                position += Math.max(0, n);
                                return n;
                            }
                        };
                    }
                };
                checked.put(ref("k"), Content.of(random(20_000)), PutOptions.NONE);
                Path target = directory.resolve("file");
                if (flipped < 0) {
                    client(checked).download(ref("k"), target, ReadOptions.NONE, SMALL);
                    assertThat(target).hasBinaryContent(random(20_000));
                } else {
                    assertThatThrownBy(() -> client(checked).download(ref("k"), target, ReadOptions.NONE, SMALL))
                            .isInstanceOf(CloudBridgeException.ChecksumMismatch.class);
                }
            }
        }
    }

    private record Checked(ObjectContent content, Checksum.Algorithm algorithm) implements ObjectContent {
        @Override
        public ObjectInfo info() {
            try {
                ObjectInfo info = content.info();
                Checksum checksum = Content.of(random((int) info.size())).checksum(algorithm);
                return new ObjectInfo(info.ref(), info.size(), info.etag(), null, info.properties(), checksum);
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        }

        @Override
        public InputStream stream() {
            return content.stream();
        }

        @Override
        public void abort() {
            content.abort();
        }

        @Override
        public void close() {
            content.close();
        }
    }

    @Test
    void rangesUnderWayEndWithTheDownload(@TempDir Path directory) throws Exception {
        CountDownLatch stands = new CountDownLatch(1);
        MemoryStore stuck = new MemoryStore() {
            @Override
            InputStream readStream(InputStream in, ByteRange range) {
                return new InputStream() {
                    @Override
                    public int read() throws IOException {
                        if (range.offset() > 0) {
                            stands.countDown();
                            stand();
                        }
                        await(stands);
                        throw new CloudBridgeException.AccessDenied(
                                Failure.of("no").withHttp(403, null, null), null);
                    }
                };
            }
        };
        stuck.objects.put("k", MemoryStore.stored(ref("k"), random(5000)));
        Future<ObjectInfo> download = executor.submit(
                () -> client(stuck).download(ref("k"), directory.resolve("f"), ReadOptions.NONE, SMALL));

        assertThatThrownBy(() -> download.get(10, TimeUnit.SECONDS))
                .cause()
                .isInstanceOf(CloudBridgeException.AccessDenied.class);
        assertThat(directory).isEmptyDirectory();
    }

    @Test
    void aDownloadThatIsInterruptedDoesNotWaitForTheOtherRanges(@TempDir Path directory) throws Exception {
        CountDownLatch stands = new CountDownLatch(1);
        MemoryStore stuck = new MemoryStore() {
            @Override
            InputStream readStream(InputStream in, ByteRange range) {
                if (range.offset() == 0) {
                    return new FilterInputStream(in) {
                        @Override
                        public int read(byte[] target, int offset, int length) throws IOException {
                            DownloadsTest.await(stands);
                            return super.read(target, offset, length);
                        }
                    };
                }
                return new InputStream() {
                    @Override
                    public int read() throws IOException {
                        stands.countDown();
                        stand();
                        return -1;
                    }
                };
            }
        };
        stuck.objects.put("k", MemoryStore.stored(ref("k"), random(5000)));
        Thread[] caller = new Thread[1];
        Future<ObjectInfo> download = executor.submit(() -> {
            caller[0] = Thread.currentThread();
            return client(stuck).download(ref("k"), directory.resolve("f"), ReadOptions.NONE, SMALL);
        });
        await(stands);
        Thread.sleep(100); // the ranges from the start are read meanwhile; without that, too, it has to end
        caller[0].interrupt();

        assertThatThrownBy(() -> download.get(10, TimeUnit.SECONDS))
                .cause()
                .isInstanceOf(CloudBridgeException.Unavailable.class);
        assertThat(directory).isEmptyDirectory();
    }

    private static void stand() throws IOException {
        try {
            Thread.sleep(30_000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new java.io.InterruptedIOException();
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(10, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
