/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.cloudbridge.store.ByteRange;
import io.cloudbridge.store.CloudBridgeException;
import io.cloudbridge.store.DeleteRequest;
import io.cloudbridge.store.ObjectInfo;
import io.cloudbridge.store.ObjectReader;
import io.cloudbridge.store.ReadOptions;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A reader is lazy, holds one version from the first byte to the last, and gives its connection back however it ends. */
public interface ReadPromises extends StoreFixture {

    private ObjectReader reader(String key) {
        return store().read(at(key), ByteRange.ALL, ReadOptions.NONE);
    }

    @Test
    default void anObjectReadsAsItWasStored() {
        byte[] content = Samples.bytes(20, 300_000);
        put("read/whole", content);
        assertContent(at("read/whole"), content);
    }

    @Test
    default void anEmptyObjectReadsAsNothing() {
        put("read/empty", new byte[0]);
        assertContent(at("read/empty"), new byte[0]);
    }

    @Test
    default void anObjectMayBeReadByteByByte() {
        byte[] content = Samples.bytes(21, 257);
        put("read/bytewise", content);
        try (ObjectReader reader = reader("read/bytewise")) {
            for (byte expected : content) {
                assertThat(reader.read()).isEqualTo(expected & 0xff);
            }
            assertThat(reader.read()).isEqualTo(-1);
            assertThat(reader.read()).isEqualTo(-1);
        }
    }

    @Test
    default void bytesMayBeSkipped() throws IOException {
        byte[] content = Samples.bytes(22, 10_000);
        put("read/skip", content);
        try (ObjectReader reader = reader("read/skip")) {
            reader.skipNBytes(9_000);
            assertThat(reader.readAllBytes()).isEqualTo(Arrays.copyOfRange(content, 9_000, 10_000));
        }
    }

    @Test
    default void aReaderTellsWhatHeadTells() {
        put("read/info", Samples.bytes(23, 4321));
        ObjectInfo head = head(at("read/info"));
        try (ObjectReader reader = reader("read/info")) {
            ObjectInfo info = reader.info();
            assertThat(info.ref().key()).isEqualTo("read/info");
            assertThat(info.size()).isEqualTo(head.size());
            assertThat(info.etag()).isEqualTo(head.etag());
            assertThat(info.contentType()).isEqualTo(head.contentType());
        }
    }

    @Test
    default void nothingIsRequestedBeforeTheFirstByteIsRead() throws IOException {
        put("read/lazy", Samples.bytes(24, 100));
        watched().forget();
        List<ObjectReader> unread = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            unread.add(reader("read/lazy"));
        }
        assertThat(watched().calls()).isZero();
        for (ObjectReader reader : unread) {
            reader.close();
        }
        assertThat(watched().calls()).isZero();
    }

    @Test
    default void openingAnObjectIsOneRequestThatBringsAttributesAndContent() throws IOException {
        for (int size : new int[] {0, 1, 100_000}) {
            byte[] content = Samples.bytes(38, size);
            put("read/open", content);
            watched().forget();
            try (ObjectReader reader = store().open(at("read/open"), ByteRange.ALL, ReadOptions.NONE)) {
                assertThat(reader.info().size()).isEqualTo(size);
                assertThat(reader.readAllBytes()).isEqualTo(content);
            }
            assertThat(watched().calls()).isEqualTo(1);
        }
        assertRefused(CloudBridgeException.ObjectNotFound.class, () -> store().open(
                        at("read/open-missing"), ByteRange.ALL, ReadOptions.NONE));
    }

    @Test
    default void aReleasedReaderGoesOnAtTheNextByte() throws IOException {
        byte[] content = Samples.bytes(39, 100_000);
        put("read/released", content);
        try (ObjectReader reader = store().open(at("read/released"), ByteRange.ALL, ReadOptions.NONE)) {
            byte[] first = reader.readNBytes(40_000);
            reader.release();
            assertThat(reader.isConnected()).isFalse();
            assertThat(first).isEqualTo(Arrays.copyOf(content, 40_000));
            assertThat(reader.readAllBytes()).isEqualTo(Arrays.copyOfRange(content, 40_000, 100_000));
        }
    }

    @Test
    default void aReaderOfAMissingObjectFailsAtTheFirstByte() {
        ObjectReader reader = reader("read/missing");
        assertRefused(CloudBridgeException.ObjectNotFound.class, reader::read);
        reader.close();
    }

    @Test
    default void twoHundredReadersDroppedInTheMiddleExhaustNothing() throws IOException {
        byte[] content = Samples.bytes(25, 512 * 1024);
        put("read/dropped", content);
        for (int i = 0; i < 200; i++) {
            ObjectReader reader = reader("read/dropped");
            assertThat(reader.readNBytes(1000)).isEqualTo(Arrays.copyOf(content, 1000));
            if (i % 2 == 0) {
                reader.abort();
            } else {
                reader.close();
            }
        }
        assertContent(at("read/dropped"), content);
    }

    @Test
    default void otherRequestsWorkWhileReadersAreOpen() throws IOException {
        byte[] content = Samples.bytes(26, 256 * 1024);
        put("read/beside", content);
        List<ObjectReader> open = new ArrayList<>();
        try {
            for (int i = 0; i < 20; i++) {
                ObjectReader reader = reader("read/beside");
                assertThat(reader.read()).isEqualTo(content[0] & 0xff);
                open.add(reader);
            }
            put("read/beside-other", Samples.text("stored while readers are open"));
            assertContent(at("read/beside-other"), Samples.text("stored while readers are open"));
            for (ObjectReader reader : open) {
                assertThat(reader.readAllBytes()).isEqualTo(Arrays.copyOfRange(content, 1, content.length));
            }
        } finally {
            open.forEach(ObjectReader::close);
        }
    }

    @Test
    default void aClosedReaderGivesNoMoreBytes() throws IOException {
        put("read/closed", Samples.bytes(27, 100));
        ObjectReader reader = reader("read/closed");
        reader.read();
        reader.close();
        reader.close();
        reader.abort();

        assertThatExceptionOfType(CloudBridgeException.InvalidState.class).isThrownBy(reader::read);
    }

    @Test
    default void anObjectMayBeReadAgain() {
        byte[] content = Samples.bytes(28, 2000);
        put("read/again", content);
        for (int i = 0; i < 3; i++) {
            assertThat(readAll(reader("read/again"))).isEqualTo(content);
        }
    }

    @Test
    default void aBrokenConnectionGoesOnAtTheNextByte() {
        byte[] content = Samples.bytes(29, 100_000);
        put("read/broken", content);
        watched().breakNextRead(33_333);
        watched().forget();

        assertThat(readAll(reader("read/broken"))).isEqualTo(content);
        assertThat(watched().calls("read")).isEqualTo(2);
    }

    @Test
    default void aBrokenConnectionGoesOnWithinARange() {
        byte[] content = Samples.bytes(30, 100_000);
        put("read/broken-range", content);
        watched().breakNextRead(10_000);

        assertThat(contentOf(at("read/broken-range"), new ByteRange(50_000, 20_000)))
                .isEqualTo(Arrays.copyOfRange(content, 50_000, 70_000));
    }

    @Test
    default void aBrokenConnectionNeverGoesOnInANewerObject() throws IOException {
        put("read/mixed", Samples.bytes(31, 100_000));
        watched().breakNextRead(50_000);
        try (ObjectReader reader = reader("read/mixed")) {
            reader.readNBytes(40_000);
            put("read/mixed", Samples.bytes(32, 100_000));
            assertRefused(CloudBridgeException.PreconditionFailed.class, reader::readAllBytes);
        }
    }

    @Test
    default void aPinnedReaderRaisesWhenTheObjectWasReplaced() {
        put("read/pinned", Samples.bytes(33, 1000));
        ObjectInfo seen = head(at("read/pinned"));
        assertThat(readAll(store().read(seen, ByteRange.ALL))).hasSize(1000);

        put("read/pinned", Samples.bytes(34, 1000));
        assertRefused(CloudBridgeException.PreconditionFailed.class, () -> readAll(store().read(seen, ByteRange.ALL)));
    }

    @Test
    default void aPinnedReaderRaisesWhenTheObjectIsGone() {
        put("read/pinned-gone", Samples.bytes(35, 1000));
        ObjectInfo seen = head(at("read/pinned-gone"));
        store().delete(new DeleteRequest(at("read/pinned-gone")));

        assertThatExceptionOfType(CloudBridgeException.class)
                .isThrownBy(() -> readAll(store().read(seen, ByteRange.ALL)))
                .satisfies(e -> assertThat(e)
                        .isInstanceOfAny(
                                CloudBridgeException.ObjectNotFound.class,
                                CloudBridgeException.PreconditionFailed.class));
    }

    @Test
    default void ifMatchReadsTheVersionItNamesAndNoOther() {
        String etag = put("read/if-match", Samples.bytes(36, 50)).etag();
        ReadOptions right = ReadOptions.ifMatch(etag);
        ReadOptions wrong = ReadOptions.ifMatch("0123456789abcdef0123456789abcdef");

        assertThat(readAll(store().read(at("read/if-match"), ByteRange.ALL, right)))
                .hasSize(50);
        assertThat(store().head(at("read/if-match"), right).size()).isEqualTo(50);
        assertRefused(
                CloudBridgeException.PreconditionFailed.class,
                () -> readAll(store().read(at("read/if-match"), ByteRange.ALL, wrong)));
        assertRefused(CloudBridgeException.PreconditionFailed.class, () -> store().head(at("read/if-match"), wrong));
    }

    @Test
    default void ifNoneMatchReadsAnyVersionButTheOneItNames() {
        String etag = put("read/if-none-match", Samples.bytes(37, 50)).etag();
        ReadOptions same = new ReadOptions(null, etag);
        ReadOptions other = new ReadOptions(null, "0123456789abcdef0123456789abcdef");

        assertThat(readAll(store().read(at("read/if-none-match"), ByteRange.ALL, other)))
                .hasSize(50);
        assertRefused(
                CloudBridgeException.PreconditionFailed.class,
                () -> readAll(store().read(at("read/if-none-match"), ByteRange.ALL, same)));
        assertRefused(
                CloudBridgeException.PreconditionFailed.class, () -> store().head(at("read/if-none-match"), same));
    }

    /** Servers differ in what they make of {@code *}: some compare it with ETags, some ignore it, some refuse it on reads. */
    @Test
    default void anyObjectMeetsTheConditionToBeThereAndNoneTheOneToBeMissing() {
        put("read/any", Samples.bytes(38, 50));
        ReadOptions there = ReadOptions.ifMatch("*");
        ReadOptions missing = new ReadOptions(null, "*");

        assertThat(readAll(store().read(at("read/any"), ByteRange.ALL, there))).hasSize(50);
        assertThat(store().head(at("read/any"), there).size()).isEqualTo(50);
        assertRefused(
                CloudBridgeException.PreconditionFailed.class,
                () -> readAll(store().read(at("read/any"), ByteRange.ALL, missing)));
        assertRefused(CloudBridgeException.PreconditionFailed.class, () -> store().head(at("read/any"), missing));
        assertRefused(CloudBridgeException.ObjectNotFound.class, () -> store().head(at("read/none"), there));
        store().delete(new DeleteRequest(at("read/none"), "*"));
        store().delete(new DeleteRequest(at("read/any"), "*"));
        assertThat(store().exists(at("read/any"))).isFalse();
    }
}
