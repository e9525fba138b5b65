/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.store.aws;

import io.cloudbridge.store.ByteRange;
import io.cloudbridge.store.Checksum;
import io.cloudbridge.store.CloudBridgeException;
import io.cloudbridge.store.Content;
import io.cloudbridge.store.ObjectContent;
import io.cloudbridge.store.ObjectRef;
import io.cloudbridge.store.PutOptions;
import io.cloudbridge.store.PutResult;
import io.cloudbridge.store.ReadOptions;
import io.cloudbridge.store.driver.Bodies;
import io.cloudbridge.store.driver.ETags;
import java.io.IOException;
import software.amazon.awssdk.http.SdkHttpResponse;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;

/** Uploads in one request. Thread-safe. */
final class AwsUploads {

    private final AwsHttp http;
    private final AwsErrors errors;
    private final AwsReasons reasons;
    private final AwsBodies bodies;
    private final AwsETags etags;
    private final AwsReads reads;
    private final AwsTaggedWrites tagged;
    private final AwsMultiparts multiparts;
    private final boolean amazon;

    AwsUploads(
            AwsConnection connection,
            AwsHttp http,
            AwsErrors errors,
            AwsReasons reasons,
            AwsETags etags,
            AwsReads reads,
            AwsTaggedWrites tagged,
            AwsMultiparts multiparts) {
        this.http = http;
        this.errors = errors;
        this.reasons = reasons;
        this.bodies = new AwsBodies(connection.checksums());
        this.etags = etags;
        this.reads = reads;
        this.tagged = tagged;
        this.multiparts = multiparts;
        this.amazon = connection.amazon();
    }

    PutResult put(ObjectRef ref, Content content, PutOptions options) {
        multiparts.requireEncryption(ref, options);
        AwsTaggedWrites.Following following = tagged.beforeUpload(ref, options.tags());
        PutResult result = stored(ref, content, options);
        following.follow(result);
        return result;
    }

    private PutResult stored(ObjectRef ref, Content content, PutOptions options) {
        String ifMatch = ETags.quoted(options.ifMatch());
        try {
            return put(ref, content, options, ifMatch);
        } catch (CloudBridgeException.PreconditionFailed e) {
            // Ceph compares with what stands between the quotes
            if (amazon || ifMatch == null || "*".equals(ifMatch) || !isStill(ref, options.ifMatch())) {
                throw e;
            }
            return put(ref, content, options, options.ifMatch());
        }
    }

    private PutResult put(ObjectRef ref, Content content, PutOptions options, String ifMatch) {
        return reasons.ofUpload(ref, () -> errors.call(ref, () -> send(ref, content, options, ifMatch)));
    }

    private boolean isStill(ObjectRef ref, String etag) {
        try {
            return reads.head(ref, ReadOptions.NONE).etag().equals(etag);
        } catch (CloudBridgeException.ObjectNotFound e) {
            return false;
        } catch (CloudBridgeException.AccessDenied e) {
            return true; // may write and not read, so the store alone decides
        }
    }

    private PutResult send(ObjectRef ref, Content content, PutOptions options, String ifMatch) {
        PutObjectRequest.Builder request =
                AwsRequests.put(ref, options).ifMatch(ifMatch).contentLength(content.length());
        Checksum sent = options.checksum() == null ? bodies.digest(content) : options.checksum();
        checksum(request, sent);
        SdkHttpResponse stored = http.putObject(request.build(), content);
        String etag = AwsValues.owedETag(AwsValues.header(stored, "ETag"));
        Checksum told = AwsValues.checksum(stored);
        boolean md5 = verified(ref, content, options, told, etag, stored);
        boolean byETag = told == null && md5 && sent.algorithm() == Checksum.Algorithm.MD5;
        return new PutResult(
                etag,
                AwsValues.version(AwsValues.header(stored, AwsValues.VERSION), null),
                byETag ? ETags.md5(etag).orElse(null) : told);
    }

    /** A store other than Amazon's may have begun to encrypt what it stores since its ETags were MD5s; then the object itself tells. */
    private boolean verified(
            ObjectRef ref, Content content, PutOptions options, Checksum told, String etag, SdkHttpResponse answer) {
        try {
            return etags.areComparable(options)
                    && etags.verify(ref, content, told, etag, answer, etags.areMd5s(ref.bucket()));
        } catch (CloudBridgeException.ChecksumMismatch e) {
            if (amazon || !isStored(ref, content, etag)) {
                throw e;
            }
            etags.distrust(ref.bucket());
            return false;
        }
    }

    private boolean isStored(ObjectRef ref, Content content, String etag) {
        try (ObjectContent stored = reads.read(ref, ByteRange.ALL, ReadOptions.ifMatch(etag))) {
            Checksum.Digest digest = Checksum.Algorithm.MD5.digest();
            byte[] buffer = new byte[16 * 1024];
            for (int n = stored.stream().read(buffer);
                    n >= 0;
                    n = stored.stream().read(buffer)) {
                digest.update(buffer, 0, n);
            }
            return digest.checksum().equals(Bodies.checksum(content, Checksum.Algorithm.MD5));
        } catch (CloudBridgeException | IOException e) {
            return false; // what cannot be read proves nothing
        }
    }

    private static void checksum(PutObjectRequest.Builder request, Checksum sent) {
        String value = AwsValues.base64(sent);
        switch (sent.algorithm()) {
            case MD5 -> request.contentMD5(value);
            case SHA1 -> request.checksumSHA1(value);
            case SHA256 -> request.checksumSHA256(value);
            case CRC32 -> request.checksumCRC32(value);
            case CRC32C -> request.checksumCRC32C(value);
            case CRC64NVME -> request.checksumCRC64NVME(value);
        }
    }
}
