/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.store.local;

import static org.assertj.core.api.Assertions.assertThat;

import io.cloudbridge.store.Checksum;
import io.cloudbridge.store.Content;
import io.cloudbridge.store.MultipartUpload;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class Crc32cTest {

    @Test
    void thatOfTheWholeIsThatOfTheParts() throws IOException {
        Random random = new Random(5);
        for (int round = 0; round < 200; round++) {
            byte[] whole = new byte[random.nextInt(5000)];
            random.nextBytes(whole);
            List<MultipartUpload.Part> parts = new ArrayList<>();
            for (int start = 0; start < whole.length; ) {
                int end = Math.min(whole.length, start + random.nextInt(2000));
                byte[] part = Arrays.copyOfRange(whole, start, end);
                parts.add(new MultipartUpload.Part(parts.size() + 1, crc(part).hex(), part.length));
                start = end;
            }
            assertThat(Crc32c.whole(parts)).isEqualTo(crc(whole));
        }
    }

    private static Checksum crc(byte[] bytes) throws IOException {
        return Content.of(bytes).checksum(Checksum.Algorithm.CRC32C);
    }
}
