/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.store;

import io.cloudbridge.store.driver.Tasks;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;

/**
 * One download by several connections. The first request asked for everything, so its connection goes on from the start, range by range, while the
 * others take ranges from the end; where they meet, the first is dropped. No request is made in vain, and a CRC of the whole comes from those of
 * the ranges.
 */
final class RangedDownload {

    private final ObjectReader first;
    private final FileChannel out;
    private final Transfers.Transfer transfer;
    private final Checksum.Algorithm algorithm;
    private final long base;
    private final long step;
    private final AtomicReference<Throwable> failure = new AtomicReference<>();

    /** What was read, by its position; the checksum is null where none is combined. */
    private final SortedMap<Long, Piece> pieces = new TreeMap<>();

    private long front;
    private long back;

    private record Piece(long length, Checksum checksum) {}

    /** @param first a reader that is open and from which nothing was read */
    RangedDownload(ObjectReader first, long step, Transfers.Transfer transfer, FileChannel out) {
        this.first = first;
        this.out = out;
        this.transfer = transfer;
        this.step = step;
        this.base = first.position();
        this.front = base;
        this.back = base + first.length();
        Checksum known = first.info().checksum();
        this.algorithm = known != null
                        && known.algorithm().isCombinable()
                        && first.length() == first.info().size()
                ? known.algorithm()
                : null;
    }

    /**
     * Reads and writes everything, on this thread and on {@code connections - 1} others.
     *
     * @param readers opens a range of the same version
     * @return the CRC of the whole object; null if the store tells none, or one that cannot be combined
     */
    Checksum run(Engine engine, int connections, Function<ByteRange, ObjectReader> readers) throws IOException {
        List<Future<?>> others = new ArrayList<>();
        ByteRange own = takeFirst();
        try {
            for (int i = 1; i < connections; i++) {
                others.add(Tasks.start(engine.executor(), () -> {
                    fromTheEnd(readers);
                    return null;
                }));
            }
            fromTheStart(own);
            others.forEach(Tasks::get);
        } catch (IOException | RuntimeException | Error e) {
            fail(e);
        } finally {
            if (failure.get() != null) {
                others.forEach(Tasks::stop);
            }
            others.forEach(Tasks::settle);
        }
        rethrow();
        return combined();
    }

    private void fromTheStart(ByteRange own) throws IOException {
        byte[] buffer = new byte[64 * 1024];
        for (ByteRange range = own; range != null; range = takeFirst()) {
            read(first, range, buffer);
        }
        first.abort();
    }

    private void fromTheEnd(Function<ByteRange, ObjectReader> readers) {
        byte[] buffer = new byte[64 * 1024];
        try {
            for (ByteRange range = takeLast(); range != null; range = takeLast()) {
                try (ObjectReader in = readers.apply(range)) {
                    read(in, range, buffer);
                }
            }
        } catch (IOException | RuntimeException | Error e) {
            fail(e);
        }
    }

    private void read(ObjectReader in, ByteRange range, byte[] buffer) throws IOException {
        Checksum.Digest digest = algorithm == null ? null : algorithm.digest();
        long left = range.length();
        while (left > 0) {
            int n = in.read(buffer, 0, (int) Math.min(buffer.length, left));
            if (n < 0) {
                throw AnswerChecks.wrong("it ended " + left + " bytes early");
            }
            Downloads.write(out, buffer, n, range.offset() + range.length() - left - base);
            if (digest != null) {
                digest.update(buffer, 0, n);
            }
            left -= n;
            transfer.advance(n);
        }
        done(range, digest == null ? null : digest.checksum());
    }

    private synchronized ByteRange takeFirst() {
        if (front >= back || failure.get() != null) {
            return null;
        }
        ByteRange range = new ByteRange(front, Math.min(step, back - front));
        front += range.length();
        return range;
    }

    private synchronized ByteRange takeLast() {
        if (front >= back || failure.get() != null) {
            return null;
        }
        long length = Math.min(step, back - front);
        back -= length;
        return new ByteRange(back, length);
    }

    private synchronized void done(ByteRange range, Checksum checksum) {
        pieces.put(range.offset(), new Piece(range.length(), checksum));
    }

    private void fail(Throwable e) {
        failure.compareAndSet(null, e);
    }

    private void rethrow() throws IOException {
        Throwable failed = failure.get();
        if (failed instanceof IOException e) {
            throw e;
        }
        if (failed instanceof RuntimeException e) {
            throw e;
        }
        if (failed instanceof Error e) {
            throw e;
        }
    }

    /** Fails unless the ranges make the whole without a gap. */
    private synchronized Checksum combined() {
        long position = base;
        Checksum whole = null;
        for (SortedMap.Entry<Long, Piece> piece : pieces.entrySet()) {
            if (piece.getKey() != position) {
                break;
            }
            position += piece.getValue().length();
            Checksum next = piece.getValue().checksum();
            whole = whole == null || next == null
                    ? next
                    : whole.append(next, piece.getValue().length());
        }
        if (position != base + first.length()) {
            throw new IllegalStateException("the ranges end at " + position + " of " + (base + first.length()));
        }
        return whole;
    }

    /** For what cannot be combined. */
    void reread(ContentCheck check) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(64 * 1024);
        for (long position = 0; position < first.length(); position += buffer.position()) {
            buffer.clear();
            if (out.read(buffer, position) < 0) {
                throw new IOException("the temporary file ended at byte " + position);
            }
            check.update(buffer.array(), 0, buffer.position());
        }
    }
}
