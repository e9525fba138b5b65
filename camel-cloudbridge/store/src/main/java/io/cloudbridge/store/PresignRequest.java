/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.store;

import java.time.Duration;

/**
 * A request to sign.
 *
 * @param expiry how long the URL works, in whole seconds, positive and within {@link Capabilities#maxPresignExpiry()}
 * @param contentType for PUT: the type the upload must have, or null
 * @param responseContentType for GET: the type the response gets, or null
 * @param responseContentDisposition for GET: the disposition the response gets, or null
 */
public record PresignRequest(
        Method method,
        ObjectRef ref,
        Duration expiry,
        String contentType,
        String responseContentType,
        String responseContentDisposition) {

    public PresignRequest {
        contentType = HeaderValues.mediaType("contentType", contentType);
        responseContentType = HeaderValues.mediaType("responseContentType", responseContentType);
        responseContentDisposition = HeaderValues.disposition("responseContentDisposition", responseContentDisposition);
    }

    public PresignRequest(Method method, ObjectRef ref, Duration expiry) {
        this(method, ref, expiry, null, null, null);
    }

    /** What a URL can grant. */
    public enum Method {
        GET,
        PUT,
        HEAD,
        DELETE
    }
}
