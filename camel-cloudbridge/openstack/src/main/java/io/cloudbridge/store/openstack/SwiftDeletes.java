/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.store.openstack;

import com.fasterxml.jackson.databind.JsonNode;
import io.cloudbridge.store.CloudBridgeException;
import io.cloudbridge.store.DeleteRequest;
import io.cloudbridge.store.DeleteResult;
import io.cloudbridge.store.Keys;
import io.cloudbridge.store.ObjectRef;
import io.cloudbridge.store.driver.KeyRange;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Deletes objects, and the segments of those that are large: the object first, so that it never is there without them. */
final class SwiftDeletes {

    private static final int PAGE = 1000;

    private final SwiftClient client;
    private final Containers containers;
    private final LargeObjects large;
    private final Segments segments;
    private final BulkDelete bulk;

    SwiftDeletes(SwiftClient client, Containers containers, LargeObjects large, Segments segments, BulkDelete bulk) {
        this.client = client;
        this.containers = containers;
        this.large = large;
        this.segments = segments;
        this.bulk = bulk;
    }

    List<DeleteResult> delete(String bucket, List<DeleteRequest> requests) {
        List<ObjectRef> refs = requests.stream().map(DeleteRequest::ref).toList();
        Map<ObjectRef, LargeObject> found = find(bucket, refs);
        List<ObjectRef> plain = refs.stream()
                .filter(ref -> !found.containsKey(ref) || !found.get(ref).hidden())
                .toList();
        Map<String, CloudBridgeException> failures = new HashMap<>();
        if (refs.size() == 1) {
            plain.forEach(this::deleteOne);
        } else if (!plain.isEmpty()) {
            BulkDelete.Outcome outcome =
                    bulk.delete(bucket, plain.stream().map(ObjectRef::key).toList());
            if (outcome.missing() > 0) {
                checkBucket(bucket);
            }
            failures.putAll(outcome.failures());
        }
        found.forEach((ref, object) -> {
            if (object.hidden()) {
                deleteHidden(ref, object, refs.size() == 1 ? null : failures);
            } else if (!failures.containsKey(ref.key())) {
                segments.dropQuietly(object);
            }
        });
        return refs.stream()
                .map(ref -> new DeleteResult(ref, failures.get(ref.key())))
                .toList();
    }

    private void deleteHidden(ObjectRef ref, LargeObject object, Map<String, CloudBridgeException> failures) {
        try {
            if (containers.keepsVersions(ref.bucket())) {
                deleteOne(ref);
            } else if (!bulk.deleteLarge(ref)) {
                segments.dropQuietly(object);
            }
        } catch (CloudBridgeException e) {
            if (failures == null) {
                throw e;
            }
            failures.put(ref.key(), e);
        }
    }

    private void deleteOne(ObjectRef ref) {
        try {
            client.run(SwiftCall.of("DELETE", ref), 204);
        } catch (CloudBridgeException.ObjectNotFound e) {
            checkBucket(ref.bucket());
        }
    }

    /** Deleting what is missing succeeds, but not where the whole container is missing; Swift's answers are the same. */
    private void checkBucket(String bucket) {
        try {
            containers.head(bucket);
        } catch (CloudBridgeException.AccessDenied e) {
            return; // a login that may delete and not look has to believe it
        }
    }

    /** Those of the objects that are large. */
    private Map<ObjectRef, LargeObject> find(String bucket, List<ObjectRef> refs) {
        List<ObjectRef> suspects = refs.size() == 1 ? refs : suspects(bucket, refs);
        Map<ObjectRef, LargeObject> found = new HashMap<>();
        List<LargeObject> looked = SideBySide.map(suspects, ref -> large.find(ref, null));
        for (int i = 0; i < looked.size(); i++) {
            if (looked.get(i) != null) {
                found.put(suspects.get(i), looked.get(i));
            }
        }
        return found;
    }

    /**
     * Those that may be large, as a listing of their range tells: their entries have the ETag of a manifest. Where many others are in that range
     * the listing ends early, and what it has not come to may be large as well.
     */
    private List<ObjectRef> suspects(String bucket, List<ObjectRef> refs) {
        KeyRange range = KeyRange.of(refs.stream().map(ObjectRef::key).toList());
        Set<String> mayBeLarge = new HashSet<>();
        String seen = range.before();
        try {
            for (int pages = 2 + refs.size() / PAGE; pages > 0 && !range.endsBy(seen); pages--) {
                List<JsonNode> page = containers.entries(SwiftCall.of("GET", bucket)
                        .query("marker", seen)
                        .query("prefix", range.prefix())
                        .query("limit", String.valueOf(PAGE)));
                page.stream()
                        .filter(SwiftListings::mayBeLarge)
                        .forEach(entry -> mayBeLarge.add(Containers.name(entry)));
                seen = page.isEmpty() ? range.last() : Containers.name(page.get(page.size() - 1));
            }
        } catch (CloudBridgeException.AccessDenied | CloudBridgeException.BucketNotFound e) {
            return refs; // a login that may delete and not list; or the delete says what is missing
        }
        String end = seen;
        return refs.stream()
                .filter(ref -> mayBeLarge.contains(ref.key()) || Keys.ORDER.compare(ref.key(), end) > 0)
                .toList();
    }
}
