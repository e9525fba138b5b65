/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.camel.monitor;

import io.cloudbridge.store.PendingCall;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.camel.health.HealthCheckResultBuilder;
import org.apache.camel.support.ScheduledPollConsumer;
import org.apache.camel.support.ScheduledPollConsumerHealthCheck;

/**
 * Camel's check of polling consumers, with the cause and the remedy in its message; and down while the store does not answer to the listing of the
 * bucket, which Camel does not notice before the request has failed. Asks nobody, so it answers at once. Thread-safe.
 */
public final class ConsumerHealth extends ScheduledPollConsumerHealthCheck {

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final String provider;
    private final String bucket;
    private final Supplier<List<PendingCall>> calls;
    private final ScheduledPollConsumer consumer;

    /** @param calls the requests that have no answer yet */
    public ConsumerHealth(
            ScheduledPollConsumer consumer, String provider, String bucket, Supplier<List<PendingCall>> calls) {
        super(consumer, "consumer:" + consumer.getRouteId());
        this.consumer = consumer;
        this.provider = provider;
        this.bucket = bucket;
        this.calls = calls;
    }

    @Override
    public Result call(Map<String, Object> options) {
        Result camels = super.call(options);
        HealthCheckResultBuilder result = HealthCheckResultBuilder.on(this)
                .state(camels.getState())
                .error(camels.getError().orElse(null))
                .details(camels.getDetails())
                .detail("provider", provider)
                .detail("bucket", bucket);
        camels.getMessage().ifPresent(result::message);
        if (!isEnabled()) {
            return result.build();
        }
        Duration waits = waits();
        if (waits.compareTo(PATIENCE) >= 0) {
            result.down()
                    .message("the store has not answered to the listing of bucket " + bucket + " for "
                            + waits.toSeconds()
                            + " s; check option endpoint, the network, and whether the store is up");
        } else if (camels.getState() == State.DOWN && camels.getError().isPresent()) {
            result.message("polling bucket " + bucket + " failed " + consumer.getErrorCounter() + " times: "
                    + camels.getError().get().getMessage());
        }
        return result.build();
    }

    /** How long the listing waits for an answer; zero if none is under way. */
    private Duration waits() {
        return calls.get().stream()
                .filter(call -> call.operation().equals("list")
                        && call.provider().equals(provider)
                        && bucket.equals(call.bucket()))
                .map(PendingCall::took)
                .findFirst()
                .orElse(Duration.ZERO);
    }
}
