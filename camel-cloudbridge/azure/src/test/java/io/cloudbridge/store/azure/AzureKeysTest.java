/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.store.azure;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AzureKeysTest {

    @ParameterizedTest
    @ValueSource(
            strings = {"a", "a/b", "/a", "a//b", "a/", "a.b/c.d", ".hidden", "..a", "a b+c%20?#&=", "ü/中/😀", "a\u00a0b"
            })
    void keysThatTheServiceKeepsAsTheyAreAreFine(String key) {
        assertThat(AzureKeys.problem(key)).isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a\\b",
                "a.",
                "a./b",
                ".",
                "..",
                "x/../y",
                "./a",
                "a\nb",
                "a\u0001",
                "a\u007f",
                "a\u0081b",
                "a\uffff"
            })
    void keysThatTheServiceWouldBendAreRefused(String key) {
        assertThat(AzureKeys.problem(key)).contains("Azure");
    }

    @Test
    void aKeyHasAtMost254Segments() {
        assertThat(AzureKeys.problem("a/".repeat(253) + "a")).isNull();
        assertThat(AzureKeys.problem("a/".repeat(254) + "a")).contains("255 path segments");
    }
}
