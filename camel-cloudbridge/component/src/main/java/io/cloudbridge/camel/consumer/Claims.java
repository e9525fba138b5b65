/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.camel.consumer;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.camel.spi.IdempotentRepository;

/**
 * The objects that one consumer has in progress. An object is claimed by one consumer of the process at a time, whichever route or context it
 * belongs to, and by one process at a time where claims are shared. Thread-safe.
 */
final class Claims {

    private static final Set<Name> PROCESS = ConcurrentHashMap.newKeySet();

    private final Object account;
    private final String bucket;
    private final SharedClaims shared;
    private final Set<String> mine = ConcurrentHashMap.newKeySet();

    /**
     * @param account equal for two consumers of the same account of the same store, whatever else they differ in
     * @param shared the claims of several processes, or null
     */
    Claims(Object account, String bucket, SharedClaims shared) {
        this.account = account;
        this.bucket = bucket;
        this.shared = shared;
    }

    /**
     * The claims that the options ask for: of this process, or shared through a repository or a database.
     *
     * @param seen written before claims in a database are given back, or null
     */
    static Claims of(ConsumerSettings settings, JdbcSeen seen) {
        IdempotentRepository repository = settings.options().getInProgressRepository();
        SharedClaims shared = null;
        if (repository != null) {
            shared = new RepositoryClaims(repository, settings.bucket(), settings.objectsAtOnce());
        } else if (settings.options().getClaims() != null) {
            shared = JdbcClaims.open(settings, seen);
        }
        return new Claims(settings.account(), settings.bucket(), shared);
    }

    private record Name(Object account, String bucket, String key) {}

    private Name name(String key) {
        return new Name(account, bucket, key);
    }

    /** Whether a consumer of this process has the object in progress. Asks nobody outside the process. */
    boolean isHeld(String key) {
        return PROCESS.contains(name(key));
    }

    /** Whether this consumer has claimed the object. */
    boolean isMine(String key) {
        return mine.contains(key);
    }

    /** How many objects to claim at once, where so many would be claimed if that cost nothing. */
    int batchSize(int ifFree) {
        return shared == null ? ifFree : shared.batchSize();
    }

    /** Whether other processes may take what this one has claimed and does not keep up. */
    boolean areShared() {
        return shared != null;
    }

    /**
     * Claims objects; the keys that are not in the answer are in progress already.
     *
     * @throws RuntimeException if the shared claims cannot be had; then nothing is claimed
     */
    Set<String> take(Collection<String> keys) {
        List<String> taken = new ArrayList<>(keys.size());
        boolean done = false;
        try {
            for (String key : keys) {
                if (PROCESS.add(name(key))) {
                    taken.add(key);
                }
            }
            Set<String> own = shared == null || taken.isEmpty() ? new HashSet<>(taken) : shared.take(taken);
            mine.addAll(own);
            done = true;
            return own;
        } finally {
            for (String key : taken) {
                if (!done || !mine.contains(key)) {
                    PROCESS.remove(name(key));
                }
            }
        }
    }

    /** Gives an object back; nothing happens if this consumer does not have it. */
    void release(String key) {
        if (mine.remove(key)) {
            try {
                if (shared != null) {
                    shared.release(key);
                }
            } finally {
                PROCESS.remove(name(key));
            }
        }
    }

    /** Gives everything back. Only for when no exchange can be running any more. */
    void releaseAll() {
        new HashSet<>(mine).forEach(this::release);
    }

    /** Whether an object that this consumer has claimed may still be processed: no other process has taken it over. */
    boolean isStillMine(String key) {
        return shared == null || shared.holds(key);
    }

    /** The consumer stops; nothing more is claimed. */
    void close() {
        if (shared != null) {
            shared.close();
        }
    }

    int size() {
        return mine.size();
    }
}
