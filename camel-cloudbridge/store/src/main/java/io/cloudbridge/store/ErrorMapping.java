/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.store;

import java.io.IOException;
import java.security.cert.CertificateException;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLPeerUnverifiedException;

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

    /** The thread of a request was interrupted: somebody wants it to end, so it is not tried again. */
    public static CloudBridgeException interrupted(Throwable cause) {
        return new CloudBridgeException.Unavailable(
                Failure.of("interrupted, probably because the route is stopping")
                        .withRetryable(false),
                cause);
    }

    /**
     * A connection that could not be made or broke, or was closed because this thread is interrupted. Where the two sides cannot agree on TLS, trying
     * again is of no use.
     */
    public static CloudBridgeException connection(String host, IOException cause) {
        if (Thread.currentThread().isInterrupted()) {
            return interrupted(cause);
        }
        for (Throwable at = cause; at != null; at = at.getCause()) {
            if (at instanceof CertificateException || at instanceof SSLPeerUnverifiedException) {
                return refused(
                        "the certificate of " + host + " is not trusted: " + at.getMessage()
                                + "; does sslContextParameters, or the trust store of this JVM, have the CA that signed it, and is "
                                + "the certificate for this host and still valid?",
                        cause);
            }
            if (at instanceof SSLException && String.valueOf(at.getMessage()).contains("unrecognized SSL message")) {
                return refused(host + " does not speak TLS; check option endpoint, https:// or http://", cause);
            }
        }
        return new CloudBridgeException.Unavailable(
                Failure.of("the connection to " + host + " failed: " + reason(cause)
                        + "; check option endpoint, the network, and whether the store is up"),
                cause);
    }

    private static CloudBridgeException refused(String message, IOException cause) {
        return new CloudBridgeException.Unavailable(Failure.of(message).withRetryable(false), cause);
    }

    private static String reason(IOException cause) {
        return cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
    }
}
