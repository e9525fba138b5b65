/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.camel.consumer.seen;

import java.io.IOException;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.CRC32C;

/**
 * The format of a {@link SeenFile}: eight bytes {@code CBSEEN1\n}, then records of 21 bytes: one byte {@code +} (seen) or {@code -} (forgotten),
 * sixteen bytes of digest, four bytes CRC-32C of the seventeen before.
 */
public final class SeenRecords {

    static final byte[] HEADER = "CBSEEN1\n".getBytes(StandardCharsets.US_ASCII);

    /** Bytes of a record. */
    static final int LENGTH = 21;

    static final byte SEEN = '+';
    static final byte FORGOTTEN = '-';

    private SeenRecords() {}

    /** Room for one record. */
    static ByteBuffer one() {
        return ByteBuffer.allocate(LENGTH);
    }

    /** Writes a record into {@link #one}. */
    static void fill(ByteBuffer target, byte kind, long high, long low) {
        target.clear();
        target.put(kind).putLong(high).putLong(low);
        target.putInt(crc(target.array(), 0));
    }

    private static int crc(byte[] bytes, int offset) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, offset, LENGTH - 4);
        return (int) crc.getValue();
    }

    /** Reads records in large steps. */
    static final class Reader {
        private final RandomAccessFile data;
        private final ByteBuffer buffer = ByteBuffer.allocate(LENGTH * 8192).limit(0);
        private long position = HEADER.length - LENGTH;
        private int offset;

        Reader(RandomAccessFile data) {
            this.data = data;
        }

        /** Where the record begins that was read last. */
        long position() {
            return position;
        }

        /** Where the one behind it begins. */
        long behind() {
            return position + LENGTH;
        }

        boolean header() throws IOException {
            byte[] header = new byte[HEADER.length];
            data.readFully(header);
            return Arrays.equals(header, HEADER);
        }

        /** Moves to the next whole record. */
        boolean next() throws IOException {
            if (buffer.remaining() < LENGTH) {
                refill();
            }
            if (buffer.remaining() < LENGTH) {
                return false;
            }
            offset = buffer.position();
            buffer.position(offset + LENGTH);
            position += LENGTH;
            return true;
        }

        private void refill() throws IOException {
            buffer.compact();
            for (int n = 0; n >= 0 && buffer.hasRemaining(); ) {
                n = data.read(buffer.array(), buffer.position(), buffer.remaining());
                buffer.position(buffer.position() + Math.max(n, 0));
            }
            buffer.flip();
        }

        boolean valid() {
            byte kind = buffer.get(offset);
            return (kind == SEEN || kind == FORGOTTEN)
                    && buffer.getInt(offset + LENGTH - 4) == crc(buffer.array(), offset);
        }

        void applyTo(SeenTable table) {
            long high = buffer.getLong(offset + 1);
            long low = buffer.getLong(offset + 9);
            if (buffer.get(offset) == SEEN) {
                table.add(high, low, 1, false);
            } else {
                table.remove(high, low);
            }
        }
    }

    /** Writes records in large steps. */
    static final class Writer implements SeenTable.Visitor {
        private final OutputStream target;
        private final ByteBuffer buffer = ByteBuffer.allocate(LENGTH * 4096);
        private final ByteBuffer one = one();
        private long length;

        Writer(OutputStream target) {
            this.target = target;
            buffer.put(HEADER);
        }

        @Override
        public void entry(long high, long low) {
            if (buffer.remaining() < LENGTH) {
                drain();
            }
            fill(one, SEEN, high, low);
            buffer.put(one.array());
        }

        long finish() {
            drain();
            return length;
        }

        private void drain() {
            try {
                target.write(buffer.array(), 0, buffer.position());
                length += buffer.position();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            buffer.clear();
        }
    }
}
