/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.camel.monitor;

import io.cloudbridge.store.StoreClient;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.camel.CamelContext;
import org.apache.camel.health.HealthCheck;
import org.apache.camel.health.HealthCheckHelper;
import org.apache.camel.health.HealthCheckResultBuilder;
import org.apache.camel.health.WritableHealthCheckRepository;

/**
 * Ready while the store says that the bucket of the producer exists. Answers within five seconds, whatever the store does. Camel calls the health
 * checks of producers only if {@code camel.health.producersEnabled=true}. Thread-safe.
 */
public final class ProducerHealth implements HealthCheck {

    private static final String REPOSITORY = "producers";
    private static final Duration PATIENCE = Duration.ofSeconds(4);

    private final String id;
    private final StoreClient client;
    private final String bucket;
    private final Executor executor;
    private volatile boolean enabled;
    private CompletableFuture<Boolean> asked;

    /**
     * @param name of the check, behind {@code producer:}
     * @param executor asks the store
     */
    public ProducerHealth(String name, StoreClient client, String bucket, Executor executor, boolean enabled) {
        this.id = "producer:" + name;
        this.client = client;
        this.bucket = bucket;
        this.executor = executor;
        this.enabled = enabled;
    }

    /** Registers the check where the application has health checks at all. */
    public void register(CamelContext context) {
        WritableHealthCheckRepository repository = repository(context);
        if (repository != null) {
            repository.addHealthCheck(this);
        }
    }

    public void unregister(CamelContext context) {
        WritableHealthCheckRepository repository = repository(context);
        if (repository != null) {
            repository.removeHealthCheck(this);
        }
    }

    private static WritableHealthCheckRepository repository(CamelContext context) {
        return HealthCheckHelper.getHealthCheckRepository(context, REPOSITORY, WritableHealthCheckRepository.class);
    }

    /** The request under way, or a new one: a store that does not answer has one of them waiting, not one for each call. */
    private synchronized CompletableFuture<Boolean> ask() {
        if (asked == null || asked.isDone()) {
            asked = CompletableFuture.supplyAsync(() -> client.bucketExists(bucket), executor);
        }
        return asked;
    }

    @Override
    public Result call(Map<String, Object> options) {
        HealthCheckResultBuilder result = HealthCheckResultBuilder.on(this)
                .detail("provider", client.provider())
                .detail("bucket", bucket);
        try {
            return ask().get(PATIENCE.toSeconds(), TimeUnit.SECONDS)
                    ? result.up().build()
                    : result.down()
                            .message("bucket " + bucket + " does not exist; create it, or set autoCreateBucket=true")
                            .build();
        } catch (TimeoutException e) {
            return result.down()
                    .message("the store has not answered for " + PATIENCE.toSeconds()
                            + " s; check option endpoint, the network, and whether the store is up")
                    .build();
        } catch (ExecutionException e) {
            Throwable cause = e.getCause();
            return result.down().message(cause.getMessage()).error(cause).build();
        } catch (RejectedExecutionException e) {
            return result.down().message("the application is stopping").build();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return result.unknown().message("interrupted").build();
        }
    }

    @Override
    public String getId() {
        return id;
    }

    @Override
    public String getGroup() {
        return "camel";
    }

    @Override
    public boolean isEnabled() {
        return enabled;
    }

    @Override
    public void setEnabled(boolean enabled) {
        this.enabled = enabled;
    }
}
