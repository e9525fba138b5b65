/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KeysTest {

    @ParameterizedTest
    @ValueSource(strings = {"a", "/", "//", "..", "../x", "a/./b", "%2F", "a b", "ü", "\u0001", "😀", "?#&+"})
    void keysAreOpaque(String key) {
        assertThat(Keys.check(key)).isEqualTo(key);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a\0b", "\ud800", "x\udc00y"})
    void whatNoStoreCanHoldIsRefused(String key) {
        assertThatThrownBy(() -> Keys.check(key)).isInstanceOf(CloudBridgeException.InvalidRequest.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "a/b", "a\\b", "a\n", ".", ".."})
    void aBucketThatIsAPathIsRefused(String bucket) {
        assertThatThrownBy(() -> Keys.checkBucket(bucket)).isInstanceOf(CloudBridgeException.InvalidRequest.class);
    }

    @Test
    void theLimitIsInBytesOfUtf8() {
        assertThatCode(() -> Keys.check("ü".repeat(512))).doesNotThrowAnyException();
        assertThatThrownBy(() -> Keys.check("ü".repeat(512) + "a")).hasMessageContaining("1025 bytes");
    }

    @Test
    void theOrderIsThatOfTheUtf8Bytes() {
        List<String> keys = Arrays.asList("b", "a/b", "a", "a-b", "\uffff", "😀", "ü", "", "\ue000", "A", "a\u0001");
        List<String> byBytes = keys.stream()
                .sorted((x, y) ->
                        Arrays.compareUnsigned(x.getBytes(StandardCharsets.UTF_8), y.getBytes(StandardCharsets.UTF_8)))
                .toList();
        assertThat(keys.stream().sorted(Keys.ORDER).toList()).isEqualTo(byBytes);
    }
}
