/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.store;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/**
 * Reads a region of an open file, and closes the file with itself. A file that became shorter fails the read: the stream never ends before its
 * region does. Not thread-safe.
 */
public class FileRegion extends InputStream {

    /** The JDK keeps for each thread a direct buffer of the longest read it has seen. */
    private static final int LONGEST_READ = 128 * 1024;

    private final FileChannel channel;
    private final String name;
    private final long end;
    private long position;

    /**
     * @param name of the file, for the error
     * @param offset of the first byte
     * @param length in bytes
     */
    public FileRegion(FileChannel channel, String name, long offset, long length) {
        this.channel = channel;
        this.name = name;
        this.position = offset;
        this.end = offset + length;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    /** @throws EOFException if the file was cut meanwhile */
    @Override
    public int read(byte[] target, int from, int count) throws IOException {
        if (count == 0) {
            return 0;
        }
        if (position >= end) {
            return -1;
        }
        int wanted = (int) Math.min(Math.min(count, LONGEST_READ), end - position);
        int n = channel.read(ByteBuffer.wrap(target, from, wanted), position);
        if (n < 0) {
            throw new EOFException(name + " ended at byte " + position + " while " + end
                    + " were expected; another program changed it while it was read");
        }
        position += n;
        if (position >= end) {
            beforeEnd();
        }
        return n;
    }

    /** Called when the last bytes are read or skipped and not handed out yet; fails if they are not to be. */
    protected void beforeEnd() throws IOException {
        // a region of a file that nobody changes needs no check
    }

    @Override
    public long skip(long count) throws IOException {
        long skipped = Math.max(0, Math.min(count, end - position));
        position += skipped;
        if (skipped > 0 && position >= end) {
            beforeEnd();
        }
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
