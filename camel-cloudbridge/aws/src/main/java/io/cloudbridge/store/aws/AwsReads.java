/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.store.aws;

import io.cloudbridge.store.ByteRange;
import io.cloudbridge.store.CloudBridgeException;
import io.cloudbridge.store.ContentRange;
import io.cloudbridge.store.ObjectContent;
import io.cloudbridge.store.ObjectInfo;
import io.cloudbridge.store.ObjectRef;
import io.cloudbridge.store.ReadOptions;
import io.cloudbridge.store.driver.ETags;
import io.cloudbridge.store.driver.OpenedObject;
import java.io.IOException;
import java.io.InputStream;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.http.AbortableInputStream;
import software.amazon.awssdk.http.SdkHttpResponse;
import software.amazon.awssdk.services.s3.model.ChecksumMode;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.HeadObjectRequest;

/** Reading objects and their attributes. */
final class AwsReads {

    private final AwsHttp http;
    private final AwsErrors errors;
    private final AwsReasons reasons;
    private final AwsETags etags;
    private final boolean checksums;

    AwsReads(AwsConnection connection, AwsHttp http, AwsErrors errors, AwsReasons reasons, AwsETags etags) {
        this.http = http;
        this.errors = errors;
        this.reasons = reasons;
        this.etags = etags;
        this.checksums = connection.checksums();
    }

    ObjectInfo head(ObjectRef ref, ReadOptions options) {
        HeadObjectRequest request = HeadObjectRequest.builder()
                .bucket(ref.bucket())
                .key(ref.key())
                .versionId(ref.versionId())
                .ifMatch(ETags.quoted(options.ifMatch()))
                .ifNoneMatch(ETags.quoted(options.ifNoneMatch()))
                .checksumMode(checksumMode())
                .build();
        try {
            return errors.call(ref, () -> {
                SdkHttpResponse head = http.headObject(request);
                ObjectInfo info = checked(head, AwsValues.info(ref, head), ref);
                return etags.isGuess(info, head) ? withoutChecksum(info) : info;
            });
        } catch (CloudBridgeException.InvalidRequest e) {
            // an expired token and a wrong region, among others; "not found" and "denied" are clear enough
            throw reasons.of(ref, e);
        }
    }

    ObjectContent read(ObjectRef ref, ByteRange range, ReadOptions options) {
        GetObjectRequest request = GetObjectRequest.builder()
                .bucket(ref.bucket())
                .key(ref.key())
                .versionId(ref.versionId())
                .range(range.isAll() ? null : range.toHeader())
                .ifMatch(ETags.quoted(options.ifMatch()))
                .ifNoneMatch(ETags.quoted(options.ifNoneMatch()))
                // that of the whole object, which some stores send with a part of it too
                .checksumMode(range.isAll() ? checksumMode() : null)
                .build();
        return errors.call(ref, () -> {
            AwsHttp.Opened opened = http.getObject(request);
            boolean accepted = false;
            try {
                SdkHttpResponse get = opened.head();
                ContentRange found = ContentRange.of(
                        get.statusCode(), AwsValues.header(get, "Content-Range"), AwsValues.length(get));
                ObjectInfo info = checked(get, AwsValues.info(ref, get, found.total()), ref);
                long partSize = AwsValues.partSize(ref, get);
                if (etags.isByETag(info, get)) {
                    // the engine reads again before it calls that wrong
                    partSize = info.size();
                    info = etags.isGuess(info, get) ? withoutChecksum(info) : info;
                }
                accepted = true;
                return new OpenedObject(info, found, partSize, new Body(opened, ref));
            } finally {
                if (!accepted) {
                    opened.stream().abort();
                }
            }
        });
    }

    /** The headers of the object as it is now, if it has this ETag. Stores that do not know the condition ignore it. */
    SdkHttpResponse look(ObjectRef ref, String ifMatch) {
        return errors.call(ref, () -> {
            SdkHttpResponse head = http.headObject(HeadObjectRequest.builder()
                    .bucket(ref.bucket())
                    .key(ref.key())
                    .versionId(ref.versionId())
                    .ifMatch(ETags.quoted(ifMatch))
                    .build());
            ETags.requireMatch(ifMatch, ETags.unquoted(AwsValues.header(head, "ETag")));
            AwsVersions.check(ref, AwsValues.header(head, AwsValues.VERSION));
            return head;
        });
    }

    private ChecksumMode checksumMode() {
        return checksums ? ChecksumMode.ENABLED : null;
    }

    private static ObjectInfo withoutChecksum(ObjectInfo info) {
        return new ObjectInfo(
                info.ref(),
                info.size(),
                info.etag(),
                info.lastModified(),
                info.properties(),
                null,
                info.deleteMarker(),
                info.archived());
    }

    /** The engine looks at ETag and range; the rest is S3's own. */
    private static ObjectInfo checked(SdkHttpResponse answer, ObjectInfo info, ObjectRef asked) {
        if (info.etag().isEmpty() && AwsValues.header(answer, "x-amz-request-id") == null) {
            throw AwsErrors.wrongAnswer("it has neither an ETag nor a request id");
        }
        AwsVersions.check(asked, AwsValues.header(answer, AwsValues.VERSION));
        return info;
    }

    /** Knows how much is left, so that closing it never drains what nobody wants. */
    private final class Body extends InputStream {
        private final AbortableInputStream in;
        private final ObjectRef ref;
        private long left;
        private boolean closed;

        private Body(AwsHttp.Opened opened, ObjectRef ref) {
            this.in = opened.stream();
            this.ref = ref;
            long length = AwsValues.length(opened.head());
            this.left = length < 0 ? Long.MAX_VALUE : length;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            try {
                int n = in.read(buffer, offset, length);
                if (n < 0 && left > 0 && left != Long.MAX_VALUE) {
                    throw new IOException("the answer ended " + left + " bytes early");
                }
                left = n < 0 ? 0 : left - n;
                if (n >= 0 && left == 0) {
                    in.read(); // the SDK verifies the checksum at the very end
                }
                return n;
            } catch (SdkException e) {
                CloudBridgeException known = errors.classify(ref.bucket(), ref.key(), e);
                throw new IOException(known.getMessage(), known);
            }
        }

        @Override
        public int available() throws IOException {
            return in.available();
        }

        @Override
        public void close() throws IOException {
            if (closed) {
                return;
            }
            closed = true;
            if (left > 0) {
                in.abort();
            } else {
                in.close();
            }
        }
    }
}
