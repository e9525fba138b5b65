/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.store.aws;

import io.cloudbridge.store.ObjectRef;
import io.cloudbridge.store.PresignRequest;
import io.cloudbridge.store.SignedRequest;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import software.amazon.awssdk.awscore.presigner.PresignedRequest;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;
import software.amazon.awssdk.identity.spi.AwsSessionCredentialsIdentity;
import software.amazon.awssdk.identity.spi.IdentityProvider;
import software.amazon.awssdk.services.s3.presigner.S3Presigner;

/**
 * Signs URLs with AWS Signature Version 4, as "Authenticating Requests: Using Query Parameters" of the S3 documentation describes it; local work.
 * Where a bucket lives is asked of the SDK, once for each bucket. The signing key of a day is kept, so that a URL costs two hashes. What is signed
 * in another way (access points of several regions, directory buckets) is left to the SDK.
 */
final class AwsPresigns {

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);

    private static final HexFormat HEX = HexFormat.of().withUpperCase();

    /** More buckets than anybody signs for at a time. */
    private static final int MOST_PLACES = 1000;

    private final S3Presigner sdk;
    private final IdentityProvider<? extends AwsCredentialsIdentity> credentials;
    private final AwsErrors errors;
    private final Clock clock;
    private final Map<String, Place> places = new ConcurrentHashMap<>();
    private volatile SigningKey lastKey;

    /**
     * Where the objects of a bucket are.
     *
     * @param url up to the key
     * @param path of the URL, up to the key
     * @param host as the header has it
     * @param scope region and service of the signature, or null where the SDK has to sign
     */
    private record Place(String url, String path, String host, String scope) {}

    private record SigningKey(String secret, String day, byte[] key) {}

    AwsPresigns(
            S3Presigner sdk,
            IdentityProvider<? extends AwsCredentialsIdentity> credentials,
            AwsErrors errors,
            Clock clock) {
        this.sdk = sdk;
        this.credentials = credentials;
        this.errors = errors;
        this.clock = clock;
    }

    SignedRequest presign(PresignRequest request) {
        return errors.call("presign", request.ref(), () -> {
            if (places.size() > MOST_PLACES) {
                places.clear();
            }
            Place place = places.computeIfAbsent(request.ref().bucket(), this::place);
            return place.scope() == null ? bySdk(request) : sign(request, place);
        });
    }

    private SignedRequest sign(PresignRequest request, Place place) {
        AwsCredentialsIdentity identity = identity();
        Instant now = clock.instant().truncatedTo(ChronoUnit.SECONDS);
        String time = TIME.format(now);
        String day = time.substring(0, 8) + "/" + place.scope();
        boolean typed = request.method() == PresignRequest.Method.PUT && request.contentType() != null;
        String signedHeaders = typed ? "content-type;host" : "host";

        Map<String, String> query = new TreeMap<>();
        query.put("X-Amz-Algorithm", "AWS4-HMAC-SHA256");
        query.put("X-Amz-Credential", identity.accessKeyId() + "/" + day + "/aws4_request");
        query.put("X-Amz-Date", time);
        query.put("X-Amz-Expires", String.valueOf(request.expiry().toSeconds()));
        query.put("X-Amz-SignedHeaders", signedHeaders);
        if (identity instanceof AwsSessionCredentialsIdentity session) {
            query.put("X-Amz-Security-Token", session.sessionToken());
        }
        if (request.method() == PresignRequest.Method.GET) {
            putIfSet(query, "response-content-type", request.responseContentType());
            putIfSet(query, "response-content-disposition", request.responseContentDisposition());
        }
        if (request.method() != PresignRequest.Method.PUT) {
            putIfSet(query, "versionId", request.ref().versionId());
        }
        String parameters = query.entrySet().stream()
                .map(parameter -> encode(parameter.getKey(), "") + "=" + encode(parameter.getValue(), ""))
                .collect(Collectors.joining("&"));
        String key = encode(request.ref().key(), "/");
        String canonical = request.method() + "\n" + place.path() + key + "\n" + parameters + "\n"
                + (typed ? "content-type:" + request.contentType().strip().replaceAll(" +", " ") + "\n" : "")
                + "host:" + place.host() + "\n\n" + signedHeaders + "\nUNSIGNED-PAYLOAD";
        String toSign = "AWS4-HMAC-SHA256\n" + time + "\n" + day + "/aws4_request\n" + sha256(canonical);
        String signature = HexFormat.of().formatHex(hmac(signingKey(identity.secretAccessKey(), day), toSign));
        return new SignedRequest(
                request.method(),
                URI.create(place.url() + key + "?" + parameters + "&X-Amz-Signature=" + signature),
                typed ? Map.of("content-type", request.contentType()) : Map.of(),
                now.plus(request.expiry()));
    }

    private static void putIfSet(Map<String, String> query, String name, String value) {
        if (value != null) {
            query.put(name, value);
        }
    }

    private AwsCredentialsIdentity identity() {
        try {
            return credentials.resolveIdentity().join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException known ? known : e;
        }
    }

    private byte[] signingKey(String secret, String day) {
        SigningKey last = lastKey;
        if (last == null || !last.day().equals(day) || !last.secret().equals(secret)) {
            byte[] key = ("AWS4" + secret).getBytes(StandardCharsets.UTF_8);
            for (String part : (day + "/aws4_request").split("/")) {
                key = hmac(key, part);
            }
            last = new SigningKey(secret, day, key);
            lastKey = last;
        }
        return last.key();
    }

    private static byte[] hmac(byte[] key, String text) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("HmacSHA256 is missing from this JDK", e);
        }
    }

    private static String sha256(String text) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("SHA-256 is missing from this JDK", e);
        }
    }

    /** Percent-encodes all but the unreserved characters of RFC 3986 and these. */
    private static String encode(String text, String kept) {
        StringBuilder encoded = new StringBuilder(text.length() + 16);
        for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
            char c = (char) (b & 0xff);
            if (c >= 'a' && c <= 'z'
                    || c >= 'A' && c <= 'Z'
                    || c >= '0' && c <= '9'
                    || "-_.~".indexOf(c) >= 0
                    || kept.indexOf(c) >= 0) {
                encoded.append(c);
            } else {
                encoded.append('%').append(HEX.toHexDigits(b));
            }
        }
        return encoded.toString();
    }

    /** Found from the URL that the SDK makes of some key. */
    private Place place(String bucket) {
        URI url = bySdk(new PresignRequest(
                        PresignRequest.Method.GET, new ObjectRef(bucket, "k"), Duration.ofMinutes(1)))
                .url();
        String path = url.getRawPath().substring(0, url.getRawPath().length() - 1);
        return new Place(
                url.getScheme() + "://" + url.getRawAuthority() + path, path, url.getRawAuthority(), scope(url));
    }

    private static String scope(URI url) {
        Map<String, String> query = Stream.of(url.getRawQuery().split("&"))
                .map(parameter -> parameter.split("=", 2))
                .collect(Collectors.toMap(
                        parameter -> parameter[0],
                        parameter -> URLDecoder.decode(parameter[1], StandardCharsets.UTF_8)));
        String[] credential = query.get("X-Amz-Credential").split("/");
        int last = credential.length - 1;
        boolean usual = "AWS4-HMAC-SHA256".equals(query.get("X-Amz-Algorithm"))
                && "host".equals(query.get("X-Amz-SignedHeaders"))
                && "s3".equals(credential[last - 1]);
        return usual ? credential[last - 2] + "/s3" : null;
    }

    SignedRequest bySdk(PresignRequest request) {
        PresignedRequest signed = askSdk(request);
        Map<String, String> headers = new TreeMap<>();
        signed.signedHeaders().forEach((name, values) -> {
            if (!"host".equalsIgnoreCase(name)) {
                headers.put(name, String.join(",", values));
            }
        });
        return new SignedRequest(request.method(), URI.create(signed.url().toString()), headers, signed.expiration());
    }

    private PresignedRequest askSdk(PresignRequest request) {
        ObjectRef ref = request.ref();
        return switch (request.method()) {
            case GET ->
                sdk.presignGetObject(sign -> sign.signatureDuration(request.expiry())
                        .getObjectRequest(get -> get.bucket(ref.bucket())
                                .key(ref.key())
                                .versionId(ref.versionId())
                                .responseContentType(request.responseContentType())
                                .responseContentDisposition(request.responseContentDisposition())));
            case PUT ->
                sdk.presignPutObject(sign -> sign.signatureDuration(request.expiry())
                        .putObjectRequest(
                                put -> put.bucket(ref.bucket()).key(ref.key()).contentType(request.contentType())));
            case HEAD ->
                sdk.presignHeadObject(sign -> sign.signatureDuration(request.expiry())
                        .headObjectRequest(
                                head -> head.bucket(ref.bucket()).key(ref.key()).versionId(ref.versionId())));
            case DELETE ->
                sdk.presignDeleteObject(sign -> sign.signatureDuration(request.expiry())
                        .deleteObjectRequest(delete ->
                                delete.bucket(ref.bucket()).key(ref.key()).versionId(ref.versionId())));
        };
    }
}
