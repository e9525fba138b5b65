/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.camel.monitor;

import io.cloudbridge.store.Engine;
import io.cloudbridge.store.PendingCall;
import io.cloudbridge.store.TransferListener;
import io.cloudbridge.store.TransferStatus;
import io.cloudbridge.store.driver.LogLimit;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Logs what takes long. A transfer that makes progress has a line every ten seconds. A transfer without progress, or a request without an answer,
 * has a warning after 10 s, 20 s, 40 s and so on. A transfer that had a line, or that failed, has a last line at its end. A timer writes these
 * lines, because a transfer that stands still calls nobody.
 */
public final class TransferLog implements TransferListener {

    private static final Logger LOG = LoggerFactory.getLogger("io.cloudbridge.camel.transfers");
    private static final Duration INTERVAL = Duration.ofSeconds(10);
    private static final int FAILURES_A_MINUTE = 20;

    /** Copies inside a store take as long as the object is large, and say nothing meanwhile. */
    private static final Map<String, Duration> PATIENCE =
            Map.of("copy", Duration.ofMinutes(1), "move", Duration.ofMinutes(1), "setMetadata", Duration.ofMinutes(1));

    private final Supplier<List<TransferStatus>> transfers;
    private final Supplier<List<PendingCall>> calls;
    private final LogLimit failures = new LogLimit(FAILURES_A_MINUTE);
    private final Map<Long, Lines> lines = new ConcurrentHashMap<>();
    private final Map<String, Duration> waits = new HashMap<>();

    /** What was logged of one transfer: when the next line is due, and after how long a standstill the next warning. */
    private record Lines(Duration next, Duration nextWarning) {}

    TransferLog(Supplier<List<TransferStatus>> transfers, Supplier<List<PendingCall>> calls) {
        this.transfers = transfers;
        this.calls = calls;
    }

    /** Logs the transfers and requests of an engine until the timer is shut down. */
    public static void attach(Engine engine, ScheduledExecutorService timer) {
        TransferLog log = new TransferLog(engine.transfers()::active, engine::pendingCalls);
        engine.transfers().addListener(log);
        timer.scheduleWithFixedDelay(log::look, 1, 1, TimeUnit.SECONDS);
    }

    /** Logs what is due now. */
    void look() {
        try {
            transfers.get().forEach(this::look);
            lookAtCalls();
        } catch (RuntimeException | Error e) {
            // one that ended the timer would be the last line of all
            LOG.warn("Transfers cannot be logged", e);
        }
    }

    private void look(TransferStatus status) {
        Lines before = lines.getOrDefault(status.id(), new Lines(INTERVAL, INTERVAL));
        if (status.idle().compareTo(before.nextWarning) >= 0) {
            LOG.warn("{}; nothing has moved for {} s", status, status.idle().toSeconds());
            lines.put(
                    status.id(),
                    new Lines(status.took().plus(INTERVAL), status.idle().multipliedBy(2)));
        } else if (status.idle().compareTo(INTERVAL) < 0 && status.took().compareTo(before.next) >= 0) {
            LOG.info("{}", status);
            lines.put(status.id(), new Lines(status.took().plus(INTERVAL), INTERVAL));
        }
    }

    private record Kind(String provider, String operation, String bucket) {
        @Override
        public String toString() {
            return provider + ": " + operation + (bucket == null ? "" : " of bucket " + bucket);
        }
    }

    /** One line for all that wait for the same, however many they are. */
    private void lookAtCalls() {
        Map<Kind, List<PendingCall>> late = calls.get().stream()
                // what sends a body is a transfer
                .filter(call -> !call.operation().equals("upload"))
                .filter(call -> call.took().compareTo(PATIENCE.getOrDefault(call.operation(), INTERVAL)) >= 0)
                .collect(Collectors.groupingBy(call -> new Kind(call.provider(), call.operation(), call.bucket())));
        waits.keySet().retainAll(late.keySet().stream().map(Kind::toString).toList());
        late.forEach((kind, waiting) -> {
            Duration longest = waiting.get(0).took();
            String name = kind.toString();
            if (longest.compareTo(waits.getOrDefault(name, Duration.ZERO)) >= 0) {
                waits.put(name, longest.multipliedBy(2));
                LOG.warn(
                        "{} has had no answer for {} s{}",
                        name,
                        longest.toSeconds(),
                        waiting.size() == 1 ? "" : "; " + waiting.size() + " such requests wait");
            }
        });
    }

    @Override
    public void ended(TransferStatus status, Throwable failure) {
        boolean hadLine = lines.remove(status.id()) != null;
        if (failure != null) {
            String end = failures.next();
            if (end != null) {
                LOG.info("{} failed: {}{}", status, failure.toString(), end);
            } else {
                LOG.debug("{} failed: {}", status, failure.toString());
            }
        } else if (hadLine) {
            LOG.info("{} done", status);
        }
    }
}
