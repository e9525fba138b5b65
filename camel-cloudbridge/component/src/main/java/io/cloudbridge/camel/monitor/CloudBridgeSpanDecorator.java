/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.camel.monitor;

import io.cloudbridge.camel.CloudBridgeComponent;
import io.cloudbridge.camel.CloudBridgeConstants;
import io.cloudbridge.camel.CloudBridgeEndpoint;
import io.cloudbridge.camel.producer.Operations;
import org.apache.camel.Endpoint;
import org.apache.camel.Exchange;
import org.apache.camel.telemetry.Span;
import org.apache.camel.telemetry.decorators.AbstractSpanDecorator;

/**
 * Names the spans of this component by operation and bucket, {@code upload inbox} or {@code consume inbox}, and tags them with provider, bucket,
 * operation, key and error. Below the span of an operation there is one of each request that it makes, with its retries as events. Found by
 * Camel's telemetry (camel-opentelemetry2 and others), which is optional: only this class and {@link RequestSpans} know it.
 */
public final class CloudBridgeSpanDecorator extends AbstractSpanDecorator {

    private static final String TAG = "cloudbridge.";

    @Override
    public String getComponent() {
        return "cloudbridge";
    }

    @Override
    public String getComponentClassName() {
        return CloudBridgeComponent.class.getName();
    }

    @Override
    public String getOperationName(Exchange exchange, Endpoint endpoint) {
        if (!(endpoint instanceof CloudBridgeEndpoint ours)) {
            return super.getOperationName(exchange, endpoint);
        }
        String bucket = bucket(exchange, ours);
        return clipMaxLength(operation(exchange, ours) + (bucket == null ? "" : " " + bucket));
    }

    @Override
    public void beforeTracingEvent(Span span, Exchange exchange, Endpoint endpoint) {
        super.beforeTracingEvent(span, exchange, endpoint);
        if (endpoint instanceof CloudBridgeEndpoint ours) {
            tag(span, "provider", ours.getConfiguration().getProvider());
            tag(span, "bucket", bucket(exchange, ours));
            tag(span, "operation", operation(exchange, ours));
            tag(span, "key", exchange.getMessage().getHeader(CloudBridgeConstants.KEY, String.class));
            if (!isConsumer(exchange, ours)) {
                RequestSpans.below(span, exchange.getContext())
                        .ifPresent(tracer -> exchange.setProperty(Operations.TRACER, tracer));
            }
        }
    }

    @Override
    public void afterTracingEvent(Span span, Exchange exchange) {
        super.afterTracingEvent(span, exchange);
        exchange.removeProperty(Operations.TRACER); // still there if the exchange never came to the producer
        tag(span, "key", exchange.getMessage().getHeader(CloudBridgeConstants.PRODUCED_KEY, String.class));
        if (exchange.getException() != null) {
            tag(span, "error", exchange.getException().getClass().getSimpleName());
        }
    }

    private static String operation(Exchange exchange, CloudBridgeEndpoint endpoint) {
        if (isConsumer(exchange, endpoint)) {
            return "consume";
        }
        Object asked = exchange.getMessage().getHeader(CloudBridgeConstants.OPERATION);
        return String.valueOf(asked == null ? endpoint.getConfiguration().getOperation() : asked);
    }

    private static String bucket(Exchange exchange, CloudBridgeEndpoint endpoint) {
        String other = exchange.getMessage().getHeader(CloudBridgeConstants.OVERRIDE_BUCKET, String.class);
        return other == null || isConsumer(exchange, endpoint) ? endpoint.getBucketName() : other;
    }

    /** A template names the endpoint that it sends to as the one that the exchange is from; only a consumer has an object in it. */
    private static boolean isConsumer(Exchange exchange, CloudBridgeEndpoint endpoint) {
        return endpoint == exchange.getFromEndpoint() && exchange.getProperty(CloudBridgeConstants.OBJECT) != null;
    }

    static void tag(Span span, String name, String value) {
        if (value != null) {
            span.setTag(TAG + name, value);
        }
    }
}
