/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.camel.producer;

import io.cloudbridge.camel.CloudBridgeConfiguration;
import io.cloudbridge.camel.CloudBridgeConstants;
import io.cloudbridge.store.CloudBridgeException;
import io.cloudbridge.store.PresignRequest;
import io.cloudbridge.store.PresignRequest.Method;
import io.cloudbridge.store.SignedRequest;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;

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
        Duration expiry = request.duration(CloudBridgeConstants.PRESIGN_EXPIRY);
        String bound = method == Method.PUT
                ? request.given(CloudBridgeConstants.CONTENT_TYPE, options.getContentType())
                : null;
        SignedRequest signed = request.client()
                .presign(new PresignRequest(
                        method,
                        request.ref(),
                        expiry == null ? options.getPresignExpiry() : expiry,
                        bound,
                        options.getResponseContentType(),
                        options.getResponseContentDisposition()));
        request.message().setHeader(CloudBridgeConstants.PRESIGN_HEADERS, signed.headers());
        request.message().setHeader(CloudBridgeConstants.PRESIGN_EXPIRES_AT, signed.expiresAt());
        request.message().setBody(signed.url().toString());
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
