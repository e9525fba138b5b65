/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.store.gcp;

import com.google.api.client.http.HttpResponse;
import com.google.api.services.storage.model.Bucket;
import io.cloudbridge.store.BucketInfo;
import io.cloudbridge.store.CloudBridgeException;
import java.io.IOException;
import java.util.List;

/** Buckets. To make and list them the service wants to know the project. */
final class GcpBuckets {

    private final GcpStore store;
    private final GcpClient client;
    private final GcpListings listing;

    GcpBuckets(GcpStore store, GcpClient client, GcpListings listing) {
        this.store = store;
        this.client = client;
        this.listing = listing;
    }

    void create(String bucket) {
        Bucket resource = new Bucket().setName(bucket).setLocation(client.region());
        store.call(
                "createBucket",
                bucket,
                null,
                () -> named(
                        bucket,
                        client.api().buckets().insert(project(), resource).execute()));
    }

    private String project() {
        String project = client.projectId();
        if (project == null) {
            throw CloudBridgeException.invalid(
                    "option projectId is missing; making and listing buckets needs the id of a Google Cloud project");
        }
        return project;
    }

    void delete(String bucket) {
        store.call(
                "deleteBucket",
                bucket,
                null,
                () -> done(client.api().buckets().delete(bucket).executeUnparsed()));
    }

    private static Void done(HttpResponse response) throws IOException {
        try {
            GcpDeletes.checkEmpty(response.getStatusCode(), response.parseAsString());
            return null;
        } finally {
            response.disconnect();
        }
    }

    private static Bucket named(String name, Bucket answer) {
        if (answer == null || !name.equals(answer.getName())) {
            throw GcpErrors.wrongAnswer("it does not describe bucket " + name);
        }
        return answer;
    }

    boolean exists(String bucket) {
        try {
            store.call(
                    "bucketExists",
                    bucket,
                    null,
                    () -> named(
                            bucket,
                            client.api().buckets().get(bucket).setFields("name").execute()));
            return true;
        } catch (CloudBridgeException.BucketNotFound e) {
            return false;
        }
    }

    List<BucketInfo> list() {
        return listing.buckets(project());
    }
}
