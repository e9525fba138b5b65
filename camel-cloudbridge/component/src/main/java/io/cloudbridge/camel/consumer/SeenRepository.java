/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.camel.consumer;

import io.cloudbridge.camel.consumer.seen.SeenObjects;
import io.cloudbridge.camel.message.ObjectExpression;
import io.cloudbridge.store.CloudBridgeException;
import io.cloudbridge.store.ObjectInfo;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;
import org.apache.camel.spi.IdempotentRepository;

/** How a consumer remembers what it has seen: in the built-in repository, in any of Camel's, or not at all. Thread-safe. */
final class SeenRepository {

    private final IdempotentRepository repository;
    private final ObjectExpression key;
    private final SeenObjects builtIn;
    private final JdbcSeen shared;
    private final boolean eager;

    /**
     * @param repository or null to remember nothing, or in the database of option claims
     * @param shared what is remembered there, or null
     * @param key by which an object is remembered; null if nothing is
     * @param eager remembers before processing and forgets if that fails, so that of several processes one wins
     */
    SeenRepository(IdempotentRepository repository, JdbcSeen shared, ObjectExpression key, boolean eager) {
        this.repository = repository;
        this.shared = shared;
        this.key = key;
        this.builtIn = repository instanceof SeenObjects seen ? seen : null;
        this.eager = eager;
    }

    /** @param shared what is remembered in the database of option claims, or null */
    static SeenRepository of(ConsumerSettings settings, JdbcSeen shared) {
        ObjectExpression key = settings.seen() == null && shared == null
                ? null
                : new ObjectExpression(
                        settings.scope(), "idempotentKey", settings.options().getIdempotentKey());
        return new SeenRepository(
                settings.seen(), shared, key, settings.options().getIdempotentEager());
    }

    /**
     * By what an object is remembered; null if nothing is.
     *
     * @throws CloudBridgeException.InvalidRequest if option idempotentKey yields nothing for it
     */
    String keyOf(ObjectInfo object) {
        if (key == null) {
            return null;
        }
        String evaluated = key.evaluate(object);
        if (evaluated == null || evaluated.isEmpty()) {
            throw CloudBridgeException.invalid("option idempotentKey is '" + key.text()
                    + "', which yields nothing for object '" + object.key() + "'");
        }
        return evaluated;
    }

    /** A listing begins at its first key. */
    void beginListing() {
        if (builtIn != null) {
            builtIn.beginListing();
        }
    }

    /** The listing is complete. */
    void endListing() {
        if (builtIn != null) {
            builtIn.endListing();
        }
    }

    /**
     * The listing shows this entry.
     *
     * @return whether it is known without asking anybody that it was seen
     */
    boolean listed(ObjectInfo object) {
        return builtIn != null && builtIn.listed(keyOf(object));
    }

    /** Whether it is a repository of the user, where each question may cost a request. */
    boolean isForeign() {
        return repository != null && builtIn == null;
    }

    /** Whether an entry was seen, where asking now spares a claim; {@link #claim} decides. */
    boolean knows(ObjectInfo object) {
        return repository != null && builtIn == null && !eager && repository.contains(keyOf(object));
    }

    /** Those of these keys that were seen, where one statement tells of all; else none. Before a claim it spares the claim; after it, it decides. */
    Set<String> seen(Collection<String> keys) {
        return shared == null || keys.isEmpty() ? new HashSet<>() : shared.seen(keys);
    }

    /** Once the object is claimed: whether it is still new. */
    boolean claim(String key) {
        if (repository == null) {
            return true;
        }
        return eager ? RepositoryClaims.add(repository, key) : !repository.contains(key);
    }

    /**
     * Whether an object that was claimed a while ago is still new. A claim that is shared with other processes may have been taken over by one
     * that held this one for dead.
     */
    boolean isStillNew(String key) {
        return repository == null || eager || builtIn != null || !repository.contains(key);
    }

    /** The object was processed. */
    void succeeded(String key) {
        if (shared != null) {
            shared.add(key);
        } else if (repository != null) {
            if (!eager) {
                RepositoryClaims.add(repository, key);
            }
            repository.confirm(key);
        }
    }

    /** The object was not processed, or not to the end. */
    void failed(String key) {
        if (repository != null && eager) {
            repository.remove(key);
        }
    }

    /** Forgets that an object was seen, in this version. */
    boolean forget(ObjectInfo object) {
        if (shared != null) {
            return shared.forget(keyOf(object));
        }
        return repository != null && repository.remove(keyOf(object));
    }

    /** Forgets everything, also what others remember in the same repository. */
    void forgetAll() {
        if (shared != null) {
            shared.forgetAll();
        } else if (repository != null) {
            repository.clear();
        }
    }

    /** The consumer stops. */
    void stop() {
        if (builtIn != null) {
            builtIn.stop();
        }
    }

    /** Brings what is remembered to the disk. */
    void flush() {
        if (builtIn != null) {
            builtIn.flush();
        }
    }

    /** How many the built-in repository remembers; -1 if it is another's. */
    long size() {
        return builtIn == null ? -1 : builtIn.size();
    }
}
