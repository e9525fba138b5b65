/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.camel.monitor;

import io.cloudbridge.store.CloudBridgeException;
import io.cloudbridge.store.RequestTracer;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.apache.camel.CamelContext;
import org.apache.camel.telemetry.Span;
import org.apache.camel.telemetry.SpanLifecycleManager;
import org.apache.camel.telemetry.Tracer;

/** A span for each request of an operation, below the span of the operation: {@code request uploadPart inbox}. Thread-safe. */
final class RequestSpans implements RequestTracer {

    private final SpanLifecycleManager spans;
    private final Span parent;

    private RequestSpans(SpanLifecycleManager spans, Span parent) {
        this.spans = spans;
        this.parent = parent;
    }

    /** Empty if the span is not of a tracer that Camel knows as its own. */
    static Optional<RequestTracer> below(Span parent, CamelContext context) {
        return Optional.ofNullable(context.hasService(Tracer.class))
                .map(Tracer::getSpanLifecycleManager)
                .map(spans -> new RequestSpans(spans, parent));
    }

    @Override
    public Trace begin(String provider, String verb, String bucket, String key) {
        Span span = spans.create("request " + verb + (bucket == null ? "" : " " + bucket), parent, null);
        span.setComponent("camel-cloudbridge");
        CloudBridgeSpanDecorator.tag(span, "provider", provider);
        CloudBridgeSpanDecorator.tag(span, "bucket", bucket);
        CloudBridgeSpanDecorator.tag(span, "request", verb);
        CloudBridgeSpanDecorator.tag(span, "key", key);
        spans.activate(span); // so that spans which the store's SDK makes are below this one
        return new Trace() {
            private int retries;

            @Override
            public void retried(int attempt, CloudBridgeException failure, Duration pause) {
                retries++;
                span.log(Map.of(
                        "event",
                        "retry",
                        "attempt",
                        String.valueOf(attempt),
                        "error",
                        failure.getClass().getSimpleName(),
                        "pause",
                        pause.toMillis() + " ms"));
            }

            @Override
            public void ended(Throwable failure) {
                if (retries > 0) {
                    CloudBridgeSpanDecorator.tag(span, "retries", String.valueOf(retries));
                }
                if (failure != null) {
                    span.setError(true);
                    CloudBridgeSpanDecorator.tag(
                            span, "error", failure.getClass().getSimpleName());
                }
                spans.deactivate(span);
                spans.close(span);
            }
        };
    }
}
