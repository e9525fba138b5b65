/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.camel;

import io.cloudbridge.camel.message.ObjectExpression;
import io.cloudbridge.store.CloudBridgeException;
import io.cloudbridge.store.ObjectInfo;
import java.time.Clock;
import java.util.List;
import java.util.function.Predicate;

/**
 * Which entries of a listing the consumer may take, cheapest test first. None of the tests asks the store for the object itself.
 */
final class Selection {

    private final String bucket;
    private final String prefix;
    private final KeyFilter filter;
    private final Shard shard;
    private final DoneFile doneFile;
    private final List<Move> moves;
    private final Failures failures;
    private final int maxFailures;

    /**
     * @param doneFile or null
     * @param moves where objects go; what lies there already is not taken
     */
    Selection(CloudBridgeEndpoint endpoint, DoneFile doneFile, List<Move> moves, Failures failures) {
        CloudBridgeConfiguration options = endpoint.getConfiguration();
        this.bucket = endpoint.getBucketName();
        this.prefix = options.getPrefix() == null ? "" : options.getPrefix();
        this.filter = new KeyFilter(settings(options), predicate(endpoint, options.getFilter()), Clock.systemUTC());
        this.shard = Shard.parse(options.getShard());
        this.doneFile = doneFile;
        this.moves = moves;
        this.failures = failures;
        // with moveFailed, one that could not be moved aside is tried again
        this.maxFailures = options.getMoveFailed() == null ? options.getMaxFailures() : 0;
    }

    private static KeyFilter.Settings settings(CloudBridgeConfiguration options) {
        return new KeyFilter.Settings(
                options.getPrefix(),
                options.getIncludeFolders(),
                options.getInclude(),
                options.getExclude(),
                options.getAntInclude(),
                options.getAntExclude(),
                options.getIncludeExt(),
                options.getExcludeExt(),
                options.getMinSize() == null ? 0 : options.getMinSize(),
                options.getMaxSize() == null ? 0 : options.getMaxSize(),
                options.getMinAge(),
                options.getMaxAge());
    }

    @SuppressWarnings("unchecked")
    private static Predicate<ObjectInfo> predicate(CloudBridgeEndpoint endpoint, Object filter) {
        if (filter == null) {
            return null;
        } else if (filter instanceof Predicate) {
            return (Predicate<ObjectInfo>) filter;
        } else if (filter instanceof org.apache.camel.Predicate predicate) {
            return ObjectExpression.predicate(endpoint.scope(), predicate);
        } else if (filter instanceof String text) {
            return ObjectExpression.predicate(endpoint.scope(), "filter", text);
        }
        throw CloudBridgeException.invalid(
                "option filter is a " + filter.getClass().getName()
                        + "; use a java.util.function.Predicate of ObjectInfo, a Camel Predicate, or a predicate in the Simple language");
    }

    /** A page of the listing is at hand. */
    void page(List<ObjectInfo> objects) {
        if (doneFile != null) {
            objects.stream().map(ObjectInfo::key).filter(doneFile::isMarker).forEach(doneFile::listed);
        }
    }

    /** Whether the consumer wants this entry, as far as the listing and its own memory tell. */
    boolean wants(ObjectInfo object) {
        String key = object.key();
        return (doneFile == null || !doneFile.isMarker(key))
                && filter.accepts(object)
                && moves.stream().noneMatch(move -> move.holds(bucket, prefix, key))
                && shard.owns(key)
                && (maxFailures == 0 || failures.of(object) < maxFailures)
                && filter.acceptsOwn(object);
    }

    /** Whether the marker of an entry that is wanted is there. */
    boolean isDone(ObjectInfo object) {
        return doneFile == null || doneFile.isThere(object.key());
    }
}
