/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.store;

import io.cloudbridge.store.driver.ETags;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Every call of a driver goes through {@link #call}: retries, metering, errors that name the user's operation and the object, and no exception but
 * ours whatever the driver throws. The calls with a method of their own check the answer as well, or prove after a lost answer that the first
 * attempt succeeded. Thread-safe.
 */
final class DriverCalls {

    /** By how much the clocks of this machine and of the store may differ when the age of a bucket is the proof of a lost answer. */
    private static final int INTERNAL_ERROR = 500;

    private static final Duration CLOCK_SKEW = Duration.ofSeconds(30);

    private final String provider;
    private final ObjectStore driver;
    private final LostAnswers lost;
    private final SecretMask secrets;
    private final Retry retry;
    private final Engine engine;
    private final AtomicInteger stalePartSizes = new AtomicInteger();
    private final AtomicInteger strangeETags = new AtomicInteger();

    DriverCalls(String provider, ObjectStore driver, SecretMask secrets, Retry retry, Engine engine) {
        this.provider = provider;
        this.driver = driver;
        this.lost = new LostAnswers(driver);
        this.secrets = secrets;
        this.retry = retry;
        this.engine = engine;
    }

    /** One attempt of a call; the first has number 0. */
    private interface Attempt<T> {
        T run(int number);
    }

    String provider() {
        return provider;
    }

    Retry retry() {
        return retry;
    }

    /** An error of the driver as it may be shown. */
    CloudBridgeException masked(CloudBridgeException e) {
        return secrets.mask(e);
    }

    /** For {@link PartsCheck}. */
    AtomicInteger stale(boolean whole) {
        return whole ? strangeETags : stalePartSizes;
    }

    Capabilities capabilities() {
        return driver.capabilities();
    }

    ObjectStore driver() {
        return driver;
    }

    // ---- the one call

    <T> T call(String verb, ObjectRef ref, Function<ObjectStore, T> attempt) {
        return call(verb, ref.bucket(), ref.key(), n -> attempt.apply(driver));
    }

    <T> T call(String verb, String bucket, Function<ObjectStore, T> attempt) {
        return call(verb, bucket, null, n -> attempt.apply(driver));
    }

    void run(String verb, ObjectRef ref, Consumer<ObjectStore> attempt) {
        run(verb, ref.bucket(), ref.key(), n -> attempt.accept(driver));
    }

    private void run(String verb, String bucket, String key, Consumer<Integer> attempt) {
        call(verb, bucket, key, n -> {
            attempt.accept(n);
            return true;
        });
    }

    private <T> T call(String verb, String bucket, String key, Attempt<T> attempt) {
        Throwable failure = null;
        Retry.Request request = new Retry.Request(provider, usersNameOf(verb), bucket, key);
        Engine.Call pending = engine.begin(request);
        Following.begin(provider, verb, bucket, key);
        try {
            return retry.call(request, n -> attempt(attempt, n));
        } catch (CloudBridgeException e) {
            failure = e;
            throw e.in(provider, verb, bucket, key).during(request.operation());
        } catch (Error e) {
            failure = e;
            throw e;
        } finally {
            pending.end(verb, failure == null ? "success" : failure.getClass().getSimpleName());
            Following.end(failure);
        }
    }

    /** Parsers throw what they like at an answer that they did not expect, and closed clients throw as well. */
    private <T> T attempt(Attempt<T> attempt, int number) {
        try {
            T result = attempt.run(number);
            if (result == null) {
                throw AnswerChecks.wrong("it is empty");
            }
            return result;
        } catch (CloudBridgeException e) {
            throw masked(e);
        } catch (RuntimeException | StackOverflowError e) {
            throw masked(new CloudBridgeException.Unavailable(
                    Failure.of("the store's answer could not be understood, or the client is closed: " + e)
                            .withRetryable(false),
                    e));
        }
    }

    /** Errors name the user's operation, not the method of the driver. */
    private static String usersNameOf(String verb) {
        return switch (verb) {
            case "put", "startMultipart", "uploadPart", "complete", "abort" -> "upload";
            case "read" -> "download";
            case "setProperties" -> "setMetadata";
            case "tags" -> "getTags";
            case "unfinishedUploads", "abortUpload" -> "abortUploads";
            default -> verb;
        };
    }

    // ---- reading

    ObjectInfo head(ObjectRef ref, ReadOptions options) {
        return call("head", ref, d -> AnswerChecks.head(d.head(ref, options.sent()), options));
    }

    ObjectContent read(ObjectRef ref, ByteRange range, ReadOptions options) {
        return call("read", ref, d -> AnswerChecks.read(d.read(ref, range, options.sent()), range, options));
    }

    ObjectPage list(ListRequest request) {
        return call("list", request.bucket(), d -> d.list(request));
    }

    ObjectPage listVersions(ListRequest request) {
        return call("listVersions", request.bucket(), d -> d.listVersions(request));
    }

    // ---- writing

    PutResult put(ObjectRef ref, Content content, PutOptions options) {
        SentContent sent = new SentContent(content);
        return call("put", ref.bucket(), ref.key(), n -> {
            try {
                look(ref, options);
                PutResult result = sent.send(() -> driver.put(ref, sent, options));
                AnswerChecks.stored(result.checksum(), sent);
                return result;
            } catch (CloudBridgeException.PreconditionFailed e) {
                return lost.proven(n, e, ref, info -> lost.isContentOf(info, sent));
            } catch (CloudBridgeException.ObjectNotFound e) {
                throw missing(e, options);
            }
        });
    }

    private void look(ObjectRef ref, PutOptions options) {
        look(ref, options.ifMatch(), options.ifNoneMatch() != null);
    }

    /**
     * Looks at what a write on condition would replace, where the server may ignore the condition; in every attempt, since somebody else may have
     * written since the last one. That it finds what an earlier attempt has written is proven as after any lost answer.
     */
    private void look(ObjectRef ref, String ifMatch, boolean createOnly) {
        if (ifMatch == null && !createOnly || !capabilities().has(Capabilities.Feature.LOOK_FIRST)) {
            return;
        }
        ObjectInfo found;
        try {
            found = driver.head(ref, ReadOptions.NONE);
        } catch (CloudBridgeException.ObjectNotFound e) {
            found = null;
        } catch (CloudBridgeException.AccessDenied e) {
            return; // may write and not read, so the store alone decides
        }
        if (found == null ? ifMatch != null : createOnly) {
            String problem = found == null
                    ? "there is no object and ifMatch asks for " + ifMatch
                    : "the object exists already and ifNoneMatch=* allows only to create it";
            throw new CloudBridgeException.PreconditionFailed(
                    Failure.of(problem).withHttp(412, null, null), null);
        }
        if (found != null) {
            ETags.requireMatch(ifMatch, found.etag());
        }
    }

    /** A write finds nothing missing but the bucket, or the version that it was to replace. */
    private static CloudBridgeException missing(CloudBridgeException.ObjectNotFound e, PutOptions options) {
        return options.ifMatch() == null
                ? new CloudBridgeException.BucketNotFound(e.failure(), e.getCause())
                : new CloudBridgeException.PreconditionFailed(e.failure(), e.getCause());
    }

    MultipartUpload startMultipart(ObjectRef ref, PutOptions options, long partSize) {
        MultipartUpload upload = call("startMultipart", ref, d -> {
            try {
                look(ref, options);
                return d.startMultipart(ref, options, partSize);
            } catch (CloudBridgeException.ObjectNotFound e) {
                throw missing(e, options);
            }
        });
        return new CheckedUpload(ref, options, upload);
    }

    Optional<PutResult> copy(ObjectRef from, ObjectRef to, CopyOptions options) {
        return call("copy", to.bucket(), to.key(), n -> {
            try {
                look(from, options.sourceIfMatch(), false);
                look(to, options.target());
                return driver.copy(from, to, options);
            } catch (CloudBridgeException.PreconditionFailed e) {
                boolean conditional =
                        options.target().ifMatch() != null || options.target().ifNoneMatch() != null;
                return Optional.of(lost.proven(
                        conditional ? n : 0,
                        e,
                        to,
                        info -> lost.isSameContent(info, driver.head(from, ReadOptions.NONE))));
            } catch (CloudBridgeException.ObjectNotFound | CloudBridgeException.BucketNotFound e) {
                throw missingOf(from, to, e, n == 0);
            }
        });
    }

    /**
     * Stores say of a copy only that something is missing.
     *
     * @param retryable whether a source that is there all the same may have been written in this moment
     */
    private CloudBridgeException missingOf(ObjectRef from, ObjectRef to, CloudBridgeException e, boolean retryable) {
        try {
            driver.head(from, ReadOptions.NONE);
        } catch (CloudBridgeException.ObjectNotFound missing) {
            Failure failure = e.failure()
                    .withMessage("the source of the copy, " + from + ", does not exist")
                    .at(from);
            return e instanceof CloudBridgeException.BucketNotFound && !isBucket(from.bucket())
                    ? new CloudBridgeException.BucketNotFound(failure, e.getCause())
                    : new CloudBridgeException.ObjectNotFound(failure, e.getCause());
        } catch (CloudBridgeException other) {
            return other.at(from);
        }
        if (e instanceof CloudBridgeException.ObjectNotFound && isBucket(to.bucket())) {
            return new CloudBridgeException.InvalidState(
                    e.failure()
                            .withMessage("the store does not find the source of the copy, " + from
                                    + ", which is there; copy it by another key or provider")
                            .withRetryable(retryable)
                            .at(from),
                    e.getCause());
        }
        return new CloudBridgeException.BucketNotFound(e.failure().at(to), e.getCause());
    }

    private boolean isBucket(String bucket) {
        try {
            return driver.bucketExists(bucket);
        } catch (CloudBridgeException e) {
            return true; // who may not look at it is told of the object
        }
    }

    PutResult setProperties(ObjectRef ref, ObjectProperties properties, String ifMatch) {
        return call("setProperties", ref.bucket(), ref.key(), n -> {
            try {
                look(ref, ifMatch, false);
                return driver.setProperties(ref, properties, ifMatch);
            } catch (CloudBridgeException.PreconditionFailed e) {
                return lost.proven(n, e, ref, info -> info.properties()
                        .withStorageClass(null)
                        .equals(properties.withStorageClass(null)));
            }
        });
    }

    /** One result for each request, in their order, or an error: an answer that leaves a request out, or names another key, says nothing. */
    List<DeleteResult> delete(String bucket, List<DeleteRequest> requests) {
        String key = requests.size() == 1 ? requests.get(0).ref().key() : null;
        return call("delete", bucket, key, n -> {
            List<DeleteResult> results = AnswerChecks.deleted(deleted(bucket, requests), requests);
            return results.stream().map(lost::proven).map(this::masked).toList();
        });
    }

    private List<DeleteResult> deleted(String bucket, List<DeleteRequest> requests) {
        try {
            return driver.delete(bucket, requests);
        } catch (CloudBridgeException.Unavailable e) {
            boolean breaks = requests.size() > 1
                    && e.getHttpStatus() == INTERNAL_ERROR
                    && deletesByItself(bucket, requests.get(0));
            throw breaks ? new CloudBridgeException.Unavailable(e.failure().withRetryable(false), e) : e;
        }
    }

    /**
     * Whether one object can be deleted by itself. Some servers answer 500 to every call for many objects, as Azurite does to one that an account SAS
     * authorises; to try the call again would not help. A server in trouble answers so to a single delete too, and is tried again later.
     */
    private boolean deletesByItself(String bucket, DeleteRequest request) {
        try {
            DeleteResult result = driver.delete(bucket, List.of(request)).get(0);
            return result.deleted() || !result.failure().isRetryable();
        } catch (CloudBridgeException e) {
            return !e.isRetryable();
        }
    }

    private DeleteResult masked(DeleteResult result) {
        return result.deleted() ? result : new DeleteResult(result.ref(), masked(result.failure()));
    }

    // ---- buckets

    void createBucket(String bucket) {
        Instant began = Instant.now();
        run("createBucket", bucket, null, n -> {
            try {
                driver.createBucket(bucket);
            } catch (CloudBridgeException.AlreadyExists e) {
                if (n == 0 || !isCreatedSince(began.minus(CLOCK_SKEW), bucket, e)) {
                    throw e;
                }
            }
        });
    }

    private boolean isCreatedSince(Instant began, String bucket, CloudBridgeException failure) {
        try {
            return driver.isNewer(bucket, began);
        } catch (CloudBridgeException e) {
            failure.addSuppressed(e);
            return false;
        }
    }

    void deleteBucket(String bucket) {
        run("deleteBucket", bucket, null, n -> {
            try {
                driver.deleteBucket(bucket);
            } catch (CloudBridgeException.BucketNotFound e) {
                if (n == 0) {
                    throw e;
                }
            }
        });
    }

    /** An upload in parts whose parts and result are compared with what was sent. */
    private final class CheckedUpload implements MultipartUpload {
        private final ObjectRef ref;
        private final PutOptions options;
        private final MultipartUpload upload;

        private CheckedUpload(ObjectRef ref, PutOptions options, MultipartUpload upload) {
            this.ref = ref;
            this.options = options;
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
            SentContent sent = new SentContent(content);
            return call("uploadPart", ref, d -> {
                Part part = sent.send(() -> upload.uploadPart(number, sent));
                AnswerChecks.stored(part.checksum(), sent);
                return part;
            });
        }

        @Override
        public PutResult complete(List<Part> parts) {
            Checksum whole = Part.checksumOf(parts);
            return call("complete", ref.bucket(), ref.key(), n -> {
                try {
                    look(ref, options);
                    PutResult result = upload.complete(parts);
                    AnswerChecks.completed(result.checksum(), whole);
                    return result;
                } catch (CloudBridgeException.ObjectNotFound | CloudBridgeException.PreconditionFailed e) {
                    return lost.proven(
                            n, e, ref, info -> upload.isCompleted(parts) || lost.isMadeOf(info, parts, whole));
                }
            });
        }

        @Override
        public void abort() {
            run("abort", ref, d -> upload.abort());
        }
    }
}
