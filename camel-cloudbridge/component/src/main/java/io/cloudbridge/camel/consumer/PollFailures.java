/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.camel.consumer;

import io.cloudbridge.store.CloudBridgeException;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Supplier;
import org.apache.camel.Exchange;
import org.apache.camel.spi.ExceptionHandler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Logs polls that fail. A store that is down, or a token that has expired, fails every poll in the same way, twice a second: each kind of error is
 * logged once, the others are counted, and one line says when it is over. Takes the place of Camel's own handler, which logs each with its stack
 * trace. Thread-safe.
 */
public final class PollFailures implements ExceptionHandler {

    private static final Logger LOG = LoggerFactory.getLogger(PollFailures.class);
    private static final int MOST_KINDS = 20;

    private final Supplier<String> routeId;
    private final String bucket;
    private final Set<String> kinds = new HashSet<>();
    private long count;
    private long since;

    public PollFailures(Supplier<String> routeId, String bucket) {
        this.routeId = routeId;
        this.bucket = bucket;
    }

    @Override
    public void handleException(Throwable failure) {
        handleException(null, null, failure);
    }

    @Override
    public void handleException(String message, Throwable failure) {
        handleException(message, null, failure);
    }

    @Override
    public synchronized void handleException(String message, Exchange exchange, Throwable failure) {
        if (count++ == 0) {
            since = System.nanoTime();
        }
        boolean expected = failure instanceof CloudBridgeException;
        if (kinds.size() < MOST_KINDS && kinds.add(kind(failure))) {
            String line = "route " + routeId.get() + ": polling bucket " + bucket
                    + " failed and is tried again with each poll; this error is logged once, until polling works again: ";
            if (expected) {
                LOG.warn("{}{}", line, failure.toString());
            } else {
                LOG.warn("{}{}", line, failure.toString(), failure);
            }
        }
        LOG.debug("{} (failure {})", message, count, failure);
    }

    /** A poll has succeeded. */
    public synchronized void succeeded() {
        if (count > 0) {
            LOG.warn(
                    "route {}: polling bucket {} works again; it had failed {} times in {}",
                    routeId.get(),
                    bucket,
                    count,
                    Duration.ofSeconds(
                            Duration.ofNanos(System.nanoTime() - since).toSeconds()));
            count = 0;
            kinds.clear();
        }
    }

    /** Polls that failed since the last that succeeded. */
    public synchronized long count() {
        return count;
    }

    /** Equal for errors that tell an operator the same. Messages do not serve: they have the number of the request in them. */
    private static String kind(Throwable failure) {
        String name = failure.getClass().getName();
        return failure instanceof CloudBridgeException known
                ? name + " " + known.getOperation() + " " + known.getHttpStatus() + " " + known.getCode()
                : name;
    }
}
