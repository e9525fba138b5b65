/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.store.local;

import io.cloudbridge.store.CloudBridgeException;
import io.cloudbridge.store.Failure;
import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.util.Locale;

/** The errors of this store, with the HTTP status that a cloud would send. */
final class LocalErrors {

    static final String PROVIDER = "local";

    private LocalErrors() {}

    static CloudBridgeException objectNotFound(String bucket, String key) {
        return new CloudBridgeException.ObjectNotFound(
                failure("there is no such object", 404, "NoSuchKey", bucket, key), null);
    }

    static CloudBridgeException uploadNotFound(String bucket, String key) {
        return new CloudBridgeException.ObjectNotFound(
                failure("the upload was aborted or completed before", 404, "NoSuchUpload", bucket, key), null);
    }

    static CloudBridgeException bucketNotFound(String bucket) {
        return new CloudBridgeException.BucketNotFound(
                failure(
                        "there is no bucket '" + bucket + "'; create it, or set autoCreateBucket=true",
                        404,
                        "NoSuchBucket",
                        bucket,
                        null),
                null);
    }

    static CloudBridgeException preconditionFailed(String message, String bucket, String key) {
        return new CloudBridgeException.PreconditionFailed(
                failure(message, 412, "PreconditionFailed", bucket, key), null);
    }

    static CloudBridgeException notModified(String bucket, String key) {
        return new CloudBridgeException.PreconditionFailed(
                failure("the object still has the ETag given as ifNoneMatch", 304, "NotModified", bucket, key), null);
    }

    static CloudBridgeException invalidState(String message, String bucket, String key) {
        return new CloudBridgeException.InvalidState(failure(message, 409, "InvalidState", bucket, key), null);
    }

    static CloudBridgeException accessDenied(String message, String bucket, String key) {
        return new CloudBridgeException.AccessDenied(failure(message, 403, "AccessDenied", bucket, key), null);
    }

    static CloudBridgeException invalid(String message, String bucket, String key) {
        return new CloudBridgeException.InvalidRequest(failure(message, 400, "InvalidRequest", bucket, key), null);
    }

    /** An error of the file system. */
    static CloudBridgeException of(IOException e, String bucket, String key) {
        String reason = reason(e);
        if (isFull(reason)) {
            return new CloudBridgeException.InvalidState(
                    failure(
                            "there is no space left below rootDirectory (" + reason
                                    + "); nothing was stored, free some and try again",
                            507,
                            "NoSpaceLeft",
                            bucket,
                            key),
                    e);
        }
        if (e instanceof AccessDeniedException || reason.contains("Read-only file system")) {
            return new CloudBridgeException.AccessDenied(
                    failure(
                            "the system does not allow this below rootDirectory (" + reason
                                    + "); let this user read and write it",
                            403,
                            "AccessDenied",
                            bucket,
                            key),
                    e);
        }
        if (reason.contains("File name too long")) {
            return new CloudBridgeException.InvalidRequest(
                    failure(
                            "the file system below rootDirectory cannot hold a name or path of this length (" + reason
                                    + "); use a shorter key or rootDirectory",
                            400,
                            "KeyTooLong",
                            bucket,
                            key),
                    e);
        }
        if (e instanceof ClosedByInterruptException) {
            return new CloudBridgeException.Unavailable(
                    failure("the thread was interrupted", 0, "Interrupted", bucket, key)
                            .withRetryable(false),
                    e);
        }
        return new CloudBridgeException.Unavailable(
                failure("the file system below rootDirectory failed: " + reason, 500, "InternalError", bucket, key), e);
    }

    /** An error of a file that is made only to see whether its name can be. */
    static CloudBridgeException ofName(FileSystemException e, String bucket, String key) {
        CloudBridgeException known = of(e, bucket, key);
        return known instanceof CloudBridgeException.Unavailable ? badName(reason(e), bucket, key, e) : known;
    }

    /** A name that this system or file system does not have. */
    static CloudBridgeException badName(String reason, String bucket, String key, Exception cause) {
        return new CloudBridgeException.InvalidRequest(
                failure(
                        "the file system below rootDirectory cannot hold a name of this key (" + reason
                                + "); use another key or rootDirectory",
                        400,
                        "InvalidName",
                        bucket,
                        key),
                cause);
    }

    /** Whether the file system is full, or the user's share of it or of one file is used up. */
    private static boolean isFull(String reason) {
        String text = reason.toLowerCase(Locale.ROOT);
        return text.contains("no space left")
                || text.contains("quota exceeded")
                || text.contains("file too large")
                || text.contains("not enough space on the disk");
    }

    private static String reason(IOException e) {
        if (e instanceof AccessDeniedException denied) {
            return denied.getFile() + " is not accessible";
        }
        if (e instanceof FileSystemException error && error.getReason() != null) {
            return error.getFile() + ": " + error.getReason();
        }
        return e.getMessage() == null
                ? e.getClass().getSimpleName()
                : e.getClass().getSimpleName() + ": " + e.getMessage();
    }

    private static Failure failure(String message, int status, String code, String bucket, String key) {
        return Failure.of(message).in(PROVIDER, null, bucket, key).withHttp(status, code, null);
    }
}
