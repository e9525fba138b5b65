/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.examples.cloudtocloud;

import io.cloudbridge.store.ObjectInfo;
import io.cloudbridge.store.TransferListener;
import io.cloudbridge.store.TransferStatus;
import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.Variable;

/**
 * Counts, and writes a line about it: rewritten in place on a terminal, which the start script tells by {@code -Dterminal=true}, a new one every
 * few seconds elsewhere. Thread-safe.
 */
public final class Progress implements TransferListener, AutoCloseable {

    private final PrintStream out;
    private final boolean terminal = Boolean.getBoolean("terminal");
    private final Duration pause = terminal ? Duration.ofMillis(200) : Duration.ofSeconds(2);
    private final Instant started = Instant.now();
    private final Map<Long, TransferStatus> running = new LinkedHashMap<>();

    private Instant written = started;
    private long copied;
    private long unchanged;
    private long gone;
    private long failed;
    private long bytes;

    Progress(PrintStream out) {
        this.out = out;
    }

    public synchronized void copied(@Variable("object") ObjectInfo object) {
        copied++;
        bytes += object.size();
        tell();
    }

    public synchronized void unchanged() {
        unchanged++;
        tell();
    }

    public synchronized void gone() {
        gone++;
        tell();
    }

    public synchronized void failed(@Variable("object") ObjectInfo object, Exchange exchange) {
        failed++;
        out.println((terminal ? "\r\u001b[K" : "") + "  failed: " + object.key() + ": "
                + exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Exception.class)
                        .getMessage());
    }

    @Override
    public synchronized void started(TransferStatus transfer) {
        progressed(transfer);
    }

    @Override
    public synchronized void progressed(TransferStatus transfer) {
        if (transfer.kind() == TransferStatus.Kind.UPLOAD) {
            running.put(transfer.id(), transfer);
            tell();
        }
    }

    @Override
    public synchronized void ended(TransferStatus transfer, Throwable failure) {
        running.remove(transfer.id());
    }

    synchronized Summary summary() {
        return new Summary(copied, unchanged, gone, failed, bytes, Duration.between(started, Instant.now()));
    }

    private void tell() {
        Instant now = Instant.now();
        if (Duration.between(written, now).compareTo(pause) < 0) {
            return;
        }
        written = now;
        long done = bytes
                + running.values().stream().mapToLong(TransferStatus::bytesDone).sum();
        double seconds = Math.max(0.001, Duration.between(started, now).toMillis() / 1e3);
        // of those on their way the one that takes longest
        String largest = running.values().stream()
                .max(java.util.Comparator.comparingLong(TransferStatus::totalBytes))
                .flatMap(t -> t.percent().map(p -> " · " + t.ref().key() + " " + p + " %"))
                .orElse("");
        String line = String.format(
                Locale.ROOT,
                "  %d copied, %d unchanged · %.1f MB at %.1f MB/s%s",
                copied,
                unchanged,
                done / 1e6,
                done / 1e6 / seconds,
                largest);
        out.print(terminal ? "\r\u001b[K" + line : line + System.lineSeparator());
        out.flush();
    }

    /** Writes the result. */
    @Override
    public synchronized void close() {
        out.println((terminal ? "\r\u001b[K" : "") + "Summary: " + summary());
    }
}
