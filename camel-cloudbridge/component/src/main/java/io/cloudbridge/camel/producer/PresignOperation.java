/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.camel.producer;

import io.cloudbridge.camel.CloudBridgeConfiguration;
import io.cloudbridge.camel.CloudBridgeConstants;
import io.cloudbridge.camel.CloudBridgeOperation;
import io.cloudbridge.store.CloudBridgeException;
import io.cloudbridge.store.ObjectProperties;
import io.cloudbridge.store.PresignRequest;
import io.cloudbridge.store.PresignRequest.Method;
import io.cloudbridge.store.SignedRequest;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;

/** Signs URLs. */
final class PresignOperation {

    private PresignOperation() {}

    static void presign(Request request) {
        CloudBridgeConfiguration options = request.options();
        Method method = method(request);
        if (method != Method.GET
                && (options.getResponseContentType() != null || options.getResponseContentDisposition() != null)) {
            throw CloudBridgeException.invalid(
                    "responseContentType and responseContentDisposition shape the response to a GET; presignMethod is "
                            + method + ", so remove them");
        }
        if (method == Method.PUT) {
            refuseProperties(request);
        }
        Duration expiry = request.duration(CloudBridgeConstants.PRESIGN_EXPIRY);
        String bound = method == Method.PUT
                ? request.given(CloudBridgeConstants.CONTENT_TYPE, options.getContentType())
                : null;
        SignedRequest signed = request.client()
                .presign(new PresignRequest(
                        method,
                        request.namedRef(),
                        expiry == null ? options.getPresignExpiry() : expiry,
                        bound,
                        options.getResponseContentType(),
                        options.getResponseContentDisposition()));
        request.message().setHeader(CloudBridgeConstants.PRESIGN_HEADERS, signed.headers());
        request.message().setHeader(CloudBridgeConstants.PRESIGN_EXPIRES_AT, signed.expiresAt());
        request.message().setBody(signed.url().toString());
    }

    /** A client that uploads by a URL sends what it likes of these, unless the signature binds it. */
    private static void refuseProperties(Request request) {
        StoredProperties stored = new StoredProperties(request);
        ObjectProperties given = stored.given();
        Map<String, Object> unused = stored.besideContentHeaders();
        unused.put("contentEncoding", given.contentEncoding());
        unused.put("contentDisposition", given.contentDisposition());
        unused.put("contentLanguage", given.contentLanguage());
        unused.put("cacheControl", given.cacheControl());
        unused.put("storageClass", given.storageClass());
        unused.put("metadata", given.metadata().isEmpty() ? null : given.metadata());
        unused.put("checksum", request.given(CloudBridgeConstants.CHECKSUM, null));
        unused.put("versionId", request.givenVersion());
        Refusals.check(CloudBridgeOperation.presign, unused, "whose URL for PUT binds nothing but contentType");
    }

    private static Method method(Request request) {
        String header = request.text(CloudBridgeConstants.PRESIGN_METHOD);
        if (header == null) {
            return request.options().getPresignMethod();
        }
        try {
            return Method.valueOf(header.toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException e) {
            throw Request.invalidHeader(
                    CloudBridgeConstants.PRESIGN_METHOD, header, "use one of " + Arrays.toString(Method.values()));
        }
    }
}
