/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.store;

import java.io.IOException;

/** The last resort of classification, shared by drivers: the HTTP status, and broken connections. */
public final class ErrorMapping {

    private ErrorMapping() {}

    /**
     * Classifies by HTTP status alone; a driver looks at the store's own code first.
     *
     * @param failure whose {@link Failure#httpStatus()} decides
     */
    public static CloudBridgeException byStatus(Failure failure, Throwable cause) {
        return switch (failure.httpStatus()) {
            case 400, 405, 411, 413, 414, 416, 431 -> new CloudBridgeException.InvalidRequest(failure, cause);
            case 401, 403 -> new CloudBridgeException.AccessDenied(failure, cause);
            case 404, 410 ->
                failure.key() == null
                        ? new CloudBridgeException.BucketNotFound(failure, cause)
                        : new CloudBridgeException.ObjectNotFound(failure, cause);
            case 304, 412 -> new CloudBridgeException.PreconditionFailed(failure, cause);
            case 408, 500, 502, 503, 504 -> new CloudBridgeException.Unavailable(failure, cause);
            case 409, 423, 507 -> new CloudBridgeException.InvalidState(failure, cause);
            case 422 -> new CloudBridgeException.ChecksumMismatch(failure, cause);
            case 429, 498 -> new CloudBridgeException.Throttled(failure, cause);
            case 501 -> new CloudBridgeException.Unsupported(failure, cause);
            default ->
                failure.httpStatus() >= 500
                        ? new CloudBridgeException.Unavailable(failure, cause)
                        : new CloudBridgeException.InvalidRequest(failure, cause);
        };
    }

    /** A connection that could not be made or broke. */
    public static CloudBridgeException connection(String host, IOException cause) {
        return new CloudBridgeException.Unavailable(
                Failure.of("the connection to " + host + " failed: " + reason(cause)
                        + "; it is tried again up to maxRetries times"),
                cause);
    }

    private static String reason(IOException cause) {
        return cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
    }
}
