/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.store.gcp;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GcpVersionTest {

    /** The form that the JSON API shows: two numbered fields, each a variable-length number. */
    @Test
    void theEtagHasTheFormOfTheService() {
        assertThat(new GcpVersion(1360887759327000L, 1).etag()).isEqualTo("CJie5fuFt7UCEAE=");
    }

    @Test
    void everyEtagNamesItsVersion() {
        Random random = new Random(3);
        for (int i = 0; i < 10_000; i++) {
            GcpVersion version = new GcpVersion(
                    random.nextLong() >>> (1 + random.nextInt(60)), random.nextInt(1 << (1 + random.nextInt(20))));
            assertThat(GcpVersion.of(version.etag())).contains(version);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "*",
                "5d41402abc4b2a76b9719d911017c592",
                "CAE=",
                "CJie5fuFt7UCEAE",
                "CJie5fuFt7UCEAEA",
                "-CAE=",
                "CICAgICAgICAgICAgIAB"
            })
    void anyOtherEtagNamesNone(String etag) {
        assertThat(GcpVersion.of(etag)).isEmpty();
    }
}
