/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.camel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.cloudbridge.store.CloudBridgeException;
import io.cloudbridge.store.Failure;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.telemetry.Span;
import org.apache.camel.telemetry.SpanContextPropagationExtractor;
import org.apache.camel.telemetry.SpanContextPropagationInjector;
import org.apache.camel.telemetry.SpanLifecycleManager;
import org.apache.camel.telemetry.Tracer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Spans, as Camel's telemetry makes them of whatever tracer is there. */
class SpansTest {

    private static final String SECRET = "open-sesame-open-sesame-open-sesame";

    @TempDir
    private Path directory;

    private final Queue<RecordedSpan> spans = new ConcurrentLinkedQueue<>();

    /** A span, kept. */
    private static final class RecordedSpan implements Span {
        private final String name;
        private final Span parent;
        private final Map<String, String> tags = new ConcurrentHashMap<>();
        private final Queue<Map<String, String>> events = new ConcurrentLinkedQueue<>();
        private volatile boolean closed;

        private RecordedSpan(String name, Span parent) {
            this.name = name;
            this.parent = parent;
        }

        @Override
        public void log(Map<String, String> fields) {
            events.add(fields);
        }

        @Override
        public void setTag(String key, String value) {
            tags.put(key, value);
        }

        @Override
        public void setComponent(String component) {}

        @Override
        public void setError(boolean isError) {
            tags.put("failed", String.valueOf(isError));
        }
    }

    /** Camel's own tracer over spans that are kept. */
    private final class Recorder extends Tracer implements SpanLifecycleManager {
        @Override
        protected void initTracer() {
            setSpanLifecycleManager(this);
        }

        @Override
        public Span create(String name, Span parent, SpanContextPropagationExtractor extractor) {
            RecordedSpan span = new RecordedSpan(name, parent);
            spans.add(span);
            return span;
        }

        @Override
        public void activate(Span span) {}

        @Override
        public void deactivate(Span span) {}

        @Override
        public void close(Span span) {
            ((RecordedSpan) span).closed = true;
        }

        @Override
        public void inject(Span span, SpanContextPropagationInjector injector, boolean includeTracing) {}
    }

    private RecordedSpan span(String name) {
        await().until(() -> spans.stream().anyMatch(span -> span.name.equals(name) && span.closed));
        return spans.stream().filter(span -> span.name.equals(name)).findFirst().orElseThrow();
    }

    @Test
    void operationsAndConsumedObjectsHaveSpansThatNameThem() throws Exception {
        try (LocalContext context = new LocalContext(directory) {
            @Override
            void configure() {
                new Recorder().init(camel);
            }
        }) {
            context.camel.addRoutes(new RouteBuilder() {
                @Override
                public void configure() {
                    from("cloudbridge:box?initialDelay=0&delay=50&presignSecret=" + SECRET)
                            .routeId("in")
                            .to("mock:in");
                }
            });
            context.put("a.txt", "text");
            context.send("cloudbridge:box?operation=head&key=absent", null, Map.of());
            assertThat(span("upload box").tags)
                    .containsEntry("cloudbridge.provider", "local")
                    .containsEntry("cloudbridge.bucket", "box")
                    .containsEntry("cloudbridge.key", "a.txt");
            assertThat(span("head box").tags)
                    .containsEntry("cloudbridge.error", "ObjectNotFound")
                    .containsEntry("failed", "true");
            assertThat(span("consume box").tags).containsEntry("cloudbridge.key", "a.txt");
            List<String> tags = spans.stream().map(span -> span.tags.toString()).toList();
            assertThat(tags.toString()).doesNotContain(SECRET);
        }
    }

    @Test
    void theRequestsOfAnOperationHaveSpansBelowItsOwnWithTheirRetries() throws Exception {
        HookedProvider hooked = new HookedProvider();
        AtomicInteger tries = new AtomicInteger();
        try (LocalContext context = new LocalContext(directory) {
            @Override
            void configure() {
                new Recorder().init(camel);
                camel.getRegistry().bind(HookedProvider.NAME, hooked);
                component.getConfiguration().setProvider(HookedProvider.NAME);
            }
        }) {
            context.put("a.txt", "text");
            hooked.before((verb, keys) -> {
                if (verb.equals("head") && tries.incrementAndGet() < 3) {
                    throw new CloudBridgeException.Unavailable(
                            Failure.of("down").withHttp(503, null, null), null);
                }
            });
            context.request("cloudbridge:box?operation=head&key=a.txt", null, Map.of());
            RecordedSpan head = span("request head box");
            assertThat(head.parent).isSameAs(span("head box"));
            assertThat(head.tags)
                    .containsEntry("cloudbridge.key", "a.txt")
                    .containsEntry("cloudbridge.retries", "2")
                    .doesNotContainKey("failed");
            assertThat(head.events).hasSize(2).allSatisfy(event -> assertThat(event)
                    .containsEntry("event", "retry")
                    .containsEntry("error", "Unavailable"));

            context.send("cloudbridge:box?operation=download&key=absent", null, Map.of());
            assertThat(span("request read box").tags)
                    .containsEntry("cloudbridge.error", "ObjectNotFound")
                    .containsEntry("failed", "true");
        }
    }

    /** Parts are sent by other threads. */
    @Test
    void theRequestsOfOtherThreadsToo() throws Exception {
        try (LocalContext context = new LocalContext(directory) {
            @Override
            void configure() {
                new Recorder().init(camel);
            }
        }) {
            context.request(
                    "cloudbridge:box?key=large&multipartThreshold=1000000&partSize=1000000",
                    new byte[3_500_000],
                    Map.of());
            Span upload = span("upload box");
            assertThat(spans.stream().filter(span -> span.parent == upload))
                    .allSatisfy(span -> assertThat(span.closed).isTrue())
                    .extracting(span -> span.tags.get("cloudbridge.request"))
                    .containsExactlyInAnyOrder(
                            "startMultipart", "uploadPart", "uploadPart", "uploadPart", "uploadPart", "complete");
            assertThat(context.request("cloudbridge:box?operation=exists&key=large", null, Map.of())
                            .getProperties()
                            .toString())
                    .doesNotContain("Tracer");
        }
    }
}
