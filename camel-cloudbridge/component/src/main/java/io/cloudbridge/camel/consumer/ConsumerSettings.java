/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.camel.consumer;

import io.cloudbridge.camel.CloudBridgeConfiguration;
import io.cloudbridge.camel.message.ObjectExpression;
import io.cloudbridge.camel.message.OpenBodies;
import io.cloudbridge.camel.monitor.Meters;
import io.cloudbridge.store.Engine;
import io.cloudbridge.store.ListRequest;
import io.cloudbridge.store.StoreClient;
import io.cloudbridge.store.TransferSettings;
import org.apache.camel.CamelContext;
import org.apache.camel.spi.IdempotentRepository;

/**
 * What a consumer works with from its start to its stop.
 *
 * @param routeId for logs and meters
 * @param client of the store that is consumed
 * @param openBodies the bodies of this client that hold connections
 * @param moveClient of option moveConnection, or null
 * @param engine threads and memory
 * @param account equal for endpoints of the same account of the same store
 * @param options with all defaults
 * @param transfer the same options, as the engine takes them
 * @param seen where objects are remembered, or null if they are not
 * @param meters what is counted for the application's monitoring
 */
public record ConsumerSettings(
        CamelContext context,
        String routeId,
        StoreClient client,
        OpenBodies openBodies,
        StoreClient moveClient,
        Engine engine,
        Object account,
        String bucket,
        CloudBridgeConfiguration options,
        TransferSettings transfer,
        IdempotentRepository seen,
        Meters meters) {

    private static final int PAGE_SIZE = 1000;

    String prefix() {
        return options.getPrefix() == null ? "" : options.getPrefix();
    }

    /** The first page of everything that the options let the store show. */
    ListRequest listing() {
        String delimiter = options.getDelimiter() != null ? options.getDelimiter() : options.getRecursive() ? "" : "/";
        return new ListRequest(bucket, prefix(), delimiter, options.getStartAfter(), PAGE_SIZE, null);
    }

    /** As many objects as are useful at once. Where each claim costs a request, or a killed process leaves it behind, no more are claimed. */
    int objectsAtOnce() {
        return Math.max(1, Math.max(options.getPrefetch(), options.getMaxConcurrency()));
    }

    /** By which meters tell consumers apart. */
    Meters.Source source() {
        return new Meters.Source(client.provider(), bucket, routeId);
    }

    /** What expressions about objects are evaluated in. */
    ObjectExpression.Scope scope() {
        return new ObjectExpression.Scope(context, client.provider());
    }
}
