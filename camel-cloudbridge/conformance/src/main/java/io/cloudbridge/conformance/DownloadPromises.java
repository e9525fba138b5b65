/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.cloudbridge.store.CloudBridgeException;
import io.cloudbridge.store.Failure;
import io.cloudbridge.store.ObjectContent;
import io.cloudbridge.store.ObjectInfo;
import io.cloudbridge.store.ReadOptions;
import io.cloudbridge.store.StoreClient;
import io.cloudbridge.store.TransferSettings;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A download to a file writes the whole object, or leaves the directory as it was. */
public interface DownloadPromises extends StoreFixture {

    private static List<String> names(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    /** Ranges much smaller than the object, so that many are in flight. */
    private static TransferSettings ranges() {
        return new TransferSettings(50_000, 30_000, 4, 4);
    }

    @Test
    default void aSmallObjectIsWrittenToAFile(@TempDir Path directory) throws IOException {
        byte[] content = Samples.bytes(40, 1234);
        put("file/small", content);
        Path file = directory.resolve("small.bin");

        ObjectInfo info = store().download(at("file/small"), file, ReadOptions.NONE, ranges());
        assertThat(Files.readAllBytes(file)).isEqualTo(content);
        assertThat(info.size()).isEqualTo(1234);
        assertThat(names(directory)).containsExactly("small.bin");
    }

    @Test
    default void anEmptyObjectIsWrittenToAFile(@TempDir Path directory) throws IOException {
        put("file/empty", new byte[0]);
        Path file = directory.resolve("empty.bin");

        store().download(at("file/empty"), file, ReadOptions.NONE, ranges());
        assertThat(Files.size(file)).isZero();
        assertThat(names(directory)).containsExactly("empty.bin");
    }

    @Test
    default void aLargeObjectIsWrittenInRangesOfWhichTheFirstAnswerIsOne(@TempDir Path directory) throws IOException {
        byte[] content = Samples.bytes(41, 1_000_001);
        put("file/large", content);
        Path file = directory.resolve("large.bin");
        watched().forget();

        store().download(at("file/large"), file, ReadOptions.NONE, ranges());
        assertThat(Samples.sha256(Files.readAllBytes(file))).isEqualTo(Samples.sha256(content));
        assertThat(watched().calls("read"))
                .as("ranges, the first answer being one of them; that of a store in memory may bring everything")
                .isBetween(1, 34);
        assertThat(names(directory)).containsExactly("large.bin");
    }

    @Test
    default void aBrokenRangeGoesOnAtTheNextByte(@TempDir Path directory) throws IOException {
        byte[] content = Samples.bytes(42, 500_000);
        put("file/broken", content);
        Path file = directory.resolve("broken.bin");
        watched().breakNextRead(20_000);

        store().download(at("file/broken"), file, ReadOptions.NONE, new TransferSettings(50_000, 100_000, 4, 3));
        assertThat(Samples.sha256(Files.readAllBytes(file))).isEqualTo(Samples.sha256(content));
    }

    @Test
    default void anExistingFileIsReplacedWhole(@TempDir Path directory) throws IOException {
        byte[] content = Samples.bytes(43, 200_000);
        put("file/replace", content);
        Path file = Files.write(directory.resolve("replaced.bin"), Samples.bytes(44, 900_000));

        store().download(at("file/replace"), file, ReadOptions.NONE, ranges());
        assertThat(Files.readAllBytes(file)).isEqualTo(content);
    }

    @Test
    default void aMissingObjectLeavesTheOldFileAndNothingElse(@TempDir Path directory) throws IOException {
        Path file = Files.write(directory.resolve("kept.bin"), Samples.text("old"));

        assertRefused(CloudBridgeException.ObjectNotFound.class, () -> store().download(
                        at("file/missing"), file, ReadOptions.NONE, ranges()));
        assertThat(file).hasContent("old");
        assertThat(names(directory)).containsExactly("kept.bin");
    }

    @Test
    default void aFailingRangeLeavesTheOldFileAndNothingElse(@TempDir Path directory) throws IOException {
        byte[] content = Samples.bytes(45, 500_000);
        put("file/denied", content);
        Path file = Files.write(directory.resolve("kept.bin"), Samples.text("old"));
        StoreClient client = whoseFirstAnswerWaits(() -> {
            throw new CloudBridgeException.AccessDenied(Failure.of("no longer allowed"), null);
        });

        assertRefused(
                CloudBridgeException.AccessDenied.class,
                () -> client.download(at("file/denied"), file, ReadOptions.NONE, ranges()));
        assertThat(file).hasContent("old");
        assertThat(names(directory)).containsExactly("kept.bin");
    }

    @Test
    default void anObjectReplacedDuringTheDownloadNeverMixes(@TempDir Path directory) throws IOException {
        byte[] content = Samples.bytes(46, 500_000);
        put("file/changing", content);
        Path file = Files.write(directory.resolve("kept.bin"), Samples.text("old"));
        StoreClient client = whoseFirstAnswerWaits(() -> put("file/changing", Samples.bytes(47, 500_000)));

        assertRefused(
                CloudBridgeException.PreconditionFailed.class,
                () -> client.download(at("file/changing"), file, ReadOptions.NONE, ranges()));
        assertThat(file).hasContent("old");
        assertThat(names(directory)).containsExactly("kept.bin");
    }

    /** A client whose first answer brings its bytes only after the second request for the object, before which something is done. */
    private StoreClient whoseFirstAnswerWaits(Runnable beforeSecond) {
        AtomicInteger reads = new AtomicInteger();
        CountDownLatch second = new CountDownLatch(1);
        LyingStore store = new LyingStore(watched());
        store.read = (real, ref, range, options) -> {
            int number = reads.incrementAndGet();
            if (number == 1) {
                ObjectContent first = real.read(ref, range, options);
                return OtherContent.of(first).withStream(new WaitingStream(first.stream(), second));
            }
            try {
                if (number == 2) {
                    beforeSecond.run();
                }
                return real.read(ref, range, options);
            } finally {
                second.countDown();
            }
        };
        return StoreClient.of(provider(), store, 0, engine());
    }

    /** Lets nothing through before an event. */
    final class WaitingStream extends FilterInputStream {
        private final CountDownLatch event;

        private WaitingStream(InputStream in, CountDownLatch event) {
            super(in);
            this.event = event;
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            try {
                assertThat(event.await(30, TimeUnit.SECONDS)).isTrue();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IOException(e);
            }
            return super.read(target, offset, length);
        }
    }

    @Test
    default void ifMatchGuardsADownload(@TempDir Path directory) throws IOException {
        put("file/guarded", Samples.text("guarded"));
        ReadOptions wrong = ReadOptions.ifMatch("0123456789abcdef0123456789abcdef");

        assertRefused(CloudBridgeException.PreconditionFailed.class, () -> store().download(
                        at("file/guarded"), directory.resolve("none.bin"), wrong, ranges()));
        assertThat(names(directory)).isEmpty();
    }
}
