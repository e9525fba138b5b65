/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.camel;

import io.cloudbridge.camel.message.BodyOpener;
import io.cloudbridge.camel.message.Expressions;
import io.cloudbridge.camel.message.LocalPaths;
import io.cloudbridge.camel.producer.Operations;
import io.cloudbridge.camel.producer.ProducerSettings;
import io.cloudbridge.store.StoreClient;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.camel.Exchange;
import org.apache.camel.support.DefaultProducer;

/** Does one operation for each exchange. Thread-safe. */
public class CloudBridgeProducer extends DefaultProducer {

    private final Expressions expressions;
    private StoreClient client;
    private StoreClient destination;
    private ProducerSettings settings;

    /** A producer for an endpoint. It holds a client of its own: Camel stops an endpoint with its last route, also while a template uses it. */
    public CloudBridgeProducer(CloudBridgeEndpoint endpoint) {
        super(endpoint);
        this.expressions = new Expressions(endpoint.getCamelContext());
    }

    @Override
    public CloudBridgeEndpoint getEndpoint() {
        return (CloudBridgeEndpoint) super.getEndpoint();
    }

    @Override
    protected void doStart() throws Exception {
        super.doStart();
        CloudBridgeConfiguration options = getEndpoint().getConfiguration();
        expressions.prepare(options.getKey());
        expressions.prepare(options.getToFile());
        expressions.prepare(options.getDestinationKey());
        removeLeftOvers(options.getToFile());
        client = getEndpoint().acquireClient();
        getEndpoint().getComponent().addHealthCheck(client, getEndpoint().getBucketName());
        if (options.getDestinationConnection() != null) {
            destination =
                    getEndpoint().getComponent().acquire("destinationConnection", options.getDestinationConnection());
        }
        settings = new ProducerSettings(
                client,
                destination == null ? client : destination,
                options,
                options.transferSettings(),
                getEndpoint().getBucketName(),
                expressions,
                new BodyOpener(
                        client,
                        getEndpoint().getComponent().clients().openBodies(client),
                        options.getPrefetchMaxSize()));
    }

    /** A process that was killed while it wrote a file has left the half of it. */
    private static void removeLeftOvers(String toFile) {
        Path directory = toFile == null ? null : LocalPaths.directory(toFile);
        if (directory != null && Files.isDirectory(directory)) {
            StoreClient.removeLeftOvers(directory);
        }
    }

    @Override
    protected void doStop() throws Exception {
        super.doStop();
        if (client != null) {
            getEndpoint().getComponent().removeHealthCheck(client, getEndpoint().getBucketName());
            getEndpoint().getComponent().release(client);
            client = null;
        }
        if (destination != null) {
            getEndpoint().getComponent().release(destination);
            destination = null;
        }
    }

    @Override
    public void process(Exchange exchange) throws Exception {
        Operations.perform(settings, exchange);
    }
}
