/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.store;

import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;

/**
 * How far a transfer is. A snapshot.
 *
 * @param id unique within the engine
 * @param bytesDone bytes that the other side has
 * @param totalBytes or -1 if unknown
 * @param took since the start
 * @param idle since the last byte moved; zero while nobody asks for any, as with a body that the route does not read just now
 */
public record TransferStatus(
        long id,
        Kind kind,
        String provider,
        ObjectRef ref,
        long bytesDone,
        long totalBytes,
        Instant started,
        Duration took,
        Duration idle) {

    /** The average since the start. */
    public double bytesPerSecond() {
        return took.isZero() ? 0 : bytesDone * 1e9 / took.toNanos();
    }

    /** The time left at the average speed; empty while it is unknown. */
    public Optional<Duration> eta() {
        double speed = bytesPerSecond();
        return totalBytes < 0 || speed <= 0
                ? Optional.empty()
                : Optional.of(Duration.ofMillis((long) (Math.max(0, totalBytes - bytesDone) * 1000 / speed)));
    }

    /** Done of total in per cent; empty if the total is unknown. */
    public Optional<Integer> percent() {
        return totalBytes < 0
                ? Optional.empty()
                : Optional.of(totalBytes == 0 ? 100 : (int) (bytesDone * 100 / totalBytes));
    }

    /** A line for a log: what, how much of how much, how fast, how long still. */
    @Override
    public String toString() {
        String total = totalBytes < 0
                ? ""
                : " of " + mebibytes(totalBytes) + " MiB (" + percent().orElse(0) + " %)";
        String left = eta().map(e -> ", " + e.toSeconds() + " s left").orElse("");
        return kind.name().toLowerCase(Locale.ROOT) + " " + ref + ": " + mebibytes(bytesDone) + total + " at "
                + mebibytes((long) bytesPerSecond()) + " MiB/s" + left;
    }

    private static String mebibytes(long bytes) {
        return String.format(Locale.ROOT, "%.1f", bytes / 1048576.0);
    }

    /** What moves. */
    public enum Kind {
        UPLOAD,
        DOWNLOAD,
        COPY
    }
}
