/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.store;

import io.cloudbridge.store.Capabilities.Feature;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** Copies and moves: inside the service where both ends allow it, streamed otherwise. Either way of one version, and checked. */
final class Copies {

    private final StoreClient source;
    private final StoreClient target;
    private final Engine engine;

    Copies(StoreClient source, StoreClient target, Engine engine) {
        this.source = source;
        this.target = target;
        this.engine = engine;
    }

    /** What was copied, and what became of it. */
    private record Copied(ObjectInfo from, PutResult to) {}

    PutResult copy(ObjectRef from, ObjectRef to, CopyOptions options, TransferSettings settings) {
        checkPlaces(from, to, options.keepProperties() && options.target().equals(PutOptions.NONE));
        boolean canPin =
                options.sourceIfMatch() == null || source.capabilities().has(Feature.COPY_SOURCE_IF_MATCH);
        if (isInService() && canPin) {
            Optional<PutResult> copied = source.store().copy(from, to, options);
            if (copied.isPresent()) {
                return copied.get();
            }
            ObjectInfo info = source.head(from, new ReadOptions(options.sourceIfMatch(), null));
            return stream(info, to, options, settings);
        }
        return copyVersion(from, to, options, settings).to();
    }

    PutResult move(ObjectRef from, ObjectRef to, CopyOptions options, TransferSettings settings) {
        checkPlaces(from, to, true);
        if (isSameObject(from, to)) {
            throw CloudBridgeException.invalid("source and target are the same object " + from
                    + ", which two connections reach; a move would delete it; name another key or bucket");
        }
        Copied copied = copyVersion(from, to, options, settings);
        ObjectInfo arrived = target.head(to, ReadOptions.NONE);
        if (arrived.size() != copied.from().size() || differs(arrived, copied.from())) {
            throw new CloudBridgeException.ChecksumMismatch(
                    Failure.of("the copy at " + to + " is not what was copied; the source is left where it is")
                            .in(source.provider(), "move", from.bucket(), from.key()),
                    null);
        }
        String etag = copied.from().etag();
        // a version never changes, so its name says it all
        boolean named = from.versionId() != null || etag.isEmpty();
        source.delete(new DeleteRequest(from, named ? null : etag));
        return copied.to();
    }

    /** Copies the version that a look at the source finds, and says which that was. */
    private Copied copyVersion(ObjectRef from, ObjectRef to, CopyOptions options, TransferSettings settings) {
        ObjectInfo info = source.head(from, new ReadOptions(options.sourceIfMatch(), null));
        Optional<PutResult> copied = Optional.empty();
        if (isInService()) {
            boolean pin = source.capabilities().has(Feature.COPY_SOURCE_IF_MATCH);
            copied = source.store().copy(from, to, options.withSourceIfMatch(pin ? pinOf(info) : null));
        }
        return new Copied(info, copied.orElseGet(() -> stream(info, to, options, settings)));
    }

    private boolean isInService() {
        return source == target && source.capabilities().has(Feature.SERVER_COPY);
    }

    private PutResult stream(ObjectInfo info, ObjectRef to, CopyOptions options, TransferSettings settings) {
        PutOptions put = options.target();
        if (put.tags().isEmpty()) {
            put = put.withTags(tagsOf(info.ref(), to));
        }
        if (options.keepProperties()) {
            String storageClass = put.properties().storageClass();
            put = put.withProperties(info.properties().withStorageClass(storageClass));
        }
        try (ObjectReader in = new ObjectReader(
                source.store(), null, info.ref(), ByteRange.ALL, ReadOptions.ifMatch(pinOf(info)), info.size())) {
            return target.upload(to, Source.of(in, info.size()), put, settings, TransferStatus.Kind.COPY);
        }
    }

    /** A streamed copy has the tags of its source, as the service's own copy has; it is refused where the target cannot have them. */
    private Map<String, String> tagsOf(ObjectRef from, ObjectRef to) {
        Map<String, String> tags;
        try {
            tags = source.capabilities().has(Feature.TAGS) ? source.tags(from) : Map.of();
        } catch (CloudBridgeException.Unsupported e) {
            return Map.of();
        }
        if (!tags.isEmpty() && !target.capabilities().has(Feature.TAGS)) {
            throw new CloudBridgeException.Unsupported(
                    Failure.of("the source has tags and provider " + target.provider()
                                    + " does not have any, so the copy would"
                                    + " lose them; remove them with operation setTags first; nothing was done")
                            .in(target.provider(), "copy", to.bucket(), to.key()),
                    null);
        }
        return tags;
    }

    /**
     * Whether the source and what is at the target are one object that two clients reach, by settings that do not show it. An object that lies at
     * the target and is no other by all that can be seen may still be a copy that was made within the second; then the two buckets tell, unless
     * they hold the same.
     */
    boolean isSameObject(ObjectRef from, ObjectRef to) {
        if (source == target || !from.key().equals(to.key())) {
            return false;
        }
        ObjectInfo there;
        ObjectInfo here;
        try {
            there = target.head(to, ReadOptions.NONE);
            here = source.head(new ObjectRef(from.bucket(), from.key()), ReadOptions.NONE);
        } catch (CloudBridgeException.ObjectNotFound e) {
            return false;
        } catch (CloudBridgeException.AccessDenied e) {
            // who may not list is told this of a missing object too; who may not look at one never comes to the delete
            return false;
        }
        return isSame(there, here) && listed(source, from.bucket()).equals(listed(target, to.bucket()));
    }

    private static boolean isSame(ObjectInfo one, ObjectInfo other) {
        return one.size() == other.size()
                && one.etag().equals(other.etag())
                && Objects.equals(second(one), second(other))
                && one.properties().metadata().equals(other.properties().metadata());
    }

    /** One interface of a store may tell more than another. */
    private static Instant second(ObjectInfo info) {
        return info.lastModified() == null ? null : info.lastModified().truncatedTo(ChronoUnit.SECONDS);
    }

    /** The first objects of a bucket, with their sizes. */
    private static List<String> listed(StoreClient client, String bucket) {
        return client.page(ListRequest.of(bucket, "")).objects().stream()
                .map(info -> info.size() + " " + info.key())
                .toList();
    }

    private static String pinOf(ObjectInfo info) {
        return info.etag().isEmpty() ? null : info.etag();
    }

    private static boolean differs(ObjectInfo a, ObjectInfo b) {
        return a.checksum() != null
                && b.checksum() != null
                && a.checksum().algorithm() == b.checksum().algorithm()
                && !a.checksum().equals(b.checksum());
    }

    private void checkPlaces(ObjectRef from, ObjectRef to, boolean nothingChanges) {
        boolean same = source == target
                && from.bucket().equals(to.bucket())
                && from.key().equals(to.key());
        if (same && nothingChanges && from.versionId() == null) {
            throw CloudBridgeException.invalid("source and target are the same object " + from
                    + "; set header CamelCloudBridgeDestinationKey or DestinationBucket");
        }
    }
}
