/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.store.local;

import io.cloudbridge.store.ByteRange;
import io.cloudbridge.store.FileRegion;
import io.cloudbridge.store.ObjectContent;
import io.cloudbridge.store.ObjectInfo;
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
        this.stream = new FileRegion(channel, "the file of " + info.ref(), range.offset(), length) {
            @Override
            protected void beforeEnd() throws IOException {
                checkUnchanged(file);
            }
        };
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
