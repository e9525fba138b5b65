/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.camel.message;

import io.cloudbridge.camel.ObjectBody;
import io.cloudbridge.store.ByteRange;
import io.cloudbridge.store.CloudBridgeException;
import io.cloudbridge.store.Failure;
import io.cloudbridge.store.ObjectInfo;
import io.cloudbridge.store.ObjectReader;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Objects;
import java.util.concurrent.locks.ReentrantLock;
import org.apache.camel.Exchange;
import org.apache.camel.StreamCache;
import org.apache.camel.support.SynchronizationAdapter;

/** The body that {@link BodyOpener} makes: in memory, or with at most one connection. Each reader is independent of its copies. */
public final class PinnedObjectBody extends ObjectBody {

    /** A skip of more bytes than this opens the object anew instead of reading them. */
    private static final long LONGEST_SKIP = 256 * 1024;

    private final BodyOpener opener;
    private final ObjectInfo info;
    private final ByteRange range;
    private final long length;
    private final byte[] content;
    private final VersionGone gone;
    private final ReentrantLock lock = new ReentrantLock();

    private ObjectReader reader;
    private long position;
    private boolean closed;

    private PinnedObjectBody(
            BodyOpener opener,
            ObjectInfo info,
            ByteRange range,
            long length,
            byte[] content,
            ObjectReader reader,
            VersionGone gone) {
        this.opener = opener;
        this.info = info;
        this.range = range;
        this.length = length;
        this.content = content;
        this.reader = reader;
        this.gone = gone;
    }

    /** A body whose whole content was read. */
    static PinnedObjectBody inMemory(
            BodyOpener opener, ObjectInfo info, ByteRange range, byte[] content, VersionGone gone) {
        return new PinnedObjectBody(opener, info, range, content.length, content, null, gone);
    }

    /** A body that was opened and not read. */
    static PinnedObjectBody connected(
            BodyOpener opener, ObjectInfo info, ByteRange range, ObjectReader reader, VersionGone gone) {
        return new PinnedObjectBody(opener, info, range, reader.length(), null, reader, gone);
    }

    @Override
    public ObjectInfo info() {
        return info;
    }

    @Override
    public ByteRange range() {
        return range;
    }

    /** The same; a connection of which nothing was read yet goes over to it, so that reading the whole costs no second request. */
    @Override
    public PinnedObjectBody reopen() {
        lock.lock();
        try {
            boolean untouched = reader != null && position == 0 && reader.isConnected();
            PinnedObjectBody other =
                    new PinnedObjectBody(opener, info, range, length, content, untouched ? reader : null, gone);
            if (untouched) {
                reader = null;
                opener.open().released(this);
                opener.open().opened(other);
            }
            return other;
        } finally {
            lock.unlock();
        }
    }

    /** The whole content if it is in memory, else null. Not to be changed. */
    public byte[] content() {
        return content;
    }

    @Override
    public int read() {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int offset, int count) {
        Objects.checkFromIndexSize(offset, count, target.length);
        lock.lock();
        try {
            checkOpen();
            if (count == 0) {
                return 0;
            }
            if (position >= length) {
                return -1;
            }
            int n = content == null ? readFromStore(target, offset, count) : readFromMemory(target, offset, count);
            position += n;
            return n;
        } finally {
            lock.unlock();
        }
    }

    private void checkOpen() {
        if (closed) {
            throw new CloudBridgeException.InvalidState(
                    failure("this body is closed; reset() reads it again from the start"), null);
        }
    }

    private int readFromMemory(byte[] target, int offset, int count) {
        int n = (int) Math.min(count, length - position);
        System.arraycopy(content, (int) position, target, offset, n);
        return n;
    }

    private int readFromStore(byte[] target, int offset, int count) {
        if (reader == null) {
            reader = opener.client().read(info, rest());
        }
        boolean held = reader.isConnected();
        int n = gone.watch(() -> reader.read(target, offset, (int) Math.min(count, length - position)));
        if (n < 0) {
            throw new CloudBridgeException.PreconditionFailed(
                    failure("the object ended at byte " + position + " of " + length
                            + "; it was replaced after it was found"),
                    null);
        }
        if (!reader.isConnected()) {
            opener.open().released(this);
        } else if (!held) {
            opener.open().opened(this);
        }
        return n;
    }

    private ByteRange rest() {
        return position == 0 ? range : new ByteRange(range.offset() + position, length - position);
    }

    private Failure failure(String problem) {
        return Failure.of(problem).in(opener.client().provider(), "read", info.bucket(), info.key());
    }

    /** Skips without reading while nothing is open, and far skips in any case. */
    @Override
    public long skip(long count) throws IOException {
        lock.lock();
        try {
            long skipped = Math.max(0, Math.min(count, length - position));
            if (reader != null && skipped > 0) {
                if (skipped <= LONGEST_SKIP) {
                    return super.skip(skipped);
                }
                forgetReader();
            }
            position += skipped;
            return skipped;
        } finally {
            lock.unlock();
        }
    }

    /** The bytes at hand without waiting; 0 while nothing is open. */
    @Override
    public int available() throws IOException {
        lock.lock();
        try {
            if (content != null) {
                return (int) (length - position);
            }
            return reader == null ? 0 : reader.available();
        } finally {
            lock.unlock();
        }
    }

    /** Drops the connection. Reading goes on only after {@link #reset()}. Idempotent. */
    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            forgetReader();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void reset() {
        lock.lock();
        try {
            // what was opened and not read yet serves again
            if (position > 0 || closed) {
                forgetReader();
            }
            closed = false;
            position = 0;
        } finally {
            lock.unlock();
        }
    }

    private void forgetReader() {
        if (reader != null) {
            reader.abort();
            reader = null;
            opener.open().released(this);
        }
    }

    /** Ends the reading and keeps the place: a later read opens the same version again at the next byte. */
    public void release() {
        lock.lock();
        try {
            forgetReader();
        } finally {
            lock.unlock();
        }
    }

    /** Drops the connection for now, unless another thread is reading just now. */
    boolean tryRelease() {
        if (!lock.tryLock()) {
            return false;
        }
        try {
            if (reader != null) {
                reader.release();
            }
            opener.open().released(this);
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** Whether a connection is held. */
    public boolean isConnected() {
        lock.lock();
        try {
            return reader != null && reader.isConnected();
        } finally {
            lock.unlock();
        }
    }

    /** Drops the connection when the exchange ends, wherever it is handed over to. */
    public PinnedObjectBody releaseAtEndOf(Exchange exchange) {
        if (content == null) {
            exchange.getExchangeExtension().addOnCompletion(new SynchronizationAdapter() {
                @Override
                public void onDone(Exchange done) {
                    release();
                }
            });
        }
        return this;
    }

    @Override
    public boolean markSupported() {
        return false;
    }

    /** Writes what is left. */
    @Override
    public void writeTo(OutputStream target) throws IOException {
        if (content != null) {
            lock.lock();
            try {
                checkOpen();
                target.write(content, (int) position, (int) (length - position));
                position = length;
            } finally {
                lock.unlock();
            }
        } else {
            transferTo(target);
        }
    }

    /** An independent reader from the start, released when {@code exchange} ends. */
    @Override
    public StreamCache copy(Exchange exchange) {
        return reopen().releaseAtEndOf(exchange);
    }

    @Override
    public boolean inMemory() {
        return content != null;
    }

    /** In bytes. */
    @Override
    public long length() {
        return length;
    }

    @Override
    public long position() {
        return position;
    }

    @Override
    public String toString() {
        return "ObjectBody[" + info.ref() + ", " + length + " bytes]";
    }
}
