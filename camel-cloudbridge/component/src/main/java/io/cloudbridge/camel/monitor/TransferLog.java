/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.camel.monitor;

import io.cloudbridge.store.Engine;
import io.cloudbridge.store.TransferListener;
import io.cloudbridge.store.TransferStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Logs how long transfers get on: a line every ten seconds for each, and one at the end of those that had a line. */
public final class TransferLog implements TransferListener {

    private static final Logger LOG = LoggerFactory.getLogger("io.cloudbridge.camel.transfers");
    private static final Duration INTERVAL = Duration.ofSeconds(10);

    private final Map<Long, Instant> lastLine = new ConcurrentHashMap<>();

    public static void attach(Engine engine) {
        engine.transfers().addListener(new TransferLog());
    }

    @Override
    public void progressed(TransferStatus status) {
        Instant now = Instant.now();
        Instant last = lastLine.getOrDefault(status.id(), status.started());
        if (Duration.between(last, now).compareTo(INTERVAL) >= 0) {
            lastLine.put(status.id(), now);
            LOG.info("{}", status);
        }
    }

    @Override
    public void ended(TransferStatus status, Throwable failure) {
        boolean hadLine = lastLine.remove(status.id()) != null;
        if (failure != null) {
            LOG.debug("{} failed: {}", status, failure.toString());
        } else if (hadLine) {
            LOG.info("{} done", status);
        }
    }
}
