/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.camel;

import io.cloudbridge.store.CloudBridgeException;
import io.cloudbridge.store.StoreClient;
import java.io.IOException;
import org.apache.camel.Exchange;
import org.apache.camel.support.DefaultProducer;

/** Does one operation for each exchange. Thread-safe. */
public class CloudBridgeProducer extends DefaultProducer {

    private final Expressions expressions;
    private StoreClient client;
    private StoreClient destination;
    private ProducerHealth health;

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
        client = getEndpoint().acquireClient();
        if (getEndpoint().getBucketName() != null) {
            CloudBridgeComponent component = getEndpoint().getComponent();
            health = new ProducerHealth(
                    Integer.toHexString(System.identityHashCode(this)),
                    client,
                    getEndpoint().getBucketName(),
                    component.isHealthCheckProducerEnabled());
            health.register(getEndpoint().getCamelContext());
        }
        if (options.getDestinationConnection() != null) {
            destination =
                    getEndpoint().getComponent().acquire("destinationConnection", options.getDestinationConnection());
        }
    }

    @Override
    protected void doStop() throws Exception {
        super.doStop();
        if (health != null) {
            health.unregister(getEndpoint().getCamelContext());
            health = null;
        }
        if (client != null) {
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
        Request request = new Request(getEndpoint(), client, expressions, exchange);
        CloudBridgeOperation operation = request.operation();
        try {
            perform(operation, request);
            request.done();
        } catch (CloudBridgeException e) {
            throw e.in(request.client().provider(), operation.name(), request.bucketOrNull(), null);
        }
    }

    private void perform(CloudBridgeOperation operation, Request request) throws IOException {
        switch (operation) {
            case upload -> ObjectOperations.upload(request);
            case download -> ObjectOperations.download(request);
            case head -> ObjectOperations.head(request);
            case exists -> ObjectOperations.exists(request);
            case list -> ListOperations.list(request);
            case delete -> ObjectOperations.delete(request);
            case deleteAll -> DeleteOperations.deleteAll(request);
            case deletePrefix -> DeleteOperations.deletePrefix(request);
            case copy -> CopyOperations.copy(request, target(request));
            case move -> CopyOperations.move(request, target(request));
            case presign -> PresignOperation.presign(request);
            case setMetadata -> ObjectOperations.setMetadata(request);
            case getTags -> ObjectOperations.getTags(request);
            case setTags -> ObjectOperations.setTags(request);
            case listVersions -> ListOperations.listVersions(request);
            case createBucket -> BucketOperations.create(request);
            case deleteBucket -> BucketOperations.delete(request);
            case bucketExists -> BucketOperations.exists(request);
            case listBuckets -> BucketOperations.list(request);
            case abortUploads -> BucketOperations.abortUploads(request);
        }
    }

    private StoreClient target(Request request) {
        return destination == null ? client : destination;
    }
}
