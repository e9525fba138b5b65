/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.camel.consumer;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.apache.camel.spi.ExecutorServiceManager;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Claims in a database that several processes share. A claim ends when it is given back, or when its lease does because the process died. All claims
 * of a consumer are renewed together, three times a lease. Claims are given back together, within {@value #RELEASE_MILLIS} ms. Thread-safe.
 */
final class JdbcClaims implements SharedClaims {

    private static final Logger LOG = LoggerFactory.getLogger(JdbcClaims.class);

    private static final int BATCH_SIZE = 100;
    private static final int RELEASE_MILLIS = 1000;

    private final ClaimsTable table;
    private final String scope;
    private final JdbcSeen seen;
    private final Duration lease;
    private final ScheduledExecutorService timer;
    private final Runnable stopTimer;
    private final Clock clock;

    /** Id by key. Every row of this owner in the table is in here or in {@code releasing}, unless another took it over. */
    private final Map<String, String> held = new ConcurrentHashMap<>();
    /** Guarded by itself. */
    private final Set<String> releasing = new LinkedHashSet<>();

    private boolean flushScheduled;
    private boolean closed;
    private volatile Moment renewedAt;
    private volatile boolean down;

    /**
     * @param account of the store; equal in all processes that reach the same bucket
     * @param seen written before claims are given back, or null
     * @param lease how long a claim outlives its process
     * @param timer of this consumer alone: renews claims and gives them back
     * @param stopTimer called when the consumer has stopped and the last claim is given back
     * @param clock of this machine
     */
    JdbcClaims(
            DataSource database,
            String account,
            String bucket,
            JdbcSeen seen,
            Duration lease,
            ScheduledExecutorService timer,
            Runnable stopTimer,
            Clock clock) {
        this.table = new ClaimsTable(database, ProcessHandle.current().pid() + "-" + UUID.randomUUID(), bucket, lease);
        this.scope = account + "\n" + bucket + "\n";
        this.seen = seen;
        this.lease = lease;
        this.timer = timer;
        this.stopTimer = stopTimer;
        this.clock = clock;
        this.renewedAt = now();
        long period = lease.toMillis() / 3;
        timer.scheduleWithFixedDelay(this::tick, period, period, TimeUnit.MILLISECONDS);
    }

    /** Of a consumer with option claims; its timer lives until the last claim is given back, which an exchange may do long after the consumer stopped. */
    static JdbcClaims open(ConsumerSettings settings, JdbcSeen seen) {
        ExecutorServiceManager threads = settings.context().getExecutorServiceManager();
        ScheduledExecutorService timer =
                threads.newSingleThreadScheduledExecutor(JdbcClaims.class, "CloudBridgeClaims");
        return new JdbcClaims(
                settings.options().getClaims(),
                String.valueOf(settings.account()),
                settings.bucket(),
                seen,
                settings.options().getClaimLease(),
                timer,
                () -> threads.shutdown(timer),
                Clock.systemUTC());
    }

    @Override
    public synchronized Set<String> take(Collection<String> keys) {
        // two processes that lock rows in one order wait for each other, but never both
        Map<String, String> wanted = new TreeMap<>();
        keys.forEach(key -> wanted.put(id(key), key));
        if (isReleasing(wanted.keySet())) {
            flush();
        }
        Moment before = now();
        boolean nothingHeld = held.isEmpty();
        Set<String> taken = new LinkedHashSet<>();
        boolean done = false;
        try {
            for (String id : table.take(new ArrayList<>(wanted.keySet()), new ArrayList<>(wanted.values()))) {
                held.put(wanted.get(id), id);
                taken.add(wanted.get(id));
            }
            if (nothingHeld) {
                renewedAt = before;
            }
            done = true;
            up();
            return taken;
        } finally {
            if (!done) {
                down = true;
                // the database may have made the claims and not been able to say so
                releaseLater(wanted.keySet());
            }
        }
    }

    @Override
    public void release(String key) {
        String id = held.remove(key);
        if (id != null) {
            releaseLater(Set.of(id));
        }
    }

    /** Whether this consumer still has the claim. False too if it is too old to be sure, and the database cannot be asked. */
    @Override
    public boolean holds(String key) {
        if (!isRenewed()) {
            tryRenew();
        }
        return isRenewed() && held.containsKey(key);
    }

    private Moment now() {
        return new Moment(System.nanoTime(), clock.instant());
    }

    private boolean isRenewed() {
        Moment at = renewedAt;
        return System.nanoTime() - at.nanos <= lease.toNanos()
                && Duration.between(at.time, clock.instant()).compareTo(lease) <= 0;
    }

    /** By both clocks: one stands still while the machine is suspended, the other may be set. */
    private record Moment(long nanos, Instant time) {}

    @Override
    public int batchSize() {
        return BATCH_SIZE;
    }

    /** Gives back what waits for it. */
    @Override
    public synchronized void flush() {
        List<String> ids;
        synchronized (releasing) {
            flushScheduled = false;
            ids = List.copyOf(releasing);
        }
        if (seen != null) {
            seen.flush();
        }
        if (!ids.isEmpty()) {
            table.release(ids);
            synchronized (releasing) {
                ids.forEach(releasing::remove);
            }
            up();
        }
        synchronized (releasing) {
            if (closed && held.isEmpty() && releasing.isEmpty()) {
                stopTimer.run();
            }
        }
    }

    /** The consumer stops. Claims of exchanges that are under way are renewed until these end. */
    @Override
    public void close() {
        synchronized (releasing) {
            closed = true;
        }
        tryFlush();
    }

    private boolean isReleasing(Set<String> ids) {
        synchronized (releasing) {
            return ids.stream().anyMatch(releasing::contains);
        }
    }

    private void releaseLater(Set<String> ids) {
        synchronized (releasing) {
            releasing.addAll(ids);
            boolean full = releasing.size() >= BATCH_SIZE || closed;
            try {
                if (full && releasing.size() - ids.size() < BATCH_SIZE) {
                    timer.execute(this::tryFlush);
                } else if (!flushScheduled) {
                    flushScheduled = true;
                    timer.schedule(this::tryFlush, RELEASE_MILLIS, TimeUnit.MILLISECONDS);
                }
            } catch (RejectedExecutionException e) {
                LOG.debug("the timer is shut down; claims that were not given back end with their lease");
            }
        }
    }

    // ---- timer

    private void tick() {
        tryRenew();
        if (down || closed()) {
            tryFlush();
        }
    }

    private boolean closed() {
        synchronized (releasing) {
            return closed;
        }
    }

    private void tryFlush() {
        try {
            flush();
        } catch (RuntimeException e) {
            failed(e);
        }
    }

    private synchronized void tryRenew() {
        int expected;
        synchronized (releasing) {
            expected = held.size() + releasing.size();
        }
        Moment before = now();
        try {
            if (expected > 0) {
                if (table.renew() < expected) {
                    forgetLost(table.mine());
                }
                up();
            }
            renewedAt = before;
        } catch (RuntimeException e) {
            failed(e);
        }
    }

    private void forgetLost(Set<String> mine) {
        int before = held.size();
        held.values().removeIf(id -> !mine.contains(id));
        int lost = before - held.size();
        if (lost > 0) {
            LOG.warn(
                    "{} claims were not renewed within claimLease ({}) and are another process's now: this one was paused, or did not reach the"
                            + " database of option claims",
                    lost,
                    lease);
        }
    }

    /** No warning: the next poll warns, and so do claims that were lost. */
    private void failed(RuntimeException e) {
        if (down) {
            LOG.debug("{}", e.getMessage());
        } else {
            down = true;
            LOG.info("{}; that is tried again until it succeeds", e.getMessage());
        }
    }

    private void up() {
        if (down) {
            down = false;
            LOG.info("the database of option claims answers again");
        }
    }

    private String id(String key) {
        return id(scope, key);
    }

    /** A key of any length, of this scope, as a primary key. */
    static String id(String scope, String key) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            return HexFormat.of().formatHex(digest.digest((scope + key).getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
