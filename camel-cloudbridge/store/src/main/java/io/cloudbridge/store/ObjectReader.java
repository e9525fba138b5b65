/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.store;

import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;

/**
 * The bytes of an object, or of a range of it. At most one connection is held: from the first byte, {@link #info()} or {@link StoreClient#open}
 * on, until the last byte was read, {@link #release()} or {@link #close()}. Pinned: what is read is one version from the first byte to the last, or
 * {@link CloudBridgeException.PreconditionFailed}. A broken connection is opened again at the next byte. When a whole object was read and the
 * store tells anything to compare it with, it is verified before the last bytes are handed out.
 *
 * <p>What an answer says of itself is compared with what was asked: another range, another size and more bytes than promised are errors, fewer
 * are asked for again.
 *
 * <p>Errors are {@link CloudBridgeException}s, unchecked. Not thread-safe.
 */
public final class ObjectReader extends InputStream {

    /** Bytes after which a broken connection counts as the first again; a tenth of a short range, a thousandth of a long one. */
    private static final long PROGRESS = 1L << 20;

    private final DriverCalls store;
    private final Transfers transfers;
    private final ByteRange range;
    private final long listedSize;

    private ObjectRef ref;
    private ReadOptions options;
    private ObjectInfo info;
    private ObjectContent content;
    private Transfers.Transfer transfer;
    private ContentCheck check;
    private long position;
    private long end = -1;
    private int failures;
    private long lastFailure;
    private boolean closed;

    /**
     * @param transfers where the reading is counted, or null
     * @param listedSize of the object as a listing told it, which counts where the answer tells none; or negative
     */
    ObjectReader(
            DriverCalls store,
            Transfers transfers,
            ObjectRef ref,
            ByteRange range,
            ReadOptions options,
            long listedSize) {
        this.store = store;
        this.transfers = transfers;
        this.ref = ref;
        this.range = range;
        this.options = options;
        this.listedSize = listedSize;
        this.position = range.offset();
        this.lastFailure = position;
    }

    /** The attributes of the whole object, as of the read; opens it if need be. */
    public ObjectInfo info() {
        if (info == null) {
            checkOpen();
            open();
        }
        return info;
    }

    /** The bytes of the range, whatever was read of them; opens the object if need be. */
    public long length() {
        info();
        return end - range.offset();
    }

    /** The position of the next byte, counted from the first byte of the object. */
    public long position() {
        return position;
    }

    /** Whether a connection is held. */
    public boolean isConnected() {
        return content != null;
    }

    /** Drops the connection and keeps the position: the next read opens the same version again at the next byte. */
    public void release() {
        if (content == null) {
            return;
        }
        if (position < end) {
            content.abort();
        } else {
            content.close();
        }
        content = null;
    }

    /** Leaves the comparison to the caller, who does not read all of it here; null if there is nothing to compare with. */
    ContentCheck takeCheck() {
        ContentCheck taken = check;
        check = null;
        return taken;
    }

    /** Reads a range of the version that this reader is pinned to, by a connection of its own. */
    ObjectReader readAgain(ByteRange other) {
        return new ObjectReader(store, null, ref, other, options, info.size());
    }

    @Override
    public int read() {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int offset, int length) {
        Objects.checkFromIndexSize(offset, length, target.length);
        if (length == 0) {
            return 0;
        }
        checkOpen();
        while (end < 0 || position < end) {
            if (content == null) {
                open();
                continue;
            }
            CloudBridgeException broken;
            try {
                int n = readSome(target, offset, (int) Math.min(length, end - position));
                if (n > 0) {
                    advance(target, offset, n);
                    return n;
                }
                broken = broken(new IOException("the connection ended at byte " + position + " of " + end));
            } catch (IOException e) {
                broken = broken(e);
            } catch (CloudBridgeException e) {
                throw e;
            } catch (RuntimeException e) {
                broken = broken(new IOException(e));
            }
            release();
            goOnAfter(broken);
        }
        return -1;
    }

    /** While no read waits for bytes, the transfer is not late: it is the route that does not ask. */
    private int readSome(byte[] target, int offset, int length) throws IOException {
        if (transfer == null) {
            return content.stream().read(target, offset, length);
        }
        transfer.waits(true);
        try {
            return content.stream().read(target, offset, length);
        } finally {
            transfer.waits(false);
        }
    }

    @Override
    public int available() throws IOException {
        return content == null || closed ? 0 : (int) Math.min(content.stream().available(), end - position);
    }

    /** Drops the connection; what is left is not read. Idempotent. */
    public void abort() {
        closed = true;
        release();
        endTransfer(null);
    }

    /** The same as {@link #abort()}. */
    @Override
    public void close() {
        abort();
    }

    /** Asks for what is left. If it fails, no connection is held. */
    private void open() {
        if (range.isEmpty()) {
            openEmpty();
            return;
        }
        long rest = end >= 0 ? end - position : range.length();
        ByteRange wanted = position == 0 && rest == ByteRange.TO_END ? ByteRange.ALL : new ByteRange(position, rest);
        content = store.read(ref, wanted, options);
        boolean accepted = false;
        try {
            long size = sizeOf(content);
            if (info == null) {
                if (wanted.offset() > 0 && content.range().start() == 0) {
                    checkWhole(size);
                }
                pin(content.info().withSize(size));
            } else if (size != info.size()) {
                throw AnswerChecks.wrong("the object has " + size + " bytes, and had " + info.size() + " before");
            }
            accepted = true;
        } finally {
            if (!accepted) {
                content.abort();
                content = null;
            }
        }
        if (position >= end) {
            finish();
        } else {
            skipToPosition();
        }
    }

    /** A store that ignores ranges sends everything; one that sends a part and calls it everything would be read at the wrong place. */
    private void checkWhole(long size) {
        long known = listedSize >= 0 ? listedSize : store.head(ref, options).size();
        if (size != known) {
            throw named(AnswerChecks.wrong(
                    "it sends " + size + " bytes and calls them the whole object, which has " + known));
        }
    }

    private void openEmpty() {
        ObjectInfo found = store.head(ref, options);
        if (range.offset() > found.size()) {
            throw named(AnswerChecks.beyondEnd(range, found.size()));
        }
        pin(found);
        endTransfer(null);
    }

    private long sizeOf(ObjectContent opened) {
        long said = opened.info().size() >= 0
                ? opened.info().size()
                : opened.range().total();
        long size = said >= 0 ? said : info != null ? info.size() : listedSize;
        if (size < 0) {
            throw named(AnswerChecks.wrong("it does not say how long the object is"));
        }
        return size;
    }

    private void pin(ObjectInfo opened) {
        long last = range.length() == ByteRange.TO_END ? Long.MAX_VALUE : addCapped(range.offset(), range.length());
        end = Math.max(range.offset(), Math.min(opened.size(), last));
        info = opened;
        if (opened.versionId() != null) {
            ref = ref.withVersion(opened.versionId());
        }
        if (!opened.etag().isEmpty()) {
            options = ReadOptions.ifMatch(opened.etag());
        }
        if (content != null && range.offset() == 0 && end == opened.size()) {
            check = ContentCheck.of(store, content, opened);
        }
        if (transfers != null) {
            transfer = transfers.begin(TransferStatus.Kind.DOWNLOAD, store.provider(), ref, end - position);
            transfer.waits(false);
        }
    }

    private static long addCapped(long a, long b) {
        return b > Long.MAX_VALUE - a ? Long.MAX_VALUE : a + b;
    }

    /** Reads past what comes before the position, where the store answered with the whole object. */
    private void skipToPosition() {
        long before =
                content.range().start() < 0 ? 0 : position - content.range().start();
        if (before == 0) {
            return;
        }
        try {
            content.stream().skipNBytes(before);
        } catch (IOException e) {
            CloudBridgeException broken = broken(e);
            release();
            goOnAfter(broken);
        }
    }

    /** Waits until the connection may be opened again; throws if it was opened too often for what it brought. */
    private void goOnAfter(CloudBridgeException broken) {
        long length = end - range.offset();
        if (position - lastFailure >= Math.max(Math.max(1, Math.min(PROGRESS, length / 10)), length / 1000)) {
            failures = 0;
            lastFailure = position;
        }
        // bytes that were handed out already cannot be taken back
        boolean tooLate = broken instanceof CloudBridgeException.ChecksumMismatch && position > range.offset();
        if (tooLate || !store.retry().mayRetry(failures, broken)) {
            CloudBridgeException last = failures == 0 ? broken : broken.afterAttempts(failures + 1);
            endTransfer(last);
            throw last;
        }
        store.retry()
                .pause(new Retry.Request(store.provider(), "download", ref.bucket(), ref.key()), failures++, broken);
    }

    private void advance(byte[] buffer, int offset, int n) {
        position += n;
        if (check != null) {
            check.update(buffer, offset, n);
        }
        if (transfer != null) {
            transfer.advance(n);
        }
        if (position >= end) {
            finish();
        }
    }

    /** Gives the connection back, after a look whether the answer is what it promised to be. */
    private void finish() {
        CloudBridgeException failure = surplus();
        release();
        if (failure == null && check != null) {
            failure = takeCheck().failure(this::readAgain);
        }
        failure = failure == null ? null : named(failure);
        endTransfer(failure);
        if (failure != null) {
            throw failure;
        }
    }

    /** An error if there are bytes behind the end that was asked for, or the store's own check of the content failed there. */
    private CloudBridgeException surplus() {
        if (content == null || content.range().end() > end) {
            return null;
        }
        try {
            return content.stream().read() < 0
                    ? null
                    : AnswerChecks.wrong("it has more than the " + (end - range.offset()) + " bytes that it promised");
        } catch (IOException e) {
            // all bytes are there; a connection that breaks now is no loss
            return e.getCause() instanceof CloudBridgeException ? broken(e) : null;
        }
    }

    private void endTransfer(Throwable failure) {
        if (transfer != null) {
            transfer.end(failure);
        }
    }

    private void checkOpen() {
        if (closed) {
            throw named(new CloudBridgeException.InvalidState(
                    Failure.of(
                            "the object's stream is closed; read it before the exchange ends, or use bodyType=bytes or file"),
                    null));
        }
    }

    private CloudBridgeException broken(IOException e) {
        CloudBridgeException known = e.getCause() instanceof CloudBridgeException cause
                ? cause
                : new CloudBridgeException.Unavailable(
                        Failure.of("reading broke off at byte " + position + " of " + end + ": " + e.getMessage()), e);
        return store.masked(named(known));
    }

    private CloudBridgeException named(CloudBridgeException e) {
        return e.in(store.provider(), "download", ref.bucket(), ref.key());
    }
}
