/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.camel;

import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.camel.spi.IdempotentRepository;

/**
 * The objects that one consumer has in progress. A claim is held by one consumer of the process at a time, whichever route or context it
 * belongs to, and by one process at a time where an in-progress repository is shared. Thread-safe.
 */
final class Claims {

    private static final Set<Claim> PROCESS = ConcurrentHashMap.newKeySet();

    private final Object store;
    private final String bucket;
    private final IdempotentRepository shared;
    private final Set<String> mine = ConcurrentHashMap.newKeySet();

    /**
     * @param store equal for two consumers of the same account
     * @param shared the in-progress repository that the user set, or null
     */
    Claims(Object store, String bucket, IdempotentRepository shared) {
        this.store = store;
        this.bucket = bucket;
        this.shared = shared;
    }

    private record Claim(Object store, String bucket, String key) {}

    /** Whether somebody in this process has the object in progress; asks no repository. */
    boolean held(String key) {
        return PROCESS.contains(new Claim(store, bucket, key));
    }

    /** Claims an object; false if it is in progress already. */
    boolean take(String key) {
        Claim claim = new Claim(store, bucket, key);
        if (!PROCESS.add(claim)) {
            return false;
        }
        boolean taken = false;
        try {
            taken = shared == null || add(shared, name(key));
        } finally {
            if (!taken) {
                PROCESS.remove(claim);
            }
        }
        if (taken) {
            mine.add(key);
        }
        return taken;
    }

    /** Gives an object back; nothing happens if this consumer does not have it. */
    void release(String key) {
        if (mine.remove(key)) {
            try {
                if (shared != null) {
                    shared.remove(name(key));
                }
            } finally {
                PROCESS.remove(new Claim(store, bucket, key));
            }
        }
    }

    /** Gives everything back. Only for when no exchange can be running any more. */
    void releaseAll() {
        new HashSet<>(mine).forEach(this::release);
    }

    int size() {
        return mine.size();
    }

    /**
     * Adds a key to a repository that others use at the same time. Two who add it at once may meet in the database, where one gets an error: that
     * one has lost if the key is there then, and may try once more if the other has given it back already.
     */
    static boolean add(IdempotentRepository repository, String key) {
        try {
            return repository.add(key);
        } catch (RuntimeException e) {
            try {
                return !repository.contains(key) && repository.add(key);
            } catch (RuntimeException again) {
                // a repository that is down cannot tell; what it said first is the error to report
                if (again != e) {
                    e.addSuppressed(again);
                }
                throw e;
            }
        }
    }

    private String name(String key) {
        return bucket + "/" + key;
    }
}
