/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.store.openstack;

import io.cloudbridge.store.CloudBridgeException;
import io.cloudbridge.store.DeleteRequest;
import io.cloudbridge.store.DeleteResult;
import io.cloudbridge.store.ObjectRef;
import io.cloudbridge.store.openstack.Segments.Segment;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Predicate;

/** Deletes objects, and the segments of those that are large: the object first, so that it never is there without them. */
final class Deletion {

    private static final int LOOKS_AT_ONCE = 8;
    /** From here on a listing of the segments costs less than a look at each object. */
    private static final int MANY = 20;

    private final SwiftClient client;
    private final Containers containers;
    private final Segments segments;
    private final BulkDelete bulk;

    Deletion(SwiftClient client, Containers containers, Segments segments, BulkDelete bulk) {
        this.client = client;
        this.containers = containers;
        this.segments = segments;
        this.bulk = bulk;
    }

    List<DeleteResult> delete(String bucket, List<DeleteRequest> requests) {
        List<ObjectRef> refs = requests.stream().map(DeleteRequest::ref).toList();
        List<List<Segment>> large = segments.exist(bucket) ? look(bucket, refs) : List.of();
        Map<String, CloudBridgeException> failures;
        if (refs.size() == 1) {
            deleteOne(refs.get(0));
            failures = Map.of();
        } else {
            BulkDelete.Outcome outcome =
                    bulk.delete(bucket, refs.stream().map(ObjectRef::key).toList());
            if (outcome.missing() > 0) {
                checkBucket(bucket);
            }
            failures = outcome.failures();
        }
        List<Segment> orphans = new ArrayList<>();
        for (int i = 0; i < large.size(); i++) {
            if (!failures.containsKey(refs.get(i).key())) {
                orphans.addAll(large.get(i));
            }
        }
        segments.dropQuietly(bucket, orphans);
        return refs.stream()
                .map(ref -> new DeleteResult(ref, failures.get(ref.key())))
                .toList();
    }

    private void deleteOne(ObjectRef ref) {
        try {
            client.run(SwiftCall.of("DELETE", "delete", ref.bucket(), ref.key()));
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

    private List<List<Segment>> look(String bucket, List<ObjectRef> refs) {
        Predicate<ObjectRef> owners = refs.size() < MANY ? any -> true : segments.owners(bucket);
        List<List<Segment>> found = new ArrayList<>();
        for (int from = 0; from < refs.size(); from += LOOKS_AT_ONCE) {
            List<CompletableFuture<List<Segment>>> running =
                    refs.subList(from, Math.min(refs.size(), from + LOOKS_AT_ONCE)).stream()
                            .map(ref -> owners.test(ref)
                                    ? CompletableFuture.supplyAsync(() -> segments.of(ref), client.threads())
                                    : CompletableFuture.completedFuture(List.<Segment>of()))
                            .toList();
            running.forEach(look -> found.add(join(look)));
        }
        return found;
    }

    private static <T> T join(CompletableFuture<T> future) {
        try {
            return future.join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof CloudBridgeException known ? known : e;
        }
    }
}
