/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.store.local;

import io.cloudbridge.store.ByteRange;
import io.cloudbridge.store.ObjectContent;
import io.cloudbridge.store.ObjectInfo;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** An open file. It goes on delivering the version that was opened when the object is replaced or deleted meanwhile. */
final class LocalContent implements ObjectContent {

    private static final Logger LOG = LoggerFactory.getLogger(LocalContent.class);

    private final ObjectInfo info;
    private final FileChannel channel;
    private final InputStream stream;

    LocalContent(ObjectInfo info, FileChannel channel, ByteRange range) {
        this.info = info;
        this.channel = channel;
        long left = info.size() - range.offset();
        this.stream = new Region(
                range.offset(),
                range.offset() + (range.length() == ByteRange.TO_END ? left : Math.min(left, range.length())));
    }

    @Override
    public ObjectInfo info() {
        return info;
    }

    @Override
    public InputStream stream() {
        return stream;
    }

    FileChannel channel() {
        return channel;
    }

    @Override
    public void abort() {
        close();
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            LOG.debug("closing the file of {}, which was only read, failed", info.ref(), e);
        }
    }

    private final class Region extends InputStream {
        private final long end;
        private long position;

        Region(long position, long end) {
            this.position = position;
            this.end = end;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] target, int offset, int count) throws IOException {
            if (count == 0) {
                return 0;
            }
            if (position >= end) {
                return -1;
            }
            int wanted = (int) Math.min(Math.min(count, Spool.BUFFER), end - position);
            int n = channel.read(ByteBuffer.wrap(target, offset, wanted), position);
            if (n < 0) {
                throw new EOFException("the file of " + info.ref() + " was cut at byte " + position
                        + " by another program while it was read");
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
        public void close() {
            LocalContent.this.close();
        }
    }
}
