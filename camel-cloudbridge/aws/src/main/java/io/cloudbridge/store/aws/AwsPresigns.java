/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.store.aws;

import io.cloudbridge.store.ObjectRef;
import io.cloudbridge.store.PresignRequest;
import io.cloudbridge.store.SignedRequest;
import io.cloudbridge.store.driver.PercentEncoding;
import java.net.URI;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import software.amazon.awssdk.awscore.presigner.PresignedRequest;
import software.amazon.awssdk.services.s3.presigner.S3Presigner;

/**
 * Signs URLs, as "Authenticating Requests: Using Query Parameters" of the S3 documentation describes it; local work. What is signed in another way
 * (access points of several regions, directory buckets) is left to the SDK.
 */
final class AwsPresigns {

    private final S3Presigner sdk;
    private final AwsSigner signer;
    private final AwsErrors errors;

    AwsPresigns(S3Presigner sdk, AwsSigner signer, AwsErrors errors) {
        this.sdk = sdk;
        this.signer = signer;
        this.errors = errors;
    }

    SignedRequest presign(PresignRequest request) {
        return errors.call(request.ref(), () -> {
            AwsSigner.Place place = signer.place(request.ref().bucket());
            return place == null ? bySdk(request) : sign(request, place);
        });
    }

    private SignedRequest sign(PresignRequest request, AwsSigner.Place place) {
        AwsSigner.Signing signing = signer.begin(place);
        boolean typed = request.method() == PresignRequest.Method.PUT && request.contentType() != null;
        TreeMap<String, String> headers = new TreeMap<>();
        headers.put("host", place.host());
        if (typed) {
            headers.put("content-type", request.contentType());
        }
        SortedMap<String, String> query = new TreeMap<>();
        query.put("X-Amz-Algorithm", "AWS4-HMAC-SHA256");
        query.put("X-Amz-Credential", signing.credential());
        query.put("X-Amz-Date", signing.time());
        query.put("X-Amz-Expires", String.valueOf(request.expiry().toSeconds()));
        query.put("X-Amz-SignedHeaders", AwsSigner.names(headers));
        query.put("X-Amz-Security-Token", signing.sessionToken());
        if (request.method() == PresignRequest.Method.GET) {
            query.put("response-content-type", request.responseContentType());
            query.put("response-content-disposition", request.responseContentDisposition());
        }
        if (request.method() != PresignRequest.Method.PUT) {
            query.put("versionId", request.ref().versionId());
        }
        query.values().removeIf(Objects::isNull);
        String parameters = AwsSigner.query(query);
        String path = place.path() + PercentEncoding.path(request.ref().key());
        String signature = signer.sign(signing, request.method().name(), path, parameters, headers, "UNSIGNED-PAYLOAD");
        return new SignedRequest(
                request.method(),
                URI.create(place.scheme() + "://" + place.host() + path + "?" + parameters + "&X-Amz-Signature="
                        + signature),
                typed ? Map.of("content-type", request.contentType()) : Map.of(),
                signing.now().truncatedTo(ChronoUnit.SECONDS).plus(request.expiry()));
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
