/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.conformance;

import io.cloudbridge.store.Capabilities.Feature;
import io.cloudbridge.store.CloudBridgeException;
import io.cloudbridge.store.DeleteRequest;
import io.cloudbridge.store.ListRequest;
import io.cloudbridge.store.Listing;
import io.cloudbridge.store.StoreClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/** The buckets that a suite makes, and their end. Not thread-safe. */
final class TestBuckets {

    private static final System.Logger LOG = System.getLogger(TestBuckets.class.getName());

    private final StoreClient store;
    private final String prefix;
    private final List<String> names = new ArrayList<>();

    TestBuckets(StoreClient store, String prefix) {
        this.store = store;
        this.prefix = prefix;
    }

    String create() {
        String name = unusedName();
        store.createBucket(name);
        return name;
    }

    /** A name that no bucket has; if one gets it, it is deleted with the others. */
    String unusedName() {
        String name = prefix + Long.toString(ThreadLocalRandom.current().nextLong(Long.MAX_VALUE), Character.MAX_RADIX);
        names.add(name);
        return name;
    }

    /** Deletes all with all that is in them. */
    void drop() {
        for (String name : names) {
            try {
                drop(name);
            } catch (CloudBridgeException e) {
                // What a promise left behind on a server that broke it, and what that server cannot delete.
                LOG.log(System.Logger.Level.WARNING, "Bucket {0} is left behind: {1}", name, e.getMessage());
            }
        }
        names.clear();
    }

    private void drop(String name) {
        if (!store.bucketExists(name)) {
            return;
        }
        if (store.capabilities().has(Feature.UNFINISHED_UPLOADS)) {
            store.abortUploads(name, "", Duration.ZERO);
        }
        if (store.capabilities().has(Feature.VERSIONS)) {
            deleteAll(store.listVersions(ListRequest.of(name, "")));
        }
        deleteAll(store.list(ListRequest.of(name, "")));
        store.deleteBucket(name);
    }

    private void deleteAll(Listing listing) {
        List<DeleteRequest> requests = new ArrayList<>();
        listing.forEachRemaining(info -> requests.add(new DeleteRequest(info.ref())));
        store.deleteAll(requests);
    }
}
