/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Objects in parts on a store that tells no checksum, and whose ETag is the MD5 of the MD5s of parts. */
class PartsCheckTest extends EngineFixture {

    private static final int PART = 1000;
    private static final byte[] CONTENT = random(3456);

    private final PartsStore store = new PartsStore();
    private final StoreClient client = client(store);

    /** Has an object whose ETag is that of parts of one size, and beside it a note of maybe another. */
    private static final class PartsStore extends MemoryStore {
        private String etag = etagOf(CONTENT, PART);
        private long noted = PART;
        private UnaryOperator<byte[]> wire = bytes -> bytes;

        private PartsStore() {
            put(ref("k"), Content.of(CONTENT), PutOptions.NONE);
            calls.clear();
        }

        @Override
        public ObjectContent read(ObjectRef ref, ByteRange range, ReadOptions options) {
            assertThat(options.ifMatch()).isIn(null, etag);
            ObjectContent whole = super.read(ref, range, ReadOptions.NONE);
            ObjectInfo info = new ObjectInfo(ref, CONTENT.length, etag, null, null, null);
            InputStream in = whole.stream();
            return new ObjectContent() {
                @Override
                public ObjectInfo info() {
                    return info;
                }

                @Override
                public ContentRange range() {
                    return whole.range();
                }

                @Override
                public long partSize() {
                    return noted;
                }

                @Override
                public InputStream stream() {
                    try {
                        return new ByteArrayInputStream(wire.apply(in.readAllBytes()));
                    } catch (IOException e) {
                        throw new java.io.UncheckedIOException(e);
                    }
                }

                @Override
                public void abort() {
                    whole.abort();
                }

                @Override
                public void close() {
                    whole.close();
                }
            };
        }
    }

    private static String etagOf(byte[] content, int partSize) {
        List<Checksum> parts = new ArrayList<>();
        for (int from = 0; from < content.length; from += partSize) {
            byte[] part = Arrays.copyOfRange(content, from, Math.min(from + partSize, content.length));
            parts.add(MemoryStore.checksum(part));
        }
        return MultipartETag.ofParts(parts);
    }

    private byte[] read() {
        try (ObjectReader reader = client.open(ref("k"), ByteRange.ALL, ReadOptions.NONE)) {
            return reader.readAllBytes();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static byte[] flipped(byte[] bytes, int position) {
        byte[] other = bytes.clone();
        if (position < other.length) {
            other[position] ^= 1;
        }
        return other;
    }

    private void assertRefused(Path directory) {
        assertThatExceptionOfType(CloudBridgeException.ChecksumMismatch.class).isThrownBy(this::read);
        for (TransferSettings settings :
                List.of(TransferSettings.DEFAULTS, SMALL, new TransferSettings(700, 700, 4, 4))) {
            Path file = directory.resolve("file");
            assertThatExceptionOfType(CloudBridgeException.ChecksumMismatch.class)
                    .isThrownBy(() -> client.download(ref("k"), file, ReadOptions.NONE, settings));
            assertThat(file).doesNotExist();
        }
    }

    @Test
    void whatFitsTheETagIsReadOnce(@TempDir Path directory) throws IOException {
        assertThat(read()).isEqualTo(CONTENT);
        assertThat(store.calls).containsExactly("read k", "closeRead k");
        Path file = directory.resolve("file");
        client.download(ref("k"), file, ReadOptions.NONE, SMALL);
        assertThat(Files.readAllBytes(file)).isEqualTo(CONTENT);
    }

    @Test
    void aBitThatIsFlippedInEveryAnswerIsFound(@TempDir Path directory) {
        for (int position : new int[] {0, 10, 300}) {
            store.wire = bytes -> flipped(bytes, position);
            assertRefused(directory);
        }
    }

    @Test
    void aBitThatIsFlippedOnceIsFound() {
        for (int position : new int[] {0, PART - 1, PART, 3455}) {
            boolean[] done = new boolean[1];
            store.wire = bytes -> {
                byte[] answer = done[0] ? bytes : flipped(bytes, position);
                done[0] = true;
                return answer;
            };
            assertThatExceptionOfType(CloudBridgeException.ChecksumMismatch.class)
                    .isThrownBy(this::read)
                    .withMessageContaining("read it again");
        }
    }

    /** Four parts of another size are four parts, too. */
    @Test
    void aCopyInOtherPartsIsNoError(@TempDir Path directory) throws IOException {
        store.etag = etagOf(CONTENT, 900);
        assertThat(read()).isEqualTo(CONTENT);
        Path file = directory.resolve("file");
        client.download(ref("k"), file, ReadOptions.NONE, SMALL);
        assertThat(Files.readAllBytes(file)).isEqualTo(CONTENT);
    }

    @Test
    void aStoreWithOtherETagsIsNotReadTwiceForEver() {
        store.etag = etagOf(CONTENT, 900);
        for (int i = 0; i < 3; i++) {
            read();
        }
        store.calls.clear();
        read();
        assertThat(store.calls).containsExactly("read k", "closeRead k");

        store.etag = etagOf(CONTENT, PART);
        read();
        store.wire = bytes -> flipped(bytes, 0);
        assertThatExceptionOfType(CloudBridgeException.ChecksumMismatch.class).isThrownBy(this::read);
    }

    @Test
    void anETagThatMayBeTheMd5OfAllIsThatOfOnePart(@TempDir Path directory) {
        store.noted = CONTENT.length;
        store.etag = MemoryStore.checksum(CONTENT).hex();
        whatIsWholeIsReadOnce();
        store.wire = bytes -> flipped(bytes, 10);
        assertRefused(directory);

        store.wire = bytes -> bytes;
        store.etag = "0123456789abcdef0123456789abcdef";
        for (int i = 0; i < 3; i++) {
            assertThat(read()).isEqualTo(CONTENT);
        }
        store.calls.clear();
        whatIsWholeIsReadOnce();
    }

    private void whatIsWholeIsReadOnce() {
        store.calls.clear();
        assertThat(read()).isEqualTo(CONTENT);
        assertThat(store.calls).containsExactly("read k", "closeRead k");
    }

    @Test
    void whatCannotBeThatOfSuchPartsIsNotCompared() {
        for (String etag : new String[] {
            MemoryStore.checksum(CONTENT).hex(), etagOf(CONTENT, 500), "0123456789abcdef0123456789abcdef-0", "x-4"
        }) {
            store.etag = etag;
            store.calls.clear();
            assertThat(read()).isEqualTo(CONTENT);
            assertThat(store.calls).containsExactly("read k", "closeRead k");
        }
        store.noted = 0;
        store.etag = etagOf(CONTENT, PART);
        assertThat(read()).isEqualTo(CONTENT);
    }
}
