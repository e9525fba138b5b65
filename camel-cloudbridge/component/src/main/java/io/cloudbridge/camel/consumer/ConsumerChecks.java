/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.camel.consumer;

import io.cloudbridge.camel.BodyType;
import io.cloudbridge.camel.CloudBridgeConfiguration;
import io.cloudbridge.store.CloudBridgeException;
import java.time.Duration;

/** Options of a consumer that cannot go together. What is refused here never reaches an object. */
public final class ConsumerChecks {

    private static final Duration SHORTEST_LEASE = Duration.ofSeconds(1);

    private ConsumerChecks() {}

    /** @throws CloudBridgeException.InvalidRequest naming the options and the remedy */
    public static void check(CloudBridgeConfiguration options) {
        finishing(options);
        remembering(options);
        claims(options);
        bodies(options);
        numbers(options);
        if (options.getShuffle() && options.getSortBy() != null) {
            throw contradiction("sortBy", "shuffle", "sort or shuffle");
        }
    }

    private static void finishing(CloudBridgeConfiguration options) {
        boolean moves = moves(options);
        boolean noop = Boolean.TRUE.equals(options.getNoop());
        if (noop && options.getDelete()) {
            throw contradiction("noop", "delete", "keep the objects or delete them");
        }
        if (noop && moves) {
            throw contradiction("noop", move(options), "keep the objects or move them");
        }
        if (options.getDelete() && moves) {
            throw contradiction("delete", move(options), "delete the objects or move them");
        }
        if (Boolean.FALSE.equals(options.getNoop()) && !options.getDelete() && !moves) {
            throw CloudBridgeException.invalid(
                    "option noop is false, but nothing else says what becomes of an object; set delete=true or move");
        }
    }

    private static void remembering(CloudBridgeConfiguration options) {
        boolean folders =
                options.getDoneFileName() != null && !options.getDoneFileName().contains("{");
        if (folders && options.getShard() != null && !options.getDelete() && !moves(options)) {
            throw contradiction(
                    "shard",
                    "doneFileName",
                    "objects stay, so no process knows when the others are done with a folder; set delete=true or move,"
                            + " or give each object a done file of its own");
        }
        if (options.getSeenFile() != null && options.getIdempotentRepository() != null) {
            throw contradiction(
                    "seenFile", "idempotentRepository", "seenFile belongs to the built-in repository; leave one out");
        }
        if (options.getSeenFile() != null && !idempotent(options)) {
            throw CloudBridgeException.invalid(
                    "option seenFile is set, but nothing is remembered; set idempotent=true");
        }
        if (options.getIdempotentRepository() != null && Boolean.FALSE.equals(options.getIdempotent())) {
            throw CloudBridgeException.invalid(
                    "option idempotentRepository is set, but idempotent is false; leave one out");
        }
    }

    private static void claims(CloudBridgeConfiguration options) {
        if (options.getClaims() == null) {
            return;
        }
        if (options.getInProgressRepository() != null) {
            throw contradiction("claims", "inProgressRepository", "both share claims; leave one out");
        }
        if (options.getSeenFile() != null) {
            throw contradiction("claims", "seenFile", "what was seen is in the database of claims; leave seenFile out");
        }
        if (options.getIdempotentEager() && idempotent(options) && options.getIdempotentRepository() == null) {
            throw contradiction("claims", "idempotentEager", "claims keep others off; leave idempotentEager out");
        }
        if (options.getClaimLease().compareTo(SHORTEST_LEASE) < 0) {
            throw CloudBridgeException.invalid("option claimLease is " + options.getClaimLease() + "; use at least "
                    + SHORTEST_LEASE + ", longer than any pause of the process");
        }
    }

    private static void bodies(CloudBridgeConfiguration options) {
        if (options.getBodyType() == BodyType.file && options.getLocalWorkDirectory() == null) {
            throw CloudBridgeException.invalid(
                    "option bodyType is file, but there is no place for files; set localWorkDirectory");
        }
        if (options.getBodyType() != BodyType.file && options.getLocalWorkDirectory() != null) {
            throw CloudBridgeException.invalid(
                    "option localWorkDirectory is for bodyType=file; bodyType is " + options.getBodyType());
        }
        boolean fetches = options.getBodyType() != BodyType.file && options.getBodyType() != BodyType.none;
        if (options.getPrefetch() > 0 && !fetches) {
            throw CloudBridgeException.invalid(
                    "option prefetch is for bodies of type stream, bytes or string; bodyType is "
                            + options.getBodyType());
        }
    }

    private static void numbers(CloudBridgeConfiguration options) {
        atLeast("maxConcurrency", options.getMaxConcurrency(), 1);
        atLeast("maxMessagesPerPoll", options.getMaxMessagesPerPoll(), 0);
        atLeast("maxFailures", options.getMaxFailures(), 0);
        atLeast("prefetch", options.getPrefetch(), 0);
        atLeast("prefetchMaxSize", options.getPrefetchMaxSize(), 0);
        atLeast("commitBatchSize", options.getCommitBatchSize(), 1);
        if (options.getCommitInterval().isNegative()
                || options.getCommitInterval().isZero()) {
            throw CloudBridgeException.invalid("option commitInterval is " + options.getCommitInterval()
                    + "; use a positive duration, or commitBatchSize=1 to delete at once");
        }
    }

    private static void atLeast(String option, long value, long least) {
        if (value < least) {
            throw CloudBridgeException.invalid("option " + option + " is " + value + "; use at least " + least);
        }
    }

    /** Whether objects are moved after success. Another bucket or connection alone keeps the key. */
    public static boolean moves(CloudBridgeConfiguration options) {
        return options.getMove() != null || options.getMoveBucket() != null || options.getMoveConnection() != null;
    }

    /** Whether objects are remembered: as asked for, else if they stay where they are. */
    public static boolean idempotent(CloudBridgeConfiguration options) {
        if (options.getIdempotent() != null) {
            return options.getIdempotent();
        }
        return options.getIdempotentRepository() != null || !options.getDelete() && !moves(options);
    }

    private static String move(CloudBridgeConfiguration options) {
        return options.getMove() != null ? "move" : options.getMoveBucket() != null ? "moveBucket" : "moveConnection";
    }

    private static CloudBridgeException contradiction(String a, String b, String remedy) {
        return CloudBridgeException.invalid("options " + a + " and " + b + " contradict each other: " + remedy);
    }
}
