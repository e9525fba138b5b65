/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.camel.monitor;

import io.cloudbridge.store.TransferStatus;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.camel.CamelContext;

/**
 * Meters in the registry of Micrometer that stands in Camel's registry, as Spring Boot and camel-micrometer put it there:
 *
 * <ul>
 *   <li>{@code cloudbridge.requests}, a timer: requests to the store, retries included, by provider, operation and outcome
 *   <li>{@code cloudbridge.transfer.bytes}, a counter: bytes moved, by provider and kind
 *   <li>{@code cloudbridge.objects.consumed}, a counter: objects that went through a route, by provider and outcome
 * </ul>
 *
 * The only class that knows Micrometer, which is optional.
 */
final class MicrometerMeters implements Meters {

    private final CamelContext context;
    private final Map<Long, Long> countedBytes = new ConcurrentHashMap<>();
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
    public void consumed(String provider, boolean succeeded) {
        MeterRegistry registry = registry();
        if (registry != null) {
            Counter.builder("cloudbridge.objects.consumed")
                    .description("Objects that went through a route")
                    .tags("provider", provider, "outcome", succeeded ? "success" : "failure")
                    .register(registry)
                    .increment();
        }
    }

    /** Null if the application has none. It may come later than the first request, but not later than the start of the context. */
    private MeterRegistry registry() {
        if (found == null && !looked) {
            boolean last = context.isStarted();
            found = registry(context.getRegistry().findByType(MeterRegistry.class));
            looked = last;
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
}
