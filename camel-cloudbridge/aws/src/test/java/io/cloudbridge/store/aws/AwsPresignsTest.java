/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.store.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.cloudbridge.store.ObjectRef;
import io.cloudbridge.store.ObjectStore;
import io.cloudbridge.store.PresignRequest;
import io.cloudbridge.store.PresignRequest.Method;
import io.cloudbridge.store.SignedRequest;
import io.cloudbridge.store.StoreConfig;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
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

    /** Both sign the same second; what may differ is the order of the parameters. */
    @ParameterizedTest
    @CsvSource({"https://store.example.org:9000, ''", "http://127.0.0.1:80/base, token/1+=", "'', ''", "'', a token/+=%"
    })
    void signsAsTheSdkDoes(String endpoint, String token) {
        Map<String, String> settings = new HashMap<>(KEYS);
        settings.put("endpoint", endpoint);
        settings.put("sessionToken", token);
        settings.values().removeIf(String::isEmpty);
        Random random = new Random(14);
        try (AwsConnection connection = AwsConnection.open(new StoreConfig("aws", settings))) {
            for (int i = 0; i < 1000; i++) {
                PresignRequest request = request(random);
                SignedRequest theirs = presigns(connection, Clock.systemUTC()).bySdk(request);
                Instant then = DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'")
                        .withZone(ZoneOffset.UTC)
                        .parse(parameters(theirs).get("X-Amz-Date"), Instant::from);
                SignedRequest ours =
                        presigns(connection, Clock.fixed(then, ZoneOffset.UTC)).presign(request);

                assertThat(ours.url().getRawPath()).isEqualTo(theirs.url().getRawPath());
                assertThat(ours.url().getRawAuthority()).isEqualTo(theirs.url().getRawAuthority());
                assertThat(parameters(ours)).as("of %s", request).isEqualTo(parameters(theirs));
                assertThat(ours.headers()).isEqualTo(theirs.headers());
                assertThat(ours.expiresAt()).isCloseTo(theirs.expiresAt(), within(1, ChronoUnit.SECONDS));
            }
        }
    }

    private static AwsPresigns presigns(AwsConnection connection, Clock clock) {
        return new AwsPresigns(
                connection.presigner(),
                new AwsSigner(connection.presigner(), connection.credentials(), clock),
                new AwsErrors(connection.host(), connection.region()));
    }

    private static PresignRequest request(Random random) {
        boolean version = random.nextInt(4) == 0;
        Method method = Method.values()[random.nextInt(4)];
        return new PresignRequest(
                method,
                new ObjectRef(
                        random.nextBoolean() ? "bucket" : "a.bucket-2",
                        key(random),
                        version && method != Method.PUT ? "v/1+ =" : null),
                Duration.ofSeconds(1 + random.nextInt(604_800)),
                random.nextBoolean() ? "text/plain; charset=\"utf-8\"" : null,
                random.nextBoolean() ? "text/x+y" : null,
                random.nextBoolean() ? "attachment; filename=\"a b;ü.txt\"" : null);
    }

    /** Of two slashes in a row the SDK writes the second as %2F, which not every store takes. */
    private static String key(Random random) {
        String letters = "aZ0-_.~ !*'();:@&=+$,/?#[]%\"<>\\^`{|}äß漢\u0001\u007f";
        StringBuilder key = new StringBuilder("k");
        for (int left = 1 + random.nextInt(30); left > 0; left--) {
            key.append(letters.charAt(random.nextInt(letters.length())));
        }
        key.append(random.nextBoolean() ? "😀" : "");
        return key.toString().replaceAll("/(\\.*/)*/*", "/x") + "k";
    }

    private static Map<String, String> parameters(SignedRequest signed) {
        return Stream.of(signed.url().getRawQuery().split("&"))
                .collect(Collectors.toMap(parameter -> parameter.split("=", 2)[0], parameter -> parameter
                        .split("=", 2)[1]));
    }

    private static SignedRequest sign(Map<String, String> settings, PresignRequest request) {
        try (ObjectStore store = new AwsProvider().open(new StoreConfig("aws", settings))) {
            return store.presign(request);
        }
    }
}
