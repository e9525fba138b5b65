/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.camel.message;

import io.cloudbridge.camel.ObjectBody;
import io.cloudbridge.store.ByteRange;
import io.cloudbridge.store.CloudBridgeException;
import io.cloudbridge.store.Failure;
import io.cloudbridge.store.ObjectInfo;
import io.cloudbridge.store.ObjectReader;
import io.cloudbridge.store.StoreClient;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Objects;
import org.apache.camel.Exchange;
import org.apache.camel.StreamCache;
import org.apache.camel.support.SynchronizationAdapter;

/**
 * The content of an object as a message body. Nothing is requested before the first byte is read, and no connection is held while nothing is
 * open. It is a {@link StreamCache}, so Camel leaves it alone instead of copying it into memory: {@link #reset()} reads again from the start,
 * {@link #copy} gives an independent reader. Every time it is opened it is pinned to the version that was seen; if the object was replaced since,
 * reading fails with {@link CloudBridgeException.PreconditionFailed} and never mixes two versions.
 *
 * <p>Errors of reading are {@link CloudBridgeException}s. When the exchange ends the connection is dropped, whatever is left unread. Whoever
 * reads on afterwards opens it again and has to close it. Thread-safe in so far as the exchange may end on another thread than the reader's.
 */
public final class PinnedObjectBody extends ObjectBody {

    private final StoreClient client;
    private final ObjectInfo info;
    private final ByteRange range;
    private final long length;
    private final byte[] fetched;

    private ObjectReader reader;
    private long position;
    private boolean closed;

    public PinnedObjectBody(StoreClient client, ObjectInfo info, ByteRange range) {
        this(client, info, range, null);
    }

    /** @param fetched the content, if it was fetched ahead; else null */
    private PinnedObjectBody(StoreClient client, ObjectInfo info, ByteRange range, byte[] fetched) {
        this.fetched = fetched;
        this.client = client;
        this.info = info;
        this.range = range;
        long rest = Math.max(0, info.size() - range.offset());
        this.length = range.length() == ByteRange.TO_END ? rest : Math.min(rest, range.length());
    }

    /** The same, to be released when the exchange ends. */
    public static PinnedObjectBody of(StoreClient client, ObjectInfo info, ByteRange range, Exchange exchange) {
        PinnedObjectBody body = new PinnedObjectBody(client, info, range);
        body.releaseAtEndOf(exchange);
        return body;
    }

    /** The whole content, which was fetched ahead. */
    public static PinnedObjectBody fetched(StoreClient client, ObjectInfo info, byte[] content) {
        return new PinnedObjectBody(client, info, ByteRange.ALL, content);
    }

    @Override
    public ObjectInfo info() {
        return info;
    }

    @Override
    public ByteRange range() {
        return range;
    }

    @Override
    public PinnedObjectBody reopen() {
        return new PinnedObjectBody(client, info, range, fetched);
    }

    @Override
    public synchronized int read() {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public synchronized int read(byte[] target, int offset, int count) {
        Objects.checkFromIndexSize(offset, count, target.length);
        if (closed) {
            throw new CloudBridgeException.InvalidState(
                    Failure.of("this body is closed; reset() reads it again from the start")
                            .in(client.provider(), "read", info.bucket(), info.key()),
                    null);
        }
        if (count == 0) {
            return 0;
        }
        if (position >= length) {
            return -1;
        }
        if (fetched != null) {
            int n = (int) Math.min(count, length - position);
            System.arraycopy(fetched, (int) position, target, offset, n);
            position += n;
            return n;
        }
        if (reader == null) {
            reader = client.read(info, rest());
        }
        int n = reader.read(target, offset, count);
        if (n < 0) {
            release();
            throw new CloudBridgeException.PreconditionFailed(
                    Failure.of("the object ended at byte " + position + " of " + length
                                    + "; it was replaced after it was found")
                            .in(client.provider(), "read", info.bucket(), info.key()),
                    null);
        }
        position += n;
        if (position >= length) {
            finish();
        }
        return n;
    }

    private ByteRange rest() {
        return position == 0 ? range : new ByteRange(range.offset() + position, length - position);
    }

    /** Reads the end as well: it is there that the checksum is verified. */
    private void finish() {
        try {
            if (reader.read() >= 0) {
                throw new CloudBridgeException.PreconditionFailed(
                        Failure.of("the object has more than " + length + " bytes; it was replaced after it was found")
                                .in(client.provider(), "read", info.bucket(), info.key()),
                        null);
            }
        } finally {
            release();
        }
    }

    /** Skips without reading while nothing is open. */
    @Override
    public synchronized long skip(long count) throws IOException {
        if (reader != null) {
            return super.skip(count);
        }
        long skipped = Math.max(0, Math.min(count, length - position));
        position += skipped;
        return skipped;
    }

    /** The bytes at hand without waiting; 0 while nothing is open. */
    @Override
    public synchronized int available() throws IOException {
        return reader == null ? 0 : reader.available();
    }

    /** Drops the connection. Reading goes on only after {@link #reset()}. */
    @Override
    public synchronized void close() {
        closed = true;
        release();
    }

    /** Back to the start; the next read opens the object again. */
    @Override
    public synchronized void reset() {
        release();
        closed = false;
        position = 0;
    }

    @Override
    public boolean markSupported() {
        return false;
    }

    /** Writes what is left. */
    @Override
    public void writeTo(OutputStream target) throws IOException {
        transferTo(target);
    }

    /** An independent reader from the start, released when {@code exchange} ends. */
    @Override
    public StreamCache copy(Exchange exchange) {
        return fetched == null ? of(client, info, range, exchange) : reopen();
    }

    /** False: nothing is kept in memory. */
    @Override
    public boolean inMemory() {
        return false;
    }

    /** In bytes. */
    @Override
    public long length() {
        return length;
    }

    @Override
    public synchronized long position() {
        return position;
    }

    /** Whether a connection is held. */
    public synchronized boolean isOpen() {
        return reader != null;
    }

    /** Drops the connection and keeps the place. */
    public synchronized void release() {
        if (reader != null) {
            reader.abort();
            reader = null;
        }
    }

    private void releaseAtEndOf(Exchange exchange) {
        exchange.getExchangeExtension().addOnCompletion(new SynchronizationAdapter() {
            @Override
            public void onDone(Exchange done) {
                release();
            }
        });
    }

    @Override
    public String toString() {
        return "ObjectBody[" + info.ref() + ", " + length + " bytes]";
    }
}
