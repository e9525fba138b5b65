/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.store.aws;

import io.cloudbridge.store.Checksum.Algorithm;
import io.cloudbridge.store.Content;
import io.cloudbridge.store.driver.Bodies;
import io.cloudbridge.store.driver.PercentEncoding;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;
import software.amazon.awssdk.identity.spi.AwsSessionCredentialsIdentity;
import software.amazon.awssdk.identity.spi.IdentityProvider;
import software.amazon.awssdk.services.s3.presigner.S3Presigner;

/**
 * Signs with AWS Signature Version 4, as "Authenticating Requests" of the S3 documentation describes it; local work. Where a bucket lives is asked
 * of the SDK, once for each bucket. The signing key of a day is kept, so that a signature costs two hashes. Thread-safe.
 */
final class AwsSigner {

    private static final String ALGORITHM = "AWS4-HMAC-SHA256";

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);

    /** More buckets than anybody uses at a time. */
    private static final int MOST_PLACES = 1000;

    private final S3Presigner sdk;
    private final IdentityProvider<? extends AwsCredentialsIdentity> credentials;
    private final Clock clock;
    private final Map<String, Place> places = new ConcurrentHashMap<>();
    private volatile SigningKey lastKey;

    /**
     * Where the objects of a bucket are.
     *
     * @param scheme of the URL
     * @param hostname without the port
     * @param path of the URL, encoded, up to the key
     * @param host as the header has it
     * @param scope region and service of the signature, or null where it is none of Version 4 with this service and the SDK has to sign
     */
    record Place(String scheme, String hostname, int port, String path, String host, String scope) {

        /** Of the bucket itself: without the slash at the end, unless that is all. */
        String bucketPath() {
            return path.length() > 1 ? path.substring(0, path.length() - 1) : path;
        }
    }

    /**
     * Who signs, and when.
     *
     * @param time as the protocol writes it
     * @param scope day, region, service and the end
     */
    record Signing(AwsCredentialsIdentity identity, Instant now, String time, String scope) {

        String credential() {
            return identity.accessKeyId() + "/" + scope;
        }

        /** Or null. */
        String sessionToken() {
            return identity instanceof AwsSessionCredentialsIdentity session ? session.sessionToken() : null;
        }
    }

    private record SigningKey(String secret, String scope, byte[] key) {}

    /** @param sdk null for anonymous access, which signs nothing */
    AwsSigner(S3Presigner sdk, IdentityProvider<? extends AwsCredentialsIdentity> credentials, Clock clock) {
        this.sdk = sdk;
        this.credentials = credentials;
        this.clock = clock;
    }

    /** Null where the SDK has to sign, or nobody: access points of several regions, directory buckets, anonymous access. */
    Place place(String bucket) {
        if (sdk == null) {
            return null;
        }
        if (places.size() > MOST_PLACES) {
            places.clear();
        }
        Place place = places.computeIfAbsent(bucket, this::find);
        return place.scope() == null ? null : place;
    }

    /** Found from the URL that the SDK makes of some key. */
    private Place find(String bucket) {
        SdkHttpRequest signed = sdk.presignGetObject(sign -> sign.signatureDuration(Duration.ofMinutes(1))
                        .getObjectRequest(get -> get.bucket(bucket).key("k")))
                .httpRequest();
        String path = signed.encodedPath();
        return new Place(
                signed.protocol(),
                signed.host(),
                signed.port(),
                path.substring(0, path.length() - 1),
                signed.firstMatchingHeader("Host").orElseThrow(),
                scope(signed));
    }

    private static String scope(SdkHttpRequest signed) {
        String[] credential = query(signed, "X-Amz-Credential").split("/");
        int last = credential.length - 1;
        boolean usual = ALGORITHM.equals(query(signed, "X-Amz-Algorithm"))
                && "host".equals(query(signed, "X-Amz-SignedHeaders"))
                && "s3".equals(credential[last - 1]);
        return usual ? credential[last - 2] + "/s3" : null;
    }

    private static String query(SdkHttpRequest signed, String name) {
        return signed.firstMatchingRawQueryParameter(name).orElse("");
    }

    /** Begins to sign a request to this place, now. */
    Signing begin(Place place) {
        Instant now = clock.instant();
        String time = TIME.format(now);
        return new Signing(identity(), now, time, time.substring(0, 8) + "/" + place.scope() + "/aws4_request");
    }

    private AwsCredentialsIdentity identity() {
        try {
            return credentials.resolveIdentity().join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException known ? known : e;
        }
    }

    /**
     * The signature of a request.
     *
     * @param path encoded
     * @param query sorted and encoded
     * @param headers those that are signed, sorted without regard to case
     * @param payload SHA-256 of the body in hex, or the word that stands for none
     */
    String sign(
            Signing signing,
            String method,
            String path,
            String query,
            SortedMap<String, String> headers,
            String payload) {
        StringBuilder canonical = new StringBuilder(512);
        canonical
                .append(method)
                .append('\n')
                .append(path)
                .append('\n')
                .append(query)
                .append('\n');
        headers.forEach((name, value) -> canonical
                .append(name.toLowerCase(Locale.ROOT))
                .append(':')
                .append(trimmed(value))
                .append('\n'));
        canonical.append('\n').append(names(headers)).append('\n').append(payload);
        String toSign = ALGORITHM + "\n" + signing.time() + "\n" + signing.scope() + "\n"
                + Bodies.checksum(Content.of(bytes(canonical.toString())), Algorithm.SHA256)
                        .hex();
        return HexFormat.of()
                .formatHex(hmac(signingKey(signing.identity().secretAccessKey(), signing.scope()), toSign));
    }

    /** The header that carries the signature of a request. */
    String authorization(
            Signing signing,
            String method,
            String path,
            String query,
            SortedMap<String, String> headers,
            String payload) {
        return ALGORITHM + " Credential=" + signing.credential() + ", SignedHeaders=" + names(headers) + ", Signature="
                + sign(signing, method, path, query, headers, payload);
    }

    /** The names of the headers that are signed. */
    static String names(SortedMap<String, String> headers) {
        return String.join(";", headers.keySet()).toLowerCase(Locale.ROOT);
    }

    private static String trimmed(String value) {
        String stripped = value.strip();
        return stripped.contains("  ") ? stripped.replaceAll(" +", " ") : stripped;
    }

    private byte[] signingKey(String secret, String scope) {
        SigningKey last = lastKey;
        if (last == null || !last.scope().equals(scope) || !last.secret().equals(secret)) {
            byte[] key = bytes("AWS4" + secret);
            for (String part : scope.split("/")) {
                key = hmac(key, part);
            }
            last = new SigningKey(secret, scope, key);
            lastKey = last;
        }
        return last.key();
    }

    private static byte[] hmac(byte[] key, String text) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            return mac.doFinal(bytes(text));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("HmacSHA256 is missing from this JDK", e);
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** Names and values encoded, in the order of the names, as a URL has them. */
    static String query(SortedMap<String, String> parameters) {
        return parameters.entrySet().stream()
                .map(parameter -> PercentEncoding.segment(parameter.getKey()) + "="
                        + PercentEncoding.segment(parameter.getValue()))
                .collect(Collectors.joining("&"));
    }
}
