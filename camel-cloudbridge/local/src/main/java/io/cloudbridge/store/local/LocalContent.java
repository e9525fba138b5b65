/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.store.local;

import io.cloudbridge.store.ByteRange;
import io.cloudbridge.store.FileRegion;
import io.cloudbridge.store.ObjectContent;
import io.cloudbridge.store.ObjectInfo;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** An open file. It goes on delivering the version that was opened when the object is replaced or deleted meanwhile. */
final class LocalContent implements ObjectContent {

    private static final Logger LOG = LoggerFactory.getLogger(LocalContent.class);

    private final ObjectInfo info;
    private final FileChannel channel;
    private final InputStream stream;

    LocalContent(ObjectInfo info, BucketDirectory.Located file, FileChannel channel, ByteRange range) {
        this.info = info;
        this.channel = channel;
        long left = info.size() - range.offset();
        long length = range.length() == ByteRange.TO_END ? left : Math.min(left, range.length());
        this.stream = new UnchangedRegion(
                file, new FileRegion(channel, "the file of " + info.ref(), range.offset(), length), length);
    }

    /**
     * Fails if another program has written to a file in place. A file that was replaced or moved is none of that: what was open is what it was.
     */
    static void checkUnchanged(BucketDirectory.Located file) throws IOException {
        FileVersion opened = file.version();
        FileVersion now = opened.inode() == 0 ? null : FileVersion.at(file.path());
        if (now != null && now.inode() == opened.inode() && !now.equals(opened)) {
            throw new IOException(file.path() + " was changed by another program while it was read");
        }
    }

    /** Delivers the last bytes only if the file has not been changed since it was opened. */
    private static final class UnchangedRegion extends FilterInputStream {
        private final BucketDirectory.Located file;
        private long left;

        UnchangedRegion(BucketDirectory.Located file, FileRegion region, long length) {
            super(region);
            this.file = file;
            this.left = length;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] target, int from, int count) throws IOException {
            int n = super.read(target, from, count);
            if (n > 0) {
                passed(n);
            }
            return n;
        }

        @Override
        public long skip(long count) throws IOException {
            long n = super.skip(count);
            passed(n);
            return n;
        }

        private void passed(long n) throws IOException {
            left -= n;
            if (left == 0 && n > 0) {
                checkUnchanged(file);
            }
        }
    }

    @Override
    public ObjectInfo info() {
        return info;
    }

    @Override
    public InputStream stream() {
        return stream;
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
}
