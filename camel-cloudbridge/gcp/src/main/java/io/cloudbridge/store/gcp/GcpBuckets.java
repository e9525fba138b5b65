/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.store.gcp;

import com.google.api.client.http.HttpResponse;
import com.google.api.services.storage.model.Bucket;
import io.cloudbridge.store.BucketInfo;
import io.cloudbridge.store.CloudBridgeException;
import io.cloudbridge.store.driver.Markers;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Buckets. To make and list them the service wants to know the project. */
final class GcpBuckets {

    private final GcpErrors errors;
    private final GcpClient client;

    GcpBuckets(GcpErrors errors, GcpClient client) {
        this.errors = errors;
        this.client = client;
    }

    void create(String bucket) {
        Bucket resource = new Bucket().setName(bucket).setLocation(client.region());
        try {
            errors.call(
                    bucket,
                    () -> named(
                            bucket,
                            client.api().buckets().insert(project(), resource).execute()));
        } catch (CloudBridgeException.InvalidState e) {
            throw e.getHttpStatus() == 409 ? new CloudBridgeException.AlreadyExists(e.failure(), e) : e;
        }
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
        errors.call(bucket, () -> done(client.api().buckets().delete(bucket).executeUnparsed()));
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
            errors.call(
                    bucket,
                    () -> named(
                            bucket,
                            client.api().buckets().get(bucket).setFields("name").execute()));
            return true;
        } catch (CloudBridgeException.BucketNotFound e) {
            return false;
        }
    }

    List<BucketInfo> list() {
        List<BucketInfo> found = new ArrayList<>();
        Markers markers = new Markers();
        String token = null;
        do {
            String pageToken = token;
            var page = errors.call(null, null, () -> client.api()
                    .buckets()
                    .list(project())
                    .setMaxResults(1000L)
                    .setPageToken(pageToken)
                    .setFields("kind,nextPageToken,items(name,timeCreated,location)")
                    .execute());
            if (page == null || !"storage#buckets".equals(page.getKind())) {
                throw GcpErrors.wrongAnswer("it is no listing of buckets");
            }
            if (page.getItems() != null) {
                page.getItems()
                        .forEach(bucket -> found.add(new BucketInfo(
                                bucket.getName(),
                                bucket.getTimeCreated() == null
                                        ? null
                                        : Instant.ofEpochMilli(
                                                bucket.getTimeCreated().getValue()),
                                bucket.getLocation())));
            }
            token = markers.next(
                    page.getNextPageToken(),
                    page.getItems() == null ? 0 : page.getItems().size());
        } while (token != null);
        return found;
    }
}
