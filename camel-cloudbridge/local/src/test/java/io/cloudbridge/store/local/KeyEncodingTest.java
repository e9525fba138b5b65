/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.store.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class KeyEncodingTest {

    private static final String[] PIECES = {
        "a",
        "b",
        ".",
        "..",
        "%",
        "%%",
        "%2E",
        "%25",
        "%2e",
        "%o",
        "%+",
        "+",
        "/",
        "//",
        "\n",
        "\u007f",
        "ü",
        "😀",
        ".cloudbridge",
        "x".repeat(130),
        "é".repeat(60),
        "%2Ecloudbridge",
        "%0A",
        "o",
        "E",
        "2",
        "5",
        " ",
        "\\",
        "*"
    };

    @Test
    void ordinaryKeysAreTheirOwnPaths() {
        for (String key : List.of(
                "in/2024/report 1.csv", "a", "100%.txt", "a%20b", "50%off", "grüße/日本.txt", "a\\b", "a.", "+x")) {
            assertThat(KeyEncoding.path(key)).isEqualTo(key);
        }
    }

    @Test
    void whatAFileSystemCannotHoldIsEscaped() {
        assertThat(KeyEncoding.path("a//b")).isEqualTo("a/%/b");
        assertThat(KeyEncoding.path("a/")).isEqualTo("a/%");
        assertThat(KeyEncoding.path("/a")).isEqualTo("%/a");
        assertThat(KeyEncoding.path("a/../b/.")).isEqualTo("a/%2E./b/%2E");
        assertThat(KeyEncoding.path("a\tb")).isEqualTo("a%09b");
        assertThat(KeyEncoding.path(".cloudbridge/tmp")).isEqualTo("%2Ecloudbridge/tmp");
        assertThat(KeyEncoding.path("a/.hidden")).isEqualTo("a/%2Ehidden");
        assertThat(KeyEncoding.path("...")).isEqualTo("%2E..");
        assertThat(KeyEncoding.path("%2E")).isEqualTo("%252E");
        assertThat(KeyEncoding.displacedPath("a/b")).isEqualTo("a/b%o");
    }

    @Test
    void noTwoKeysShareAPathAndEveryPathLeadsBack() {
        Random random = new Random(7);
        Map<String, String> keyOfPath = new HashMap<>();
        for (int i = 0; i < 20_000; i++) {
            StringBuilder text = new StringBuilder();
            for (int n = 1 + random.nextInt(6); n > 0; n--) {
                text.append(PIECES[random.nextInt(PIECES.length)]);
            }
            String key = text.toString();
            for (String path : new String[] {KeyEncoding.path(key), KeyEncoding.displacedPath(key)}) {
                String role = path.equals(KeyEncoding.path(key)) ? "own " : "displaced ";
                String other = keyOfPath.put(path, role + key);
                assertThat(other).isIn(null, role + key);
                assertThat(decode(path)).isEqualTo(key);
                assertThat(path.split("/", -1)).allSatisfy(name -> {
                    assertThat(name).isNotEmpty().doesNotStartWith(".");
                    assertThat(name.getBytes(StandardCharsets.UTF_8).length).isLessThanOrEqualTo(255);
                    assertThat(name.chars()).allMatch(c -> c >= ' ' && c != 0x7f);
                });
            }
        }
    }

    @Test
    void everyNameAnotherProgramCanGiveIsAKeyOrNone() {
        Random random = new Random(11);
        for (int i = 0; i < 20_000; i++) {
            StringBuilder text = new StringBuilder();
            for (int n = 1 + random.nextInt(6); n > 0; n--) {
                text.append(PIECES[random.nextInt(PIECES.length)]);
            }
            String name = text.toString().replace("/", "");
            boolean canBe = name.getBytes(StandardCharsets.UTF_8).length <= 255;
            String segment = KeyEncoding.segment(name);
            if (canBe && segment != null) {
                assertThat(name).isIn(KeyEncoding.path(segment), KeyEncoding.displacedPath(segment));
            }
        }
        assertThat(KeyEncoding.segment("100%.txt")).isEqualTo("100%.txt");
        assertThat(KeyEncoding.segment(".report.csv.Qx3rT1")).isNull();
        assertThat(KeyEncoding.segment("a%41")).isEqualTo("a%41");
        assertThat(KeyEncoding.segment("x".repeat(255))).isEqualTo("x".repeat(255));
    }

    /** Puts the links of chains together again, as a listing does. */
    private static String decode(String path) {
        List<String> segments = new ArrayList<>();
        String chain = "";
        for (String name : path.split("/", -1)) {
            if (KeyEncoding.goesOn(name)) {
                chain += name + "/";
            } else {
                segments.add(KeyEncoding.segment(chain + name));
                chain = "";
            }
        }
        return String.join("/", segments);
    }
}
