/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.camel.consumer.seen;

/**
 * A set of 128-bit digests in plain arrays: 17 bytes a slot, 53 to 80 % of the slots in use, so at most 32 bytes an entry. Each entry
 * carries a mark of seven bits and a flag. Open addressing with linear probing; a digest is as good as random, so its bits are the hash.
 *
 * <p>Split in segments that grow by themselves: growing never needs twice the memory of the whole, and threads seldom meet. Thread-safe.
 */
final class SeenTable {

    private static final int SEGMENTS = 64;
    private static final int SMALLEST = 16;
    private static final int PENDING = 0x80;

    private final Segment[] segments = new Segment[SEGMENTS];

    SeenTable() {
        for (int i = 0; i < SEGMENTS; i++) {
            segments[i] = new Segment();
        }
    }

    /** What {@link #forEach} and {@link #sweep} report to. */
    @FunctionalInterface
    interface Visitor {
        void entry(long high, long low);
    }

    /**
     * Adds an entry unless it is there.
     *
     * @param mark from 1 to 127
     * @param pending whether the entry still waits for {@link #confirm}
     */
    boolean add(long high, long low, int mark, boolean pending) {
        Segment segment = segment(high);
        synchronized (segment) {
            return segment.add(high, low, (byte) (pending ? mark | PENDING : mark));
        }
    }

    /** Ends the waiting of an entry; false if there is none or it does not wait. */
    boolean confirm(long high, long low) {
        Segment segment = segment(high);
        synchronized (segment) {
            int slot = segment.find(high, low);
            if (slot < 0 || (segment.marks[slot] & PENDING) == 0) {
                return false;
            }
            segment.marks[slot] &= 0x7f;
            return true;
        }
    }

    boolean contains(long high, long low) {
        Segment segment = segment(high);
        synchronized (segment) {
            return segment.find(high, low) >= 0;
        }
    }

    /** Sets the mark of an entry; false if there is none. */
    boolean mark(long high, long low, int mark) {
        Segment segment = segment(high);
        synchronized (segment) {
            int slot = segment.find(high, low);
            if (slot < 0) {
                return false;
            }
            segment.marks[slot] = (byte) (segment.marks[slot] & PENDING | mark);
            return true;
        }
    }

    boolean remove(long high, long low) {
        Segment segment = segment(high);
        synchronized (segment) {
            int slot = segment.find(high, low);
            if (slot >= 0) {
                segment.removeAt(slot);
            }
            return slot >= 0;
        }
    }

    /** Removes every entry that does not have the mark and does not wait, and tells the visitor. */
    int sweep(int mark, Visitor removed) {
        int count = 0;
        for (Segment segment : segments) {
            synchronized (segment) {
                count += segment.sweep(mark, removed);
            }
        }
        return count;
    }

    /** Visits the entries that do not wait. */
    void forEach(Visitor visitor) {
        for (Segment segment : segments) {
            synchronized (segment) {
                for (int slot = 0; slot < segment.marks.length; slot++) {
                    if (segment.marks[slot] > 0) {
                        visitor.entry(segment.digests[2 * slot], segment.digests[2 * slot + 1]);
                    }
                }
            }
        }
    }

    long size() {
        long size = 0;
        for (Segment segment : segments) {
            synchronized (segment) {
                size += segment.size;
            }
        }
        return size;
    }

    void clear() {
        for (Segment segment : segments) {
            synchronized (segment) {
                segment.reset(SMALLEST);
            }
        }
    }

    private Segment segment(long high) {
        return segments[(int) (high >>> 58)];
    }

    /** One part of the table; callers hold its monitor. A mark of 0 is a free slot. */
    private static final class Segment {
        long[] digests = new long[2 * SMALLEST];
        byte[] marks = new byte[SMALLEST];
        int size;

        private int home(long low) {
            return (int) ((low >>> 32) * marks.length >>> 32);
        }

        private int next(int slot) {
            return slot + 1 == marks.length ? 0 : slot + 1;
        }

        /** The slot of an entry, or {@code -1 - free} with the slot where it would go. */
        int find(long high, long low) {
            int slot = home(low);
            while (marks[slot] != 0) {
                if (digests[2 * slot] == high && digests[2 * slot + 1] == low) {
                    return slot;
                }
                slot = next(slot);
            }
            return -1 - slot;
        }

        boolean add(long high, long low, byte mark) {
            int slot = find(high, low);
            if (slot >= 0) {
                return false;
            }
            if ((size + 1) * 5L > marks.length * 4L) {
                grow();
                slot = find(high, low);
            }
            put(-1 - slot, high, low, mark);
            return true;
        }

        private void put(int slot, long high, long low, byte mark) {
            digests[2 * slot] = high;
            digests[2 * slot + 1] = low;
            marks[slot] = mark;
            size++;
        }

        /** Frees a slot and closes the gap, so that every entry stays reachable from its home. */
        void removeAt(int slot) {
            int gap = slot;
            for (int probe = next(gap); marks[probe] != 0; probe = next(probe)) {
                int home = home(digests[2 * probe + 1]);
                boolean reachable = gap <= probe ? gap < home && home <= probe : gap < home || home <= probe;
                if (!reachable) {
                    digests[2 * gap] = digests[2 * probe];
                    digests[2 * gap + 1] = digests[2 * probe + 1];
                    marks[gap] = marks[probe];
                    gap = probe;
                }
            }
            marks[gap] = 0;
            size--;
        }

        int sweep(int mark, Visitor removed) {
            int stale = 0;
            for (byte entry : marks) {
                stale += entry > 0 && entry != mark ? 1 : 0;
            }
            if (stale > 0) {
                int survivors = size - stale;
                rebuild(Math.max(SMALLEST, survivors + survivors / 2), mark, removed);
            }
            return stale;
        }

        private void grow() {
            rebuild(marks.length + marks.length / 2, 0, null);
        }

        /** Copies what waits, what has the mark, and with mark 0 everything else too, into arrays of another size. */
        private void rebuild(int capacity, int mark, Visitor removed) {
            long[] oldDigests = digests;
            byte[] oldMarks = marks;
            reset(capacity);
            for (int slot = 0; slot < oldMarks.length; slot++) {
                byte entry = oldMarks[slot];
                if (entry != 0) {
                    long high = oldDigests[2 * slot];
                    long low = oldDigests[2 * slot + 1];
                    if (entry < 0 || mark == 0 || entry == mark) {
                        put(-1 - find(high, low), high, low, entry);
                    } else {
                        removed.entry(high, low);
                    }
                }
            }
        }

        void reset(int capacity) {
            digests = new long[2 * capacity];
            marks = new byte[capacity];
            size = 0;
        }
    }
}
