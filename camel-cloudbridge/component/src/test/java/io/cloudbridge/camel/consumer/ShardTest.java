/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.camel.consumer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cloudbridge.store.CloudBridgeException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ShardTest {

    @Test
    void everyKeyBelongsToExactlyOneShardAndSharesAreEven() {
        int[] share = new int[4];
        for (int i = 0; i < 10_000; i++) {
            String key = "in/2026/object-" + i + ".json";
            long owners = IntStream.range(0, 4)
                    .filter(index -> new Shard(index, 4).owns(key))
                    .count();
            assertThat(owners).isEqualTo(1);
            share[Shard.of(key, 4)]++;
        }
        assertThat(IntStream.of(share).boxed())
                .allSatisfy(count -> assertThat(count).isBetween(2300, 2700));
    }

    @Test
    void theHashIsTheCrc32OfTheUtf8BytesForEver() {
        // zlib.crc32("a.txt".encode()) and the like, computed outside Java
        assertThat(Shard.of("123456789", Integer.MAX_VALUE)).isEqualTo((int) (0xCBF43926L % Integer.MAX_VALUE));
        assertThat(Shard.of("orders/é.json", 1000)).isEqualTo(953);
        assertThat(Shard.of("a.txt", 1000)).isEqualTo(66);
    }

    @Test
    void readsIndexAndCount() {
        assertThat(Shard.parse("0/4")).isEqualTo(new Shard(0, 4));
        assertThat(Shard.parse(" 3 / 4 ")).isEqualTo(new Shard(3, 4));
        assertThat(Shard.parse(null)).isEqualTo(Shard.ALL);
    }

    @Test
    void refusesWhatIsNoShareAndSaysHowToWriteIt() {
        for (String text : new String[] {"4/4", "5/4", "0/0", "-1/4", "1", "a/b", "1/"}) {
            assertThatThrownBy(() -> Shard.parse(text))
                    .as(text)
                    .isInstanceOf(CloudBridgeException.InvalidRequest.class)
                    .hasMessageContaining("option shard is '" + text + "'")
                    .hasMessageContaining("0/4");
        }
    }
}
