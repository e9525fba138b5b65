/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.camel.monitor;

import io.cloudbridge.camel.ConsumerStatus;
import io.cloudbridge.store.TransferStatus;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;
import org.apache.camel.CamelContext;

/**
 * Meters in the registry of Micrometer that stands in Camel's registry, as Spring Boot and camel-micrometer put it there:
 *
 * <ul>
 *   <li>{@code cloudbridge.requests}, a timer: requests to the store, retries included, by provider, operation and outcome
 *   <li>{@code cloudbridge.transfer.bytes}, a counter: bytes moved, by provider and kind
 *   <li>{@code cloudbridge.objects.consumed}, a counter: objects that went through a route, by provider, bucket, route and outcome
 *   <li>{@code cloudbridge.consumer.*}, gauges of each consumer, by provider, bucket and route
 * </ul>
 *
 * The only class that knows Micrometer, which is optional.
 */
final class MicrometerMeters implements Meters {

    private static final String GAUGES = "cloudbridge.consumer.";

    private final CamelContext context;
    private final Map<Long, Long> countedBytes = new ConcurrentHashMap<>();
    private final Map<Meters.Source, Supplier<ConsumerStatus>> consumers = new ConcurrentHashMap<>();
    private final Map<Meters.Source, List<Meter>> gauges = new ConcurrentHashMap<>();
    private volatile MeterRegistry found;
    private volatile boolean looked;

    MicrometerMeters(CamelContext context) {
        this.context = context;
    }

    @Override
    public void requested(String provider, String operation, String outcome, Duration took) {
        MeterRegistry registry = registry();
        if (registry != null) {
            Timer.builder("cloudbridge.requests")
                    .description("Requests to object stores, retries included")
                    .tags("provider", provider, "operation", operation, "outcome", outcome)
                    .register(registry)
                    .record(took);
        }
    }

    @Override
    public void progressed(TransferStatus transfer) {
        count(transfer);
    }

    @Override
    public void ended(TransferStatus transfer, Throwable failure) {
        count(transfer);
        countedBytes.remove(transfer.id());
    }

    /** Adds what has arrived since the last time; the threads of a transfer may report in another order than they moved. */
    private void count(TransferStatus transfer) {
        MeterRegistry registry = registry();
        if (registry != null) {
            Counter bytes = Counter.builder("cloudbridge.transfer.bytes")
                    .description("Bytes moved to and from object stores")
                    .baseUnit("bytes")
                    .tags(
                            "provider",
                            transfer.provider(),
                            "kind",
                            transfer.kind().name().toLowerCase(Locale.ROOT))
                    .register(registry);
            countedBytes.compute(transfer.id(), (id, before) -> {
                long counted = before == null ? 0 : before;
                bytes.increment(Math.max(0, transfer.bytesDone() - counted));
                return Math.max(counted, transfer.bytesDone());
            });
        }
    }

    @Override
    public void consumed(Meters.Source tags, boolean succeeded) {
        MeterRegistry registry = registry();
        if (registry != null) {
            Counter.builder("cloudbridge.objects.consumed")
                    .description("Objects that went through a route")
                    .tags(tags(tags))
                    .tag("outcome", succeeded ? "success" : "failure")
                    .register(registry)
                    .increment();
        }
    }

    private static Tags tags(Meters.Source tags) {
        return Tags.of("provider", tags.provider(), "bucket", tags.bucket(), "route", tags.route());
    }

    @Override
    public void watch(Meters.Source tags, Supplier<ConsumerStatus> status) {
        consumers.put(tags, status);
        MeterRegistry registry = registry();
        if (registry != null) {
            register(registry, tags, status);
        }
    }

    @Override
    public void forget(Meters.Source tags) {
        consumers.remove(tags);
        List<Meter> gone = gauges.remove(tags);
        if (gone != null && found != null) {
            gone.forEach(found::remove);
        }
    }

    private void register(MeterRegistry registry, Meters.Source tags, Supplier<ConsumerStatus> status) {
        gauges.computeIfAbsent(tags, one -> {
            Supplier<ConsumerStatus> once = new OnceAScrape(status);
            List<Meter> made = new ArrayList<>();
            gauge(
                    made,
                    registry,
                    one,
                    "failing",
                    "objects",
                    "Objects that failed and are not over it",
                    once,
                    s -> s.failing());
            gauge(
                    made,
                    registry,
                    one,
                    "skipped",
                    "objects",
                    "Objects that are not tried again",
                    once,
                    s -> s.skipped());
            gauge(
                    made,
                    registry,
                    one,
                    "archived",
                    "objects",
                    "Objects that lie in an archive",
                    once,
                    s -> s.archived());
            gauge(made, registry, one, "in.progress", "objects", "Objects that are claimed", once, s -> s.inProgress());
            gauge(
                    made,
                    registry,
                    one,
                    "failed.polls",
                    "polls",
                    "Polls that failed since one succeeded",
                    once,
                    s -> s.failedPolls());
            gauge(
                    made,
                    registry,
                    one,
                    "lag",
                    "seconds",
                    "Age of the oldest object not yet processed",
                    once,
                    s -> s.lag().toMillis() / 1e3);
            gauge(
                    made,
                    registry,
                    one,
                    "poll.age",
                    "seconds",
                    "Time since a poll succeeded",
                    once,
                    s -> age(s.lastPoll()));
            gauge(
                    made,
                    registry,
                    one,
                    "success.age",
                    "seconds",
                    "Time since an object was processed",
                    once,
                    s -> age(s.lastSuccess()));
            return made;
        });
    }

    /** NaN where it never happened, which no alert takes for a number. */
    private static double age(Instant last) {
        return last == null ? Double.NaN : Duration.between(last, Instant.now()).toMillis() / 1e3;
    }

    private static void gauge(
            List<Meter> made,
            MeterRegistry registry,
            Meters.Source tags,
            String name,
            String unit,
            String description,
            Supplier<ConsumerStatus> status,
            ToDoubleFunction<ConsumerStatus> value) {
        made.add(Gauge.builder(GAUGES + name, () -> value.applyAsDouble(status.get()))
                .description(description)
                .baseUnit(unit)
                .tags(tags(tags))
                .register(registry));
    }

    /** Null if the application has none. It may come later than the first request, but not later than the start of the context. */
    private MeterRegistry registry() {
        if (found == null && !looked) {
            boolean last = context.isStarted();
            found = registry(context.getRegistry().findByType(MeterRegistry.class));
            looked = last;
            if (found != null) {
                consumers.forEach((tags, status) -> register(found, tags, status));
            }
        }
        return found;
    }

    private static MeterRegistry registry(Set<MeterRegistry> registries) {
        // a composite holds the others
        return registries.stream()
                .filter(CompositeMeterRegistry.class::isInstance)
                .findFirst()
                .or(() -> registries.stream().findFirst())
                .orElse(null);
    }

    /** One status for all gauges that are read at about the same time: to make one goes through all objects that fail. */
    private static final class OnceAScrape implements Supplier<ConsumerStatus> {

        private static final long GOOD_FOR = Duration.ofMillis(500).toNanos();

        private final Supplier<ConsumerStatus> source;
        private ConsumerStatus last;
        private long made;

        private OnceAScrape(Supplier<ConsumerStatus> source) {
            this.source = source;
        }

        @Override
        public synchronized ConsumerStatus get() {
            if (last == null || System.nanoTime() - made > GOOD_FOR) {
                last = source.get();
                made = System.nanoTime();
            }
            return last;
        }
    }
}
