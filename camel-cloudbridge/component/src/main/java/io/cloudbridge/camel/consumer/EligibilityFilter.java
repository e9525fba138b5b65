/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.camel.consumer;

import io.cloudbridge.camel.BodyType;
import io.cloudbridge.camel.CloudBridgeConfiguration;
import io.cloudbridge.camel.message.ObjectExpression;
import io.cloudbridge.store.CloudBridgeException;
import io.cloudbridge.store.ObjectInfo;
import java.time.Clock;
import java.util.List;
import java.util.function.Predicate;

/**
 * Which entries of a listing the consumer may take, cheapest test first. None of the tests asks the store for the object itself.
 */
final class EligibilityFilter {

    private final String bucket;
    private final EntryFilter filter;
    private final Shard shard;
    private final DoneFiles doneFiles;
    private final List<MoveTarget> moves;
    private final FailureCounts failures;
    private final int maxFailures;
    private final boolean needsContent;

    /**
     * @param doneFiles or null
     * @param moves where objects go; what lies there already is not taken
     */
    EligibilityFilter(ConsumerSettings settings, DoneFiles doneFiles, List<MoveTarget> moves, FailureCounts failures) {
        CloudBridgeConfiguration options = settings.options();
        this.bucket = settings.bucket();
        this.filter = new EntryFilter(settings(options), predicate(settings, options.getFilter()), Clock.systemUTC());
        this.shard = Shard.parse(options.getShard());
        this.doneFiles = doneFiles;
        this.moves = moves;
        this.failures = failures;
        this.needsContent = options.getBodyType() != BodyType.none;
        // with moveFailed, one that could not be moved aside is tried again
        this.maxFailures = options.getMoveFailed() == null ? options.getMaxFailures() : 0;
    }

    private static EntryFilter.Settings settings(CloudBridgeConfiguration options) {
        return new EntryFilter.Settings(
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
    private static Predicate<ObjectInfo> predicate(ConsumerSettings settings, Object filter) {
        if (filter == null) {
            return null;
        } else if (filter instanceof Predicate) {
            return (Predicate<ObjectInfo>) filter;
        } else if (filter instanceof org.apache.camel.Predicate predicate) {
            return ObjectExpression.predicate(settings.scope(), predicate);
        } else if (filter instanceof String text) {
            return ObjectExpression.predicate(settings.scope(), "filter", text);
        }
        throw CloudBridgeException.invalid(
                "option filter is a " + filter.getClass().getName()
                        + "; use a java.util.function.Predicate of ObjectInfo, a Camel Predicate, or a predicate in the Simple language");
    }

    /** Whether the consumer wants this entry, as far as the listing and its own memory tell. */
    boolean wants(ObjectInfo object) {
        String key = object.key();
        return (doneFiles == null || !doneFiles.isMarker(key))
                && filter.accepts(object)
                && moves.stream().noneMatch(move -> move.holds(bucket, key))
                && shard.owns(key)
                && (maxFailures == 0 || failures.of(object) < maxFailures)
                && !failures.isWaiting(object)
                && filter.acceptsOwn(object);
    }

    /** Whether this consumer, or another that has the rest of the shards, wants an entry that it does not want now. */
    boolean wantsInTime(ObjectInfo object) {
        String key = object.key();
        return !doneFiles.isMarker(key)
                && filter.acceptsInTime(object)
                && moves.stream().noneMatch(move -> move.holds(bucket, key))
                && filter.acceptsOwn(object);
    }

    /** Whether the content of an entry lies in an archive, so that it cannot be consumed before it is restored. */
    boolean isArchived(ObjectInfo object) {
        return needsContent && object.archived();
    }
}
