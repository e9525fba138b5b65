/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.camel.producer;

import io.cloudbridge.camel.CloudBridgeConstants;
import io.cloudbridge.store.CloudBridgeException;
import io.cloudbridge.store.DeleteRequest;
import io.cloudbridge.store.DeleteResult;
import io.cloudbridge.store.ObjectInfo;
import io.cloudbridge.store.ObjectRef;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Spliterators;
import java.util.stream.StreamSupport;

/** Deletes of many objects. */
final class DeleteOperations {

    private DeleteOperations() {}

    static void deleteAll(Request request) {
        String bucket = request.bucket();
        List<DeleteResult> results = new ArrayList<>();
        request.client().deleteAll(requests(bucket, keys(request)), results::add);
        List<DeleteResult> failed = results.stream().filter(r -> !r.deleted()).toList();
        if (!failed.isEmpty() && request.options().getFailOnPartial()) {
            throw partial(failed, results.size());
        }
        request.message().setBody(results);
    }

    /** The first failure, with the next ones beside it. */
    private static CloudBridgeException partial(List<DeleteResult> failed, int all) {
        CloudBridgeException first = failed.get(0).failure();
        failed.stream().skip(1).limit(10).forEach(next -> first.addSuppressed(next.failure()));
        first.addSuppressed(
                new IllegalStateException(
                        failed.size() + " of " + all
                                + " objects could not be deleted, the others are gone; failOnPartial=false gives the list as body instead"));
        return first;
    }

    /** A collection is checked as a whole before anything is deleted; an iterator as it goes. */
    private static Iterator<DeleteRequest> requests(String bucket, Object keys) {
        if (keys instanceof Iterable<?> all) {
            List<DeleteRequest> requests = new ArrayList<>();
            all.forEach(key -> requests.add(request(bucket, key)));
            return requests.iterator();
        }
        Iterator<?> iterator = (Iterator<?>) keys;
        return StreamSupport.stream(Spliterators.spliteratorUnknownSize(iterator, 0), false)
                .map(key -> request(bucket, key))
                .iterator();
    }

    private static Object keys(Request request) {
        Object header = request.message().getHeader(CloudBridgeConstants.KEYS);
        Object keys = header != null ? header : request.message().getBody();
        if (!(keys instanceof Iterable || keys instanceof Iterator) || keys instanceof java.nio.file.Path) {
            throw CloudBridgeException.invalid("deleteAll needs the keys as a Collection or Iterator, in header "
                    + CloudBridgeConstants.KEYS + " or as body; there is "
                    + (keys == null ? "neither" : "a " + keys.getClass().getName()));
        }
        return keys;
    }

    private static DeleteRequest request(String bucket, Object key) {
        if (key instanceof ObjectInfo info) {
            return new DeleteRequest(new ObjectRef(bucket, info.key()));
        }
        if (key instanceof ObjectRef ref) {
            return new DeleteRequest(new ObjectRef(bucket, ref.key(), ref.versionId()));
        }
        if (key instanceof CharSequence text) {
            return new DeleteRequest(new ObjectRef(bucket, text.toString()));
        }
        throw CloudBridgeException.invalid("among the keys to delete is "
                + (key == null ? "a null" : "a " + key.getClass().getName()) + "; give texts or ObjectInfos");
    }

    static void deletePrefix(Request request) {
        String prefix =
                request.given(CloudBridgeConstants.PREFIX, request.options().getPrefix());
        if ((prefix == null || prefix.isEmpty()) && !request.options().getAllowEmptyPrefix()) {
            throw CloudBridgeException.invalid("deletePrefix without a prefix would empty bucket " + request.bucket()
                    + "; set option prefix or header " + CloudBridgeConstants.PREFIX
                    + ", or allowEmptyPrefix=true if that is meant");
        }
        request.message().setBody(request.client().deletePrefix(request.bucket(), prefix == null ? "" : prefix));
    }
}
