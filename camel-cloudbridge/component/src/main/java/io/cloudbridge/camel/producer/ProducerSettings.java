/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.camel.producer;

import io.cloudbridge.camel.CloudBridgeConfiguration;
import io.cloudbridge.camel.message.BodyOpener;
import io.cloudbridge.camel.message.Expressions;
import io.cloudbridge.store.StoreClient;
import io.cloudbridge.store.TransferSettings;

/**
 * What a producer works with from its start to its stop.
 *
 * @param client of the store
 * @param destination of copies and moves; {@code client} itself within one account
 * @param options with all defaults
 * @param transfer the same options, as the engine takes them
 * @param bucket of the URI, or null
 * @param expressions parses the options that are expressions, each once
 * @param bodies opens objects as message bodies
 */
public record ProducerSettings(
        StoreClient client,
        StoreClient destination,
        CloudBridgeConfiguration options,
        TransferSettings transfer,
        String bucket,
        Expressions expressions,
        BodyOpener bodies) {}
