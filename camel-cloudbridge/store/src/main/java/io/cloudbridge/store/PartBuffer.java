/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.store;

import java.io.IOException;
import java.io.InputStream;
import java.lang.ref.SoftReference;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedDeque;

/**
 * One part of an upload in heap: small pooled pieces, so that a short body costs little and a long one leaves no large arrays behind. Filled by
 * one thread, then read by any number.
 */
final class PartBuffer implements Content, AutoCloseable {

    static final int PIECE = 128 * 1024;

    private final Pool pool;
    private final MemoryBudget.Reservation room;
    private final List<byte[]> pieces = new ArrayList<>();
    private long length;

    PartBuffer(Pool pool, MemoryBudget.Reservation room) {
        this.pool = pool;
        this.room = room;
    }

    /**
     * Reads until {@code limit} bytes are held or the stream ends.
     *
     * @return whether the stream may have more
     */
    boolean fill(InputStream in, long limit) throws IOException {
        while (length < limit) {
            int offset = (int) (length % PIECE);
            if (offset == 0) {
                pieces.add(pool.take());
            }
            byte[] piece = pieces.get(pieces.size() - 1);
            int n = in.read(piece, offset, (int) Math.min(PIECE - offset, limit - length));
            if (n < 0) {
                return false;
            }
            length += n;
            if (n == 0 && offset == 0) {
                pool.give(pieces.remove(pieces.size() - 1));
            }
        }
        return true;
    }

    /** Takes back a byte that was read to see whether the stream goes on. */
    void add(byte single) {
        int offset = (int) (length % PIECE);
        if (offset == 0) {
            pieces.add(pool.take());
        }
        pieces.get(pieces.size() - 1)[offset] = single;
        length++;
    }

    void shrinkRoom() {
        room.shrinkTo(Math.max(length, 1));
    }

    @Override
    public long length() {
        return length;
    }

    @Override
    public InputStream open() {
        return new PieceStream();
    }

    @Override
    public void close() {
        pieces.forEach(pool::give);
        pieces.clear();
        room.close();
    }

    private final class PieceStream extends InputStream {
        private long position;
        private long mark;

        @Override
        public int read() {
            if (position >= length) {
                return -1;
            }
            byte value = pieces.get((int) (position / PIECE))[(int) (position % PIECE)];
            position++;
            return value & 0xff;
        }

        @Override
        public int read(byte[] target, int from, int count) {
            if (count == 0) {
                return 0;
            }
            if (position >= length) {
                return -1;
            }
            int offset = (int) (position % PIECE);
            int n = (int) Math.min(Math.min(count, PIECE - offset), length - position);
            System.arraycopy(pieces.get((int) (position / PIECE)), offset, target, from, n);
            position += n;
            return n;
        }

        @Override
        public long skip(long count) {
            long skipped = Math.max(0, Math.min(count, length - position));
            position += skipped;
            return skipped;
        }

        @Override
        public int available() {
            return (int) Math.min(Integer.MAX_VALUE, length - position);
        }

        @Override
        public boolean markSupported() {
            return true;
        }

        @Override
        public synchronized void mark(int limit) {
            mark = position;
        }

        @Override
        public synchronized void reset() {
            position = mark;
        }
    }

    /** Pieces for reuse; the garbage collector may take idle ones. Thread-safe. */
    static final class Pool {
        private final Deque<SoftReference<byte[]>> idle = new ConcurrentLinkedDeque<>();

        byte[] take() {
            for (SoftReference<byte[]> next = idle.pollLast(); next != null; next = idle.pollLast()) {
                byte[] piece = next.get();
                if (piece != null) {
                    return piece;
                }
            }
            return new byte[PIECE];
        }

        void give(byte[] piece) {
            idle.addLast(new SoftReference<>(piece));
        }
    }
}
