/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.store.openstack;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import org.junit.jupiter.api.Test;

class SwiftCallTest {

    @Test
    void escapesWhatWouldCutANameShort() {
        assertThat(SwiftCall.path("b", "a b/ü?#%.txt")).isEqualTo("/b/a%20b/%C3%BC%3F%23%25.txt");
    }

    @Test
    void leavesUnreservedCharactersAndSlashes() {
        assertThat(SwiftCall.path("b-1_x.~", "/a//b/")).isEqualTo("/b-1_x.~//a//b/");
    }

    @Test
    void hidesDotSegmentsFromProxies() {
        assertThat(SwiftCall.path("b", "x/../y/.")).isEqualTo("/b/x/%2E%2E/y/%2E");
        assertThat(SwiftCall.path("..", "a..b")).isEqualTo("/%2E%2E/a..b");
    }

    @Test
    void everyCharacterComesBackFromAUrl() {
        StringBuilder key = new StringBuilder();
        for (int c = 1; c < 0x250; c++) {
            key.appendCodePoint(c);
        }
        key.appendCodePoint(0x1F600).append("\uFFFD");
        URI url = URI.create("http://host/v1/AUTH_x" + SwiftCall.path("b", key.toString()));
        assertThat(url.getPath()).isEqualTo("/v1/AUTH_x/b/" + key);
        assertThat(url.getQuery()).isNull();
        assertThat(url.getFragment()).isNull();
    }

    @Test
    void aBucketOrAnAccountHasAPathToo() {
        assertThat(SwiftCall.path("b", null)).isEqualTo("/b");
        assertThat(SwiftCall.path(null, null)).isEmpty();
    }
}
