/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.camel.monitor;

import io.cloudbridge.store.StoreClient;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Executor;
import org.apache.camel.CamelContext;

/**
 * The health checks of producers: one for each bucket, however many producers use it, by a name that an operator can read, {@code
 * producer:cloudbridge-inbox}. The bucket of a second account is {@code producer:cloudbridge-inbox-2}. Thread-safe.
 */
public final class ProducerChecks {

    /** Clients are shared by equal settings, so that the same client is the same account. */
    private record Target(StoreClient client, String bucket) {}

    private record Shared(String name, ProducerHealth check, int users) {}

    private final Map<Target, Shared> checks = new HashMap<>();

    /** A producer starts. */
    public synchronized void add(
            CamelContext context, StoreClient client, String bucket, Executor executor, boolean enabled) {
        Target target = new Target(client, bucket);
        Shared shared = checks.get(target);
        if (shared == null) {
            String name = freeName("cloudbridge-" + bucket);
            ProducerHealth check = new ProducerHealth(name, client, bucket, executor, enabled);
            check.register(context);
            shared = new Shared(name, check, 0);
        }
        checks.put(target, new Shared(shared.name, shared.check, shared.users + 1));
    }

    /** A producer stops; the last one of a bucket takes the check away. */
    public synchronized void remove(CamelContext context, StoreClient client, String bucket) {
        Target target = new Target(client, bucket);
        Shared shared = checks.get(target);
        if (shared == null) {
            return;
        }
        if (shared.users == 1) {
            checks.remove(target);
            shared.check.unregister(context);
        } else {
            checks.put(target, new Shared(shared.name, shared.check, shared.users - 1));
        }
    }

    private String freeName(String wanted) {
        String name = wanted;
        for (int i = 2; isTaken(name); i++) {
            name = wanted + "-" + i;
        }
        return name;
    }

    private boolean isTaken(String name) {
        return checks.values().stream().anyMatch(shared -> shared.name.equals(name));
    }
}
