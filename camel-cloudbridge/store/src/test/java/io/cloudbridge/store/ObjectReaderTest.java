/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class ObjectReaderTest extends EngineFixture {

    private final MemoryStore store = new MemoryStore();
    private final StoreClient client = client(store);

    private ObjectRef stored(MemoryStore where, int size) {
        where.put(ref("k"), Content.of(random(size)), PutOptions.NONE);
        where.calls.clear();
        return ref("k");
    }

    /** A store whose answers to reads claim a range and carry bytes of the test's choice. */
    private MemoryStore answering(ContentRange range, byte[] bytes, long size) {
        return new MemoryStore() {
            @Override
            public ObjectContent read(ObjectRef ref, ByteRange asked, ReadOptions options) {
                ObjectInfo info = super.read(ref, ByteRange.ALL, options).info().withSize(size);
                ObjectInfo plain = new ObjectInfo(ref, size, info.etag(), null, info.properties(), null);
                return new Answer(plain, range, new ByteArrayInputStream(bytes));
            }
        };
    }

    private record Answer(ObjectInfo info, ContentRange range, InputStream stream) implements ObjectContent {
        @Override
        public void abort() {
            // nothing is held
        }

        @Override
        public void close() {
            // nothing is held
        }
    }

    private byte[] read(StoreClient from, ByteRange range) {
        try (ObjectReader reader = from.open(ref("k"), range, ReadOptions.NONE)) {
            return reader.readAllBytes();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @Test
    void openingAsksOnceAndBringsAttributesAndContent() throws IOException {
        ObjectRef ref = stored(store, 5000);
        try (ObjectReader reader = client.open(ref, ByteRange.ALL, ReadOptions.NONE)) {
            assertThat(store.calls).containsExactly("read k");
            assertThat(reader.isConnected()).isTrue();
            assertThat(reader.info().size()).isEqualTo(5000);
            assertThat(reader.length()).isEqualTo(5000);
            assertThat(reader.readNBytes(5000)).isEqualTo(random(5000));
            assertThat(reader.isConnected()).isFalse();
        }
        assertThat(store.calls).containsExactly("read k", "closeRead k");
    }

    @Test
    void anEmptyObjectHoldsNoConnectionOnceItIsOpen() throws IOException {
        ObjectRef ref = stored(store, 0);
        try (ObjectReader reader = client.open(ref, ByteRange.ALL, ReadOptions.NONE)) {
            assertThat(reader.isConnected()).isFalse();
            assertThat(reader.info().size()).isZero();
            assertThat(reader.read()).isEqualTo(-1);
        }
        assertThat(store.calls).containsExactly("read k", "closeRead k");
    }

    @Test
    void aReleasedReaderGoesOnAtTheNextByteOfTheSameVersion() throws IOException {
        ObjectRef ref = stored(store, 5000);
        try (ObjectReader reader = client.open(ref, ByteRange.ALL, ReadOptions.NONE)) {
            assertThat(reader.readNBytes(1234)).isEqualTo(Arrays.copyOf(random(5000), 1234));
            reader.release();
            reader.release();
            assertThat(reader.isConnected()).isFalse();
            assertThat(reader.position()).isEqualTo(1234);
            assertThat(reader.readAllBytes()).isEqualTo(Arrays.copyOfRange(random(5000), 1234, 5000));
        }
        assertThat(store.calls).containsExactly("read k", "abortRead k", "read k", "closeRead k");
    }

    @Test
    void aReleasedReaderNeverGoesOnInAnotherVersion() {
        ObjectRef ref = stored(store, 5000);
        try (ObjectReader reader = client.open(ref, ByteRange.ALL, ReadOptions.NONE)) {
            reader.release();
            store.put(ref, Content.of(random(5001)), PutOptions.NONE);
            assertThatThrownBy(reader::read).isInstanceOf(CloudBridgeException.PreconditionFailed.class);
        }
    }

    @Test
    void anEmptyRangeIsTheAttributesAndNoContent() throws IOException {
        ObjectRef ref = stored(store, 100);
        for (long offset : new long[] {0, 50, 100}) {
            try (ObjectReader reader = client.open(ref, new ByteRange(offset, 0), ReadOptions.NONE)) {
                assertThat(reader.info().size()).isEqualTo(100);
                assertThat(reader.length()).isZero();
                assertThat(reader.readAllBytes()).isEmpty();
            }
        }
        assertThat(store.calls).containsOnly("head k");
        assertThatThrownBy(() -> client.open(ref, new ByteRange(101, 0), ReadOptions.NONE))
                .isInstanceOf(CloudBridgeException.InvalidRequest.class)
                .hasMessageContaining("key=k");
    }

    @Test
    void aWholeObjectInsteadOfARangeIsReadForwardToTheRange() {
        MemoryStore whole = answering(ContentRange.whole(5000), random(5000), 5000);
        stored(whole, 5000);
        assertThat(read(client(whole), new ByteRange(1000, 500)))
                .isEqualTo(Arrays.copyOfRange(random(5000), 1000, 1500));
    }

    @Test
    void anotherRangeIsRefused() {
        MemoryStore other = answering(new ContentRange(7, 507, 5000), random(500), 5000);
        stored(other, 5000);
        assertThatThrownBy(() -> read(StoreClient.of("memory", other, 0, engine), new ByteRange(1000, 500)))
                .isInstanceOf(CloudBridgeException.Unavailable.class)
                .hasMessageContaining("begins at byte 7 instead of 1000");
    }

    @Test
    void moreBytesThanPromisedAreRefusedBeforeTheLastAreHandedOut() {
        MemoryStore more = answering(ContentRange.NONE, random(501), 500);
        stored(more, 500);
        assertThatThrownBy(() -> read(client(more), ByteRange.ALL))
                .isInstanceOf(CloudBridgeException.Unavailable.class)
                .hasMessageContaining("more than the 500 bytes");
    }

    @Test
    void anAnswerWithoutALengthIsNotAnEmptyObject() throws IOException {
        MemoryStore silent = answering(ContentRange.whole(-1), random(500), ContentRange.UNKNOWN);
        stored(silent, 500);
        assertThatThrownBy(() -> read(client(silent), ByteRange.ALL))
                .isInstanceOf(CloudBridgeException.Unavailable.class)
                .hasMessageContaining("how long");

        ObjectInfo listed = silent.head(ref("k"), ReadOptions.NONE);
        try (ObjectReader reader = client(silent).open(listed, ByteRange.ALL)) {
            assertThat(reader.info().size()).isEqualTo(500);
            assertThat(reader.readAllBytes()).isEqualTo(random(500));
        }
    }

    @Test
    void aStoreThatIgnoresConditionsIsNotBelieved() {
        ObjectRef ref = stored(store, 10);
        MemoryStore ignoring = new MemoryStore() {
            @Override
            public ObjectInfo head(ObjectRef ref, ReadOptions options) {
                return super.head(ref, ReadOptions.NONE);
            }

            @Override
            public ObjectContent read(ObjectRef ref, ByteRange range, ReadOptions options) {
                return super.read(ref, range, ReadOptions.NONE);
            }
        };
        stored(ignoring, 10);
        ReadOptions other = ReadOptions.ifMatch("0123");
        assertThatThrownBy(() -> client(ignoring).head(ref, other))
                .isInstanceOf(CloudBridgeException.PreconditionFailed.class);
        assertThatThrownBy(() -> client(ignoring).open(ref, ByteRange.ALL, other))
                .isInstanceOf(CloudBridgeException.PreconditionFailed.class);
        assertThat(ignoring.calls).endsWith("abortRead k");
    }

    @Test
    void progressOfAFewBytesDoesNotResetTheRetries() {
        MemoryStore dripping = new MemoryStore() {
            @Override
            InputStream readStream(InputStream in, ByteRange range) {
                try {
                    return new ByteArrayInputStream(in.readNBytes(10));
                } catch (IOException e) {
                    throw new java.io.UncheckedIOException(e);
                }
            }
        };
        stored(dripping, 100_000);
        assertThatThrownBy(() -> read(StoreClient.of("memory", dripping, 2, engine), ByteRange.ALL))
                .isInstanceOf(CloudBridgeException.Unavailable.class);
        assertThat(dripping.calls).filteredOn("read k"::equals).hasSize(3);
    }
}
