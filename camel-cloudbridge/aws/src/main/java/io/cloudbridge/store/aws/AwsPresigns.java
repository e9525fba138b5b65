/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.store.aws;

import io.cloudbridge.store.ObjectRef;
import io.cloudbridge.store.PresignRequest;
import io.cloudbridge.store.SignedRequest;
import java.net.URI;
import java.util.Map;
import java.util.TreeMap;
import software.amazon.awssdk.awscore.presigner.PresignedRequest;
import software.amazon.awssdk.services.s3.presigner.S3Presigner;

/** Signs requests for others to send; local work. */
final class AwsPresigns {

    private final S3Presigner presigner;
    private final AwsErrors errors;

    AwsPresigns(S3Presigner presigner, AwsErrors errors) {
        this.presigner = presigner;
        this.errors = errors;
    }

    SignedRequest presign(PresignRequest request) {
        PresignedRequest signed = errors.call("presign", request.ref(), () -> sign(request));
        Map<String, String> headers = new TreeMap<>();
        signed.signedHeaders().forEach((name, values) -> {
            if (!"host".equalsIgnoreCase(name)) {
                headers.put(name, String.join(",", values));
            }
        });
        return new SignedRequest(request.method(), URI.create(signed.url().toString()), headers, signed.expiration());
    }

    private PresignedRequest sign(PresignRequest request) {
        ObjectRef ref = request.ref();
        return switch (request.method()) {
            case GET ->
                presigner.presignGetObject(sign -> sign.signatureDuration(request.expiry())
                        .getObjectRequest(get -> get.bucket(ref.bucket())
                                .key(ref.key())
                                .versionId(ref.versionId())
                                .responseContentType(request.responseContentType())
                                .responseContentDisposition(request.responseContentDisposition())));
            case PUT ->
                presigner.presignPutObject(sign -> sign.signatureDuration(request.expiry())
                        .putObjectRequest(
                                put -> put.bucket(ref.bucket()).key(ref.key()).contentType(request.contentType())));
            case HEAD ->
                presigner.presignHeadObject(sign -> sign.signatureDuration(request.expiry())
                        .headObjectRequest(
                                head -> head.bucket(ref.bucket()).key(ref.key()).versionId(ref.versionId())));
            case DELETE ->
                presigner.presignDeleteObject(sign -> sign.signatureDuration(request.expiry())
                        .deleteObjectRequest(delete ->
                                delete.bucket(ref.bucket()).key(ref.key()).versionId(ref.versionId())));
        };
    }
}
