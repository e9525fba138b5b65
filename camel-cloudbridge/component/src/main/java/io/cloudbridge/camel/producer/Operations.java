/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.camel.producer;

import io.cloudbridge.camel.CloudBridgeOperation;
import io.cloudbridge.store.CloudBridgeException;
import io.cloudbridge.store.RequestTracer;
import java.io.IOException;
import org.apache.camel.Exchange;

/** Does what a message asks of a producer. */
public final class Operations {

    /** The property of the exchange in which Camel's telemetry, where it is there, hands over the {@link RequestTracer} of an operation. */
    public static final String TRACER = "CamelCloudBridgeRequestTracer";

    private Operations() {}

    /**
     * Performs the operation that the exchange's header or the option names. An exchange that has failed already is left alone: Camel still runs
     * the first step of a route when stream caching could not read the body.
     *
     * @throws CloudBridgeException if it is refused or fails; then the exchange is as it was
     */
    public static void perform(ProducerSettings settings, Exchange exchange) throws Exception {
        RequestTracer tracer = (RequestTracer) exchange.removeProperty(TRACER);
        if (tracer == null) {
            performed(settings, exchange);
        } else {
            RequestTracer.follow(tracer, () -> performed(settings, exchange));
        }
    }

    /** Gives the exchange back. */
    private static Exchange performed(ProducerSettings settings, Exchange exchange) throws IOException {
        if (exchange.getException() != null) {
            Bodies.noteUnreadable(exchange);
            return exchange;
        }
        Request request = new Request(settings, exchange);
        CloudBridgeOperation operation = request.operation();
        try {
            Refusals.checkConditions(operation, request);
            perform(operation, request);
            request.done();
            return exchange;
        } catch (CloudBridgeException e) {
            throw e.in(request.client().provider(), operation.name(), request.bucketOrNull(), null);
        }
    }

    private static void perform(CloudBridgeOperation operation, Request request) throws IOException {
        switch (operation) {
            case upload -> ObjectOperations.upload(request);
            case download -> ObjectOperations.download(request);
            case head -> ObjectOperations.head(request);
            case exists -> ObjectOperations.exists(request);
            case list -> ListOperations.list(request);
            case delete -> ObjectOperations.delete(request);
            case deleteAll -> DeleteOperations.deleteAll(request);
            case deletePrefix -> DeleteOperations.deletePrefix(request);
            case copy -> CopyOperations.copy(request, request.destinationClient());
            case move -> CopyOperations.move(request, request.destinationClient());
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
            case restore -> ObjectOperations.restore(request);
        }
    }
}
