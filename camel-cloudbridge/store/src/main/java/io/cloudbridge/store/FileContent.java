/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.store;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** A region of a file. A file that became shorter fails the read instead of sending less than was promised. */
record FileContent(Path file, long offset, long length) implements Content {

    @Override
    public InputStream open() throws IOException {
        FileChannel channel = FileChannel.open(file, StandardOpenOption.READ);
        return new Region(channel);
    }

    private final class Region extends InputStream {
        private final FileChannel channel;
        private long position = offset;
        private final long end = offset + length;

        Region(FileChannel channel) {
            this.channel = channel;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] target, int from, int count) throws IOException {
            if (count == 0) {
                return 0;
            }
            if (position >= end) {
                return -1;
            }
            int wanted = (int) Math.min(count, end - position);
            int n = channel.read(ByteBuffer.wrap(target, from, wanted), position);
            if (n < 0) {
                throw new EOFException("file " + file + " ended at byte " + position + " while " + end
                        + " were expected; it changed during the upload");
            }
            position += n;
            return n;
        }

        @Override
        public long skip(long count) {
            long skipped = Math.max(0, Math.min(count, end - position));
            position += skipped;
            return skipped;
        }

        @Override
        public int available() {
            return (int) Math.min(Integer.MAX_VALUE, end - position);
        }

        @Override
        public void close() throws IOException {
            channel.close();
        }
    }
}
