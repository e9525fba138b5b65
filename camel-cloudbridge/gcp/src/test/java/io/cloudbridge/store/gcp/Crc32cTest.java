/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.store.gcp;

import static org.assertj.core.api.Assertions.assertThat;

import io.cloudbridge.store.Checksum;
import io.cloudbridge.store.Content;
import java.io.IOException;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class Crc32cTest {

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 255, 256, 65_537, 99_999, 100_000})
    void theSumOfTwoPartsIsThatOfTheWhole(int cut) throws IOException {
        byte[] whole = new byte[100_000];
        new Random(cut).nextBytes(whole);
        Checksum first = crc(Arrays.copyOfRange(whole, 0, cut));
        Checksum second = crc(Arrays.copyOfRange(whole, cut, whole.length));

        assertThat(Crc32c.append(first, second, whole.length - cut)).isEqualTo(crc(whole));
    }

    private static Checksum crc(byte[] bytes) throws IOException {
        return Content.of(bytes).checksum(Checksum.Algorithm.CRC32C);
    }
}
