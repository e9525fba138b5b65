/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.store.local;

import io.cloudbridge.store.CloudBridgeException;
import io.cloudbridge.store.Failure;
import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.util.Locale;

/** The errors of this store, with the HTTP status that a cloud would send. The call they end adds bucket and key. */
final class LocalErrors {

    static final String PROVIDER = "local";

    private LocalErrors() {}

    static CloudBridgeException objectNotFound() {
        return new CloudBridgeException.ObjectNotFound(failure("there is no such object", 404, "NoSuchKey"), null);
    }

    static CloudBridgeException uploadNotFound() {
        return new CloudBridgeException.ObjectNotFound(
                failure("the upload was aborted or completed before", 404, "NoSuchUpload"), null);
    }

    static CloudBridgeException bucketNotFound(String bucket) {
        String message = "there is no bucket '" + bucket + "'; create it, or set autoCreateBucket=true";
        return new CloudBridgeException.BucketNotFound(failure(message, 404, "NoSuchBucket"), null)
                .in(PROVIDER, null, bucket, null);
    }

    static CloudBridgeException preconditionFailed(String message) {
        return new CloudBridgeException.PreconditionFailed(failure(message, 412, "PreconditionFailed"), null);
    }

    static CloudBridgeException notModified() {
        return new CloudBridgeException.PreconditionFailed(
                failure("the object still has the ETag given as ifNoneMatch", 304, "NotModified"), null);
    }

    static CloudBridgeException invalidState(String message) {
        return new CloudBridgeException.InvalidState(failure(message, 409, "InvalidState"), null);
    }

    static CloudBridgeException accessDenied(String message) {
        return new CloudBridgeException.AccessDenied(failure(message, 403, "AccessDenied"), null);
    }

    static CloudBridgeException invalid(String message) {
        return new CloudBridgeException.InvalidRequest(failure(message, 400, "InvalidRequest"), null);
    }

    /** An error of the file system. */
    static CloudBridgeException of(IOException e) {
        String reason = reason(e);
        if (isFull(reason)) {
            String message = "there is no space left below rootDirectory (" + reason
                    + "); nothing was stored, free some and try again";
            return new CloudBridgeException.InvalidState(failure(message, 507, "NoSpaceLeft"), e);
        }
        if (e instanceof AccessDeniedException || reason.contains("Read-only file system")) {
            String message = "the system does not allow this below rootDirectory (" + reason
                    + "); let this user read and write it";
            return new CloudBridgeException.AccessDenied(failure(message, 403, "AccessDenied"), e);
        }
        if (reason.contains("File name too long")) {
            String message = "the file system below rootDirectory cannot hold a name or path of this length (" + reason
                    + "); use a shorter key or rootDirectory";
            return new CloudBridgeException.InvalidRequest(failure(message, 400, "KeyTooLong"), e);
        }
        if (e instanceof ClosedByInterruptException) {
            Failure failure = failure("the thread was interrupted", 0, "Interrupted");
            return new CloudBridgeException.Unavailable(failure.withRetryable(false), e);
        }
        String message = "the file system below rootDirectory failed: " + reason;
        return new CloudBridgeException.Unavailable(failure(message, 500, "InternalError"), e);
    }

    /** An error of a file that is made only to see whether its name can be. */
    static CloudBridgeException ofName(FileSystemException e) {
        CloudBridgeException known = of(e);
        return known instanceof CloudBridgeException.Unavailable ? badName(reason(e), e) : known;
    }

    /** A name that this system or file system does not have. */
    static CloudBridgeException badName(String reason, Exception cause) {
        String message = "the file system below rootDirectory cannot hold a name of this key (" + reason
                + "); use another key or rootDirectory";
        return new CloudBridgeException.InvalidRequest(failure(message, 400, "InvalidName"), cause);
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

    private static Failure failure(String message, int status, String code) {
        return Failure.of(message).withHttp(status, code, null);
    }
}
