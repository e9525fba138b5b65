/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.store.azure;

import static org.assertj.core.api.Assertions.assertThat;

import io.cloudbridge.store.ObjectRef;
import io.cloudbridge.store.PresignRequest;
import io.cloudbridge.store.StoreConfig;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AzurePresignsTest {

    private static final Map<String, String> SETTINGS = Map.of("accountName", "acme", "accountKey", "c2VjcmV0");

    private static URI url(String key) {
        AzurePresigns signer =
                new AzurePresigns(new AzureLogin(new StoreConfig("azure", SETTINGS), name -> null).open());
        return signer.presign(new PresignRequest(
                        PresignRequest.Method.GET,
                        new ObjectRef("bucket", key),
                        Duration.ofMinutes(5),
                        null,
                        null,
                        null))
                .url();
    }

    @Test
    void aUrlEndsWithTheNameThatABrowserGivesTheFile() {
        assertThat(url("2026/day 1/Łódź %2F.png").getRawPath())
                .isEqualTo("/bucket/2026/day%201/%C5%81%C3%B3d%C5%BA%20%252F.png");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/a", "a/", "a//b"})
    void segmentsThatClientsWouldDropStayEscaped(String key) {
        assertThat(url(key).getRawPath()).isEqualTo("/bucket/" + key.replace("/", "%2F"));
    }
}
