/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.camel.consumer;

import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Set;
import org.apache.camel.spi.IdempotentRepository;

/** Claims in any of Camel's repositories, by bucket and key. */
final class RepositoryClaims implements SharedClaims {

    private final IdempotentRepository repository;
    private final String bucket;
    private final int batchSize;

    RepositoryClaims(IdempotentRepository repository, String bucket, int batchSize) {
        this.repository = repository;
        this.bucket = bucket;
        this.batchSize = batchSize;
    }

    @Override
    public Set<String> take(Collection<String> keys) {
        Set<String> taken = new LinkedHashSet<>();
        boolean done = false;
        try {
            for (String key : keys) {
                if (add(repository, name(key))) {
                    taken.add(key);
                }
            }
            done = true;
            return taken;
        } finally {
            if (!done) {
                taken.forEach(this::release);
            }
        }
    }

    @Override
    public void release(String key) {
        repository.remove(name(key));
    }

    @Override
    public int batchSize() {
        return batchSize;
    }

    private String name(String key) {
        return bucket + "/" + key;
    }

    /**
     * Adds a key to a repository that others use at the same time. Two that add it at once may meet in the database, where one gets an error: that
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
}
