/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.it.gcp.server;

/**
 * A refusal, told twice: as the JSON API words it ({@code reason}) and as the XML API does ({@code code}).
 *
 * <p>The statuses and names are those of the public pages "HTTP status and error codes for JSON" and "… for XML".
 */
final class ApiError extends RuntimeException {
    private static final long serialVersionUID = 1L;

    final int status;
    final String reason;
    final String code;
    final String details;

    private ApiError(int status, String reason, String code, String message, String details) {
        super(message, null, false, false);
        this.status = status;
        this.reason = reason;
        this.code = code;
        this.details = details;
    }

    ApiError withDetails(String text) {
        return new ApiError(status, reason, code, getMessage(), text);
    }

    static ApiError of(int status, String reason, String code, String message) {
        return new ApiError(status, reason, code, message, null);
    }

    static ApiError invalid(String message) {
        return of(400, "invalid", "InvalidArgument", message);
    }

    static ApiError required(String message) {
        return of(400, "required", "InvalidArgument", message);
    }

    static ApiError badDigest(String message) {
        return of(400, "invalid", "BadDigest", message);
    }

    static ApiError noBucket() {
        return of(404, "notFound", "NoSuchBucket", "The specified bucket does not exist.");
    }

    static ApiError noObject(String bucket, String key) {
        return of(404, "notFound", "NoSuchKey", "No such object: " + bucket + "/" + key);
    }

    static ApiError noUpload() {
        return of(404, "notFound", "NoSuchUpload", "The requested upload was not found.");
    }

    static ApiError precondition() {
        return of(
                412,
                "conditionNotMet",
                "PreconditionFailed",
                "At least one of the pre-conditions you specified did not hold.");
    }

    static ApiError notModified() {
        return of(304, "notModified", "NotModified", "Not Modified");
    }

    static ApiError notImplemented(String what) {
        return of(501, "notImplemented", "NotImplemented", "This server does not implement " + what + ".");
    }

    static ApiError methodNotAllowed() {
        return of(
                405, "methodNotAllowed", "MethodNotAllowed", "The specified method is not allowed for this resource.");
    }
}
