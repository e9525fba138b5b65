/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.camel.consumer;

import io.cloudbridge.camel.message.VersionGone;
import io.cloudbridge.store.CloudBridgeException;
import io.cloudbridge.store.ObjectInfo;
import io.cloudbridge.store.ObjectRef;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;

/**
 * Claims selected objects in batches, so that shared claims cost one request for many. An object is claimed when nobody else has it in progress and
 * it is still new. Used by the thread of the poll; the count may be read by any.
 */
final class Claimer {

    private final ObjectSelector selector;
    private final Claims claims;
    private final int batchSize;
    private final SeenRepository seen;
    private final DoneFiles doneFiles;
    private final MoveTarget move;
    private final boolean takesAway;
    private final AtomicLong accepted = new AtomicLong();

    /**
     * @param batchSize the most objects claimed at once
     * @param doneFiles or null
     * @param move where objects go after success, or null
     * @param takesAway whether objects are deleted or moved, after success or failure
     */
    Claimer(
            ObjectSelector selector,
            Claims claims,
            int batchSize,
            SeenRepository seen,
            DoneFiles doneFiles,
            MoveTarget move,
            boolean takesAway) {
        this.selector = selector;
        this.claims = claims;
        this.batchSize = batchSize;
        this.seen = seen;
        this.doneFiles = doneFiles;
        this.move = move;
        this.takesAway = takesAway;
    }

    /** Claims the next objects, at most a batch and at most so many. Stops at the end of a page once it has some, so that these do not wait for the next page. */
    List<Claim> claim(ObjectSelector.Selection selected, int most, BooleanSupplier goesOn) {
        List<Claim> wanted = new ArrayList<>();
        while (wanted.size() < Math.min(batchSize, most) && goesOn.getAsBoolean()) {
            if (!wanted.isEmpty() && !selected.isAtHand() || !selected.hasNext()) {
                break;
            }
            Claim claim = prepare(selected.next());
            if (claim != null) {
                wanted.add(claim);
            }
        }
        return take(withoutSeen(wanted));
    }

    private Claim prepare(ObjectInfo object) {
        try {
            if (takesAway && object.etag().isEmpty()) {
                throw CloudBridgeException.invalid(
                        "the store tells no ETag of it, so it cannot be deleted or moved only if it is"
                                + " what was processed; use noop=true or an idempotentRepository without delete, move and moveFailed");
            }
            ObjectRef moveTo = move == null ? null : move.target(object);
            return new Claim(object, seen.keyOf(object), moveTo, new VersionGone());
        } catch (CloudBridgeException.InvalidRequest e) {
            selector.refused("Cannot take " + object.ref(), object, e);
            return null;
        }
    }

    private List<Claim> withoutSeen(List<Claim> wanted) {
        Set<String> known = seen(wanted);
        return known.isEmpty()
                ? wanted
                : wanted.stream()
                        .filter(claim -> !known.contains(claim.seenKey()))
                        .toList();
    }

    private Set<String> seen(List<Claim> claims) {
        return seen.seen(
                claims.stream().map(Claim::seenKey).filter(Objects::nonNull).toList());
    }

    private List<Claim> take(List<Claim> wanted) {
        if (wanted.isEmpty()) {
            return wanted;
        }
        Set<String> taken = claims.take(wanted.stream().map(Claim::key).toList());
        List<Claim> claimed = new ArrayList<>(taken.size());
        int done = 0;
        try {
            Set<String> known = seen(
                    wanted.stream().filter(claim -> taken.contains(claim.key())).toList());
            for (Claim claim : wanted) {
                if (taken.contains(claim.key())) {
                    if (!known.contains(claim.seenKey()) && seen.claim(claim.seenKey())) {
                        claimed.add(claim);
                    } else {
                        claims.release(claim.key());
                    }
                }
                done++;
            }
        } finally {
            if (done < wanted.size()) {
                giveBack(wanted.subList(done, wanted.size()), claimed);
            }
        }
        if (doneFiles != null) {
            claimed.forEach(claim -> doneFiles.claimed(claim.key()));
            wanted.stream().map(Claim::key).filter(key -> !taken.contains(key)).forEach(doneFiles::left);
        }
        accepted.addAndGet(claimed.size());
        return claimed;
    }

    /** The seen repository failed in the middle of a batch. */
    private void giveBack(List<Claim> notAsked, List<Claim> claimed) {
        notAsked.forEach(claim -> claims.release(claim.key()));
        claimed.forEach(claim -> {
            seen.failed(claim.seenKey());
            claims.release(claim.key());
        });
    }

    /** Objects claimed so far. */
    long accepted() {
        return accepted.get();
    }
}
