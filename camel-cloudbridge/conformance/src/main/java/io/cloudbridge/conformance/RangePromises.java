/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.cloudbridge.store.ByteRange;
import io.cloudbridge.store.CloudBridgeException;
import io.cloudbridge.store.ObjectReader;
import io.cloudbridge.store.ReadOptions;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** A range gives exactly its bytes. */
public interface RangePromises extends StoreFixture {

    private void rangeGives(long offset, long length, int from, int to) {
        byte[] content = Samples.bytes(10, 5000);
        put("range/5000", content);
        byte[] read = contentOf(at("range/5000"), new ByteRange(offset, length));
        assertThat(read).isEqualTo(Arrays.copyOfRange(content, from, to));
    }

    private void unsatisfiable(String key, byte[] content, ByteRange range) {
        put(key, content);
        assertRefused(CloudBridgeException.InvalidRequest.class, () -> contentOf(at(key), range))
                .satisfies(e -> assertThat(e.getHttpStatus()).isEqualTo(416))
                .satisfies(e -> assertThat(e.getKey()).isEqualTo(key));
    }

    @Test
    default void aRangeGivesTheFirstByte() {
        rangeGives(0, 1, 0, 1);
    }

    @Test
    default void aRangeGivesTheLastByte() {
        rangeGives(4999, 1, 4999, 5000);
    }

    @Test
    default void aRangeGivesBytesInTheMiddle() {
        rangeGives(1000, 2345, 1000, 3345);
    }

    @Test
    default void aRangeWithoutLengthGoesToTheEnd() {
        rangeGives(4321, ByteRange.TO_END, 4321, 5000);
    }

    @Test
    default void aRangeOfTheWholeLengthGivesAll() {
        rangeGives(0, 5000, 0, 5000);
    }

    @Test
    default void aRangeThatEndsBeyondTheEndIsCut() {
        rangeGives(4990, 100, 4990, 5000);
    }

    @Test
    default void aRangeOfHugeLengthIsCut() {
        rangeGives(1, 1L << 40, 1, 5000);
    }

    @Test
    default void aRangeThatStartsAtTheEndIsRefused() {
        unsatisfiable("range/at-end", Samples.bytes(11, 100), new ByteRange(100, 1));
    }

    @Test
    default void aRangeThatStartsBeyondTheEndIsRefused() {
        unsatisfiable("range/beyond", Samples.bytes(12, 100), new ByteRange(5000, ByteRange.TO_END));
    }

    @Test
    default void aRangeOfAnEmptyObjectIsRefused() {
        unsatisfiable("range/empty", new byte[0], new ByteRange(0, 1));
    }

    @Test
    default void aRangeOfNoBytesIsTheAttributesAndNoContent() {
        for (int size : new int[] {0, 100}) {
            String key = "range/none-of-" + size;
            put(key, Samples.bytes(15, size));
            try (ObjectReader reader = store().open(at(key), new ByteRange(size, 0), ReadOptions.NONE)) {
                assertThat(reader.info().size()).isEqualTo(size);
                assertThat(readAll(reader)).isEmpty();
            }
            unsatisfiable(key, Samples.bytes(15, size), new ByteRange(size + 1L, 0));
        }
    }

    @Test
    default void aRangeTellsTheSizeOfTheWholeObject() {
        put("range/info", Samples.bytes(13, 777));
        try (ObjectReader reader = store().read(at("range/info"), new ByteRange(700, 7), ReadOptions.NONE)) {
            assertThat(reader.info().size()).isEqualTo(777);
            assertThat(reader.info().etag()).isEqualTo(head(at("range/info")).etag());
            assertThat(reader.info().key()).isEqualTo("range/info");
        }
    }

    @Test
    default void aRangeAcrossThePartsOfAnObjectIsSeamless() {
        byte[] content = Samples.bytes(14, partSize() + 1000L);
        put(at("range/parts"), content, io.cloudbridge.store.PutOptions.NONE);
        byte[] read = contentOf(at("range/parts"), new ByteRange(partSize() - 500L, 1000));

        assertThat(read).isEqualTo(Arrays.copyOfRange(content, partSize() - 500, partSize() + 500));
    }
}
