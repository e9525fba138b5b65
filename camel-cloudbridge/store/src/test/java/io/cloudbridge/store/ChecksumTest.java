/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.cloudbridge.store.Checksum.Algorithm;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class ChecksumTest {

    /** The check values of the catalogue of CRCs. */
    @ParameterizedTest
    @CsvSource({"CRC32, cbf43926", "CRC32C, e3069283", "CRC64NVME, ae8b14860a799888"})
    void aCrcIsTheOneOfTheCatalogue(Algorithm algorithm, String expected) throws IOException {
        byte[] text = "123456789".getBytes(StandardCharsets.US_ASCII);
        assertThat(Content.of(text).checksum(algorithm).hex()).isEqualTo(expected);
    }

    @ParameterizedTest
    @EnumSource(
            value = Algorithm.class,
            names = {"CRC32", "CRC32C", "CRC64NVME"})
    void partsMakeTheWhole(Algorithm algorithm) throws IOException {
        Random random = new Random(7);
        for (int size : new int[] {0, 1, 7, 8, 9, 1000, 70_001}) {
            byte[] whole = new byte[size];
            random.nextBytes(whole);
            int cut = random.nextInt(size + 1);
            byte[] second = Arrays.copyOfRange(whole, cut, size);
            Checksum combined =
                    checksum(Arrays.copyOf(whole, cut), algorithm).append(checksum(second, algorithm), second.length);
            assertThat(combined).isEqualTo(checksum(whole, algorithm));
        }
    }

    @Test
    void onlyCrcsCanBeCombined() {
        assertThat(Arrays.stream(Algorithm.values()).filter(Algorithm::isCombinable))
                .containsExactly(Algorithm.CRC32, Algorithm.CRC32C, Algorithm.CRC64NVME);
    }

    private static Checksum checksum(byte[] bytes, Algorithm algorithm) throws IOException {
        return Content.of(bytes).checksum(algorithm);
    }
}
