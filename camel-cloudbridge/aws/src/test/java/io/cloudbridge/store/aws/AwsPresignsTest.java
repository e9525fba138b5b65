/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.store.aws;

import static org.assertj.core.api.Assertions.assertThat;

import io.cloudbridge.store.ObjectRef;
import io.cloudbridge.store.ObjectStore;
import io.cloudbridge.store.PresignRequest;
import io.cloudbridge.store.PresignRequest.Method;
import io.cloudbridge.store.SignedRequest;
import io.cloudbridge.store.StoreConfig;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class AwsPresignsTest {

    private static final ObjectRef REF = new ObjectRef("bucket", "a b/ü");
    private static final Map<String, String> KEYS =
            Map.of("accessKey", "AKIAEXAMPLE", "secretKey", "secret", "region", "eu-west-1");

    @ParameterizedTest
    @EnumSource(Method.class)
    void signsEveryMethodWithoutAskingAnybody(Method method) {
        SignedRequest signed = sign(KEYS, new PresignRequest(method, REF, Duration.ofHours(2)));

        assertThat(signed.method()).isEqualTo(method);
        assertThat(signed.url().getRawPath()).isEqualTo("/a%20b/%C3%BC");
        assertThat(signed.url().getHost()).isEqualTo("bucket.s3.eu-west-1.amazonaws.com");
        assertThat(signed.url().getRawQuery())
                .contains("X-Amz-Expires=7200", "X-Amz-SignedHeaders=host&", "X-Amz-Signature=")
                .doesNotContain("X-Amz-Security-Token");
        assertThat(signed.headers()).isEmpty();
        assertThat(signed.expiresAt())
                .isBetween(Instant.now().plusSeconds(7100), Instant.now().plusSeconds(7300));
    }

    @Test
    void keepsPathStyleAndTheSessionToken() {
        Map<String, String> settings = new HashMap<>(KEYS);
        settings.put("sessionToken", "token/1");
        settings.put("endpoint", "https://store.example.org:9000");

        SignedRequest signed = sign(settings, new PresignRequest(Method.GET, REF, Duration.ofDays(7)));

        assertThat(signed.url().toString()).startsWith("https://store.example.org:9000/bucket/a%20b/%C3%BC?");
        assertThat(signed.url().getRawQuery()).contains("X-Amz-Security-Token=token%2F1", "X-Amz-Expires=604800");
    }

    @Test
    void takesPathStyleFromTheOption() {
        Map<String, String> settings = new HashMap<>(KEYS);
        settings.put("pathStyle", "true");

        SignedRequest signed = sign(settings, new PresignRequest(Method.GET, REF, Duration.ofHours(1)));

        assertThat(signed.url().toString()).startsWith("https://s3.eu-west-1.amazonaws.com/bucket/a%20b/%C3%BC?");
    }

    @Test
    void bindsTheTypeOfAnUploadAndTheHeadersOfAResponse() {
        SignedRequest put =
                sign(KEYS, new PresignRequest(Method.PUT, REF, Duration.ofHours(1), "text/csv", null, null));
        SignedRequest get = sign(
                KEYS,
                new PresignRequest(
                        Method.GET, REF, Duration.ofHours(1), null, "text/plain", "attachment; filename=\"x.txt\""));

        assertThat(put.headers()).containsExactly(Map.entry("content-type", "text/csv"));
        assertThat(put.url().getRawQuery()).contains("X-Amz-SignedHeaders=content-type%3Bhost");
        assertThat(get.url().getRawQuery())
                .contains("response-content-type=text%2Fplain", "response-content-disposition=attachment%3B");
    }

    private static SignedRequest sign(Map<String, String> settings, PresignRequest request) {
        try (ObjectStore store = new AwsProvider().open(new StoreConfig("aws", settings))) {
            return store.presign(request);
        }
    }
}
