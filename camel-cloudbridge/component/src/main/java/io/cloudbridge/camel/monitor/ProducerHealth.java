/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.camel.monitor;

import io.cloudbridge.store.CloudBridgeException;
import io.cloudbridge.store.StoreClient;
import java.util.Map;
import org.apache.camel.CamelContext;
import org.apache.camel.health.HealthCheck;
import org.apache.camel.health.HealthCheckHelper;
import org.apache.camel.health.HealthCheckResultBuilder;
import org.apache.camel.health.WritableHealthCheckRepository;

/**
 * Ready while the store says that the producer's bucket is there. Camel leaves checks of producers out unless
 * {@code camel.health.producersEnabled=true}.
 */
public final class ProducerHealth implements HealthCheck {

    private static final String REPOSITORY = "producers";

    private final String id;
    private final StoreClient client;
    private final String bucket;
    private boolean enabled;

    public ProducerHealth(String id, StoreClient client, String bucket, boolean enabled) {
        this.id = "producer:cloudbridge-" + id;
        this.client = client;
        this.bucket = bucket;
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

    @Override
    public Result call(Map<String, Object> options) {
        HealthCheckResultBuilder result = HealthCheckResultBuilder.on(this)
                .detail("provider", client.provider())
                .detail("bucket", bucket);
        try {
            return client.bucketExists(bucket)
                    ? result.up().build()
                    : result.down()
                            .message("bucket " + bucket + " does not exist")
                            .build();
        } catch (CloudBridgeException e) {
            return result.down().message(e.getMessage()).error(e).build();
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
