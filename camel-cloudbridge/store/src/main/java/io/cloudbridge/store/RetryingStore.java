/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.store;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntFunction;
import java.util.function.Supplier;

/**
 * A driver with retries, complete errors and metering around each call. A retry after an answer that got lost may find its own first success;
 * where that can be proved, it is reported as the success it was.
 */
final class RetryingStore implements ObjectStore {

    private final String provider;
    private final ObjectStore driver;
    private final Retry retry;
    private final Engine engine;

    RetryingStore(String provider, ObjectStore driver, Retry retry, Engine engine) {
        this.provider = provider;
        this.driver = driver;
        this.retry = retry;
        this.engine = engine;
    }

    Retry retry() {
        return retry;
    }

    private <T> T call(String operation, String bucket, String key, IntFunction<T> attempt) {
        long start = System.nanoTime();
        String outcome = "success";
        try {
            return retry.call(attempt);
        } catch (CloudBridgeException e) {
            outcome = e.getClass().getSimpleName();
            throw e.in(provider, operation, bucket, key).during(asUsersCallIt(operation));
        } catch (RuntimeException | Error e) {
            outcome = e.getClass().getSimpleName();
            throw e;
        } finally {
            engine.requested(provider, operation, outcome, Duration.ofNanos(System.nanoTime() - start));
        }
    }

    /** Who reads an error asked for an operation and has never heard of the driver's verbs. */
    private static String asUsersCallIt(String verb) {
        return switch (verb) {
            case "put", "startMultipart", "uploadPart", "complete", "abort" -> "upload";
            case "read" -> "download";
            case "setProperties" -> "setMetadata";
            case "tags" -> "getTags";
            case "unfinishedUploads", "abortUpload" -> "abortUploads";
            default -> verb;
        };
    }

    private <T> T call(String operation, ObjectRef ref, Supplier<T> attempt) {
        return call(operation, ref.bucket(), ref.key(), n -> attempt.get());
    }

    private <T> T call(String operation, String bucket, Supplier<T> attempt) {
        return call(operation, bucket, null, n -> attempt.get());
    }

    @Override
    public Capabilities capabilities() {
        return driver.capabilities();
    }

    @Override
    public ObjectInfo head(ObjectRef ref, ReadOptions options) {
        return call("head", ref, () -> AnswerChecks.head(driver.head(ref, options), options));
    }

    @Override
    public ObjectContent read(ObjectRef ref, ByteRange range, ReadOptions options) {
        return call("read", ref, () -> AnswerChecks.read(driver.read(ref, range, options), range, options));
    }

    @Override
    public PutResult put(ObjectRef ref, Content content, PutOptions options) {
        return call("put", ref.bucket(), ref.key(), n -> {
            try {
                return driver.put(ref, content, options);
            } catch (CloudBridgeException.PreconditionFailed e) {
                return ownWork(n, e, ref, info -> holds(info, content));
            }
        });
    }

    @Override
    public MultipartUpload startMultipart(ObjectRef ref, PutOptions options) {
        MultipartUpload upload = call("startMultipart", ref, () -> driver.startMultipart(ref, options));
        return new RetryingUpload(ref, upload);
    }

    @Override
    public PutResult copy(ObjectRef from, ObjectRef to, CopyOptions options) {
        return call("copy", to, () -> driver.copy(from, to, options));
    }

    @Override
    public List<DeleteResult> delete(String bucket, List<DeleteRequest> requests) {
        String key = requests.size() == 1 ? requests.get(0).ref().key() : null;
        return call("delete", bucket, key, n -> driver.delete(bucket, requests));
    }

    @Override
    public ObjectPage list(ListRequest request) {
        return call("list", request.bucket(), () -> driver.list(request));
    }

    @Override
    public ObjectPage listVersions(ListRequest request) {
        return call("listVersions", request.bucket(), () -> driver.listVersions(request));
    }

    @Override
    public SignedRequest presign(PresignRequest request) {
        return call("presign", request.ref(), () -> driver.presign(request));
    }

    @Override
    public PutResult setProperties(ObjectRef ref, ObjectProperties properties, String ifMatch) {
        return call("setProperties", ref, () -> driver.setProperties(ref, properties, ifMatch));
    }

    @Override
    public Map<String, String> tags(ObjectRef ref) {
        return call("tags", ref, () -> driver.tags(ref));
    }

    @Override
    public void setTags(ObjectRef ref, Map<String, String> tags) {
        call("setTags", ref, () -> {
            driver.setTags(ref, tags);
            return null;
        });
    }

    @Override
    public void createBucket(String bucket) {
        call("createBucket", bucket, () -> {
            driver.createBucket(bucket);
            return null;
        });
    }

    @Override
    public void deleteBucket(String bucket) {
        call("deleteBucket", bucket, null, n -> {
            try {
                driver.deleteBucket(bucket);
            } catch (CloudBridgeException.BucketNotFound e) {
                if (n == 0) {
                    throw e;
                }
            }
            return null;
        });
    }

    @Override
    public boolean bucketExists(String bucket) {
        return call("bucketExists", bucket, () -> driver.bucketExists(bucket));
    }

    @Override
    public List<BucketInfo> listBuckets() {
        return call("listBuckets", (String) null, driver::listBuckets);
    }

    @Override
    public List<UnfinishedUpload> unfinishedUploads(String bucket, String prefix) {
        return call("unfinishedUploads", bucket, () -> driver.unfinishedUploads(bucket, prefix));
    }

    @Override
    public void abortUpload(UnfinishedUpload upload) {
        call("abortUpload", upload.ref(), () -> {
            driver.abortUpload(upload);
            return null;
        });
    }

    @Override
    public <T> Optional<T> unwrap(Class<T> sdkType) {
        return driver.unwrap(sdkType);
    }

    @Override
    public void close() {
        driver.close();
    }

    private interface Proof {
        boolean holds(ObjectInfo info) throws IOException;
    }

    /** Turns the failed condition of a repeated write into the success of the first try, if what is stored is provably what was sent. */
    private PutResult ownWork(int attempt, CloudBridgeException failure, ObjectRef ref, Proof proof) {
        if (attempt == 0) {
            throw failure;
        }
        try {
            ObjectInfo info = driver.head(ref, ReadOptions.NONE);
            if (proof.holds(info)) {
                return new PutResult(info.etag(), info.versionId(), info.checksum());
            }
        } catch (CloudBridgeException | IOException e) {
            failure.addSuppressed(e);
        }
        throw failure;
    }

    private static boolean holds(ObjectInfo info, Content content) throws IOException {
        if (info.size() != content.length()) {
            return false;
        }
        return info.checksum() != null
                ? info.checksum().equals(content.checksum(info.checksum().algorithm()))
                : info.etag().equals(content.checksum(Checksum.Algorithm.MD5).hex());
    }

    private final class RetryingUpload implements MultipartUpload {
        private final ObjectRef ref;
        private final MultipartUpload upload;

        private RetryingUpload(ObjectRef ref, MultipartUpload upload) {
            this.ref = ref;
            this.upload = upload;
        }

        @Override
        public String id() {
            return upload.id();
        }

        @Override
        public boolean inOrder() {
            return upload.inOrder();
        }

        @Override
        public Part uploadPart(int number, Content content) {
            return call("uploadPart", ref, () -> upload.uploadPart(number, content));
        }

        @Override
        public PutResult complete(List<Part> parts) {
            return call("complete", ref.bucket(), ref.key(), n -> {
                try {
                    return upload.complete(parts);
                } catch (CloudBridgeException.ObjectNotFound | CloudBridgeException.PreconditionFailed e) {
                    return ownWork(n, e, ref, info -> MultipartETag.of(parts)
                            .filter(info.etag()::equals)
                            .isPresent());
                }
            });
        }

        @Override
        public void abort() {
            call("abort", ref, () -> {
                upload.abort();
                return null;
            });
        }
    }
}
