/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.camel.connect;

import io.cloudbridge.camel.ClientStatus;
import io.cloudbridge.camel.message.OpenBodies;
import io.cloudbridge.store.Engine;
import io.cloudbridge.store.StoreClient;
import io.cloudbridge.store.StoreConfig;
import io.cloudbridge.store.StoreProvider;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The open clients: one for identical settings, closed with its last user. Thread-safe. */
public final class Clients {

    private final Map<StoreConfig, Shared> open = new HashMap<>();

    /** Opens a client or joins the users of the one that is open. */
    public synchronized StoreClient acquire(StoreProvider provider, StoreConfig config, Engine engine) {
        Shared shared = open.get(config);
        if (shared == null) {
            shared = new Shared(StoreClient.open(provider, config, engine), new OpenBodies(config.maxConnections()));
            open.put(config, shared);
        }
        shared.users++;
        return shared.client;
    }

    /** Leaves a client; the last one out closes it. */
    public synchronized void release(StoreClient client) {
        open.values().removeIf(shared -> {
            if (shared.client != client || --shared.users > 0) {
                return false;
            }
            client.close();
            return true;
        });
    }

    /** Names the account that an open client reaches. */
    public synchronized AccountId account(StoreClient client) {
        return AccountId.of(config(client), client.endpoint());
    }

    /** The bodies that hold connections of an open client. */
    public synchronized OpenBodies openBodies(StoreClient client) {
        return open.values().stream()
                .filter(shared -> shared.client == client)
                .findFirst()
                .orElseThrow()
                .openBodies;
    }

    /** The settings of a client that is open: equal for two who use the same account of the same store, also in another context. */
    public synchronized StoreConfig config(StoreClient client) {
        return open.entrySet().stream()
                .filter(entry -> entry.getValue().client == client)
                .map(Map.Entry::getKey)
                .findFirst()
                .orElseThrow();
    }

    /** How many are open. */
    public synchronized int size() {
        return open.size();
    }

    /** The open clients, for monitoring. */
    public synchronized List<ClientStatus> status() {
        return open.entrySet().stream()
                .map(entry -> new ClientStatus(
                        entry.getKey().provider(),
                        entry.getKey().names().stream().sorted().toList(),
                        entry.getKey().maxConnections(),
                        entry.getValue().users))
                .toList();
    }

    private static final class Shared {
        private final StoreClient client;
        private final OpenBodies openBodies;
        private int users;

        Shared(StoreClient client, OpenBodies openBodies) {
            this.client = client;
            this.openBodies = openBodies;
        }
    }
}
