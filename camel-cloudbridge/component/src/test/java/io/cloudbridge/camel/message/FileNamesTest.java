/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.camel.message;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Keys as file names. */
class FileNamesTest {

    @ParameterizedTest
    @ValueSource(strings = {"a", "a/b.txt", ".hidden", "a/.b/..c", "ü?#%/ ", "a b", "...x"})
    void aNameThatIsOneStaysAsItIs(String key) {
        assertThat(FileNames.of(key)).isSameAs(key);
    }

    @ParameterizedTest
    @CsvSource({
        "/a, a",
        "a/, a",
        "a//b, a/b",
        "./a, a",
        "a/., a",
        "../../a, __/__/a",
        "a/..., a/___",
        "c:\\d, c__d",
        "/, _",
        ".., __",
        "., _"
    })
    void noNameLeavesItsDirectory(String key, String name) {
        assertThat(FileNames.of(key)).isEqualTo(name);
    }

    @Test
    void controlCharactersAreReplaced() {
        assertThat(FileNames.of("a\nb\u007f/\0")).isEqualTo("a_b_/_");
    }
}
