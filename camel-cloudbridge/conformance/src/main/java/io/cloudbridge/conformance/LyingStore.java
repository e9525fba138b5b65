/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.conformance;

import io.cloudbridge.store.ByteRange;
import io.cloudbridge.store.Content;
import io.cloudbridge.store.DeleteRequest;
import io.cloudbridge.store.DeleteResult;
import io.cloudbridge.store.ListRequest;
import io.cloudbridge.store.ObjectContent;
import io.cloudbridge.store.ObjectInfo;
import io.cloudbridge.store.ObjectPage;
import io.cloudbridge.store.ObjectRef;
import io.cloudbridge.store.ObjectStore;
import io.cloudbridge.store.PutOptions;
import io.cloudbridge.store.PutResult;
import io.cloudbridge.store.ReadOptions;
import java.util.List;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/** A store that answers other than it should, as a test tells it to. What is not told is answered rightly. */
final class LyingStore extends ForwardingStore {

    /** What an answer to a read is made of. */
    interface Read {
        ObjectContent answer(ObjectStore store, ObjectRef ref, ByteRange range, ReadOptions options);
    }

    Read read = ObjectStore::read;
    UnaryOperator<ReadOptions> conditions = options -> options;
    UnaryOperator<Content> stored = content -> content;
    Function<ListRequest, ObjectPage> list = delegate()::list;
    UnaryOperator<List<DeleteResult>> deleted = results -> results;

    LyingStore(ObjectStore store) {
        super(store);
    }

    @Override
    public ObjectInfo head(ObjectRef ref, ReadOptions options) {
        return super.head(ref, conditions.apply(options));
    }

    @Override
    public ObjectContent read(ObjectRef ref, ByteRange range, ReadOptions options) {
        return read.answer(delegate(), ref, range, conditions.apply(options));
    }

    @Override
    public PutResult put(ObjectRef ref, Content content, PutOptions options) {
        return super.put(ref, stored.apply(content), options);
    }

    @Override
    public ObjectPage list(ListRequest request) {
        return list.apply(request);
    }

    @Override
    public List<DeleteResult> delete(String bucket, List<DeleteRequest> requests) {
        return deleted.apply(super.delete(bucket, requests));
    }

    @Override
    public void close() {
        // the store belongs to the suite
    }
}
