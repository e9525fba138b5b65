/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.camel.producer;

import io.cloudbridge.camel.CloudBridgeConstants;

/** The operations on buckets and on what uploads left in them. */
final class BucketOperations {

    private BucketOperations() {}

    static void create(Request request) {
        request.client().createBucket(request.bucket());
        request.message().setBody(Boolean.TRUE);
    }

    static void delete(Request request) {
        request.client().deleteBucket(request.bucket());
        request.message().setBody(Boolean.TRUE);
    }

    static void exists(Request request) {
        request.message().setBody(request.client().bucketExists(request.bucket()));
    }

    static void list(Request request) {
        request.message().setBody(request.client().listBuckets());
    }

    static void abortUploads(Request request) {
        String prefix =
                request.given(CloudBridgeConstants.PREFIX, request.options().getPrefix());
        request.message()
                .setBody(request.client()
                        .abortUploads(
                                request.bucket(),
                                prefix == null ? "" : prefix,
                                request.options().getOlderThan()));
    }
}
