/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.store;

import java.io.IOException;
import java.io.InputStream;

/**
 * The bytes of an object, or of a range of it. Nothing is requested before the first byte or {@link #info()} is asked for; at most one
 * connection is held. Pinned: what is read is one version from the first byte to the last, or {@link CloudBridgeException.PreconditionFailed}.
 * A broken connection is opened again at the last byte. When a whole object was read and the store knows its checksum, it is verified.
 *
 * <p>Errors are {@link CloudBridgeException}s, unchecked. Not thread-safe.
 */
public final class ObjectReader extends InputStream {

    private final RetryingStore store;
    private final String provider;
    private final Transfers transfers;
    private final ByteRange range;

    private ObjectRef ref;
    private ReadOptions options;
    private ObjectInfo info;
    private ObjectContent content;
    private Transfers.Transfer transfer;
    private Checksum.Digest digest;
    private long position;
    private long end = -1;
    private boolean closed;

    /** @param transfers where the reading is counted, or null */
    ObjectReader(
            RetryingStore store,
            String provider,
            Transfers transfers,
            ObjectRef ref,
            ByteRange range,
            ReadOptions options) {
        this.store = store;
        this.provider = provider;
        this.transfers = transfers;
        this.ref = ref;
        this.range = range;
        this.options = options;
        this.position = range.offset();
    }

    /** The attributes of the whole object, as of the read; opens it if need be. */
    public ObjectInfo info() {
        if (info == null) {
            checkOpen();
            open();
        }
        return info;
    }

    @Override
    public int read() {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int offset, int length) {
        java.util.Objects.checkFromIndexSize(offset, length, target.length);
        if (length == 0) {
            return 0;
        }
        checkOpen();
        for (int failures = 0; ; failures++) {
            if (end >= 0 && position >= end) {
                finish();
                return -1;
            }
            if (content == null) {
                open();
                if (position >= end) {
                    continue;
                }
            }
            CloudBridgeException broken;
            try {
                int n = content.stream().read(target, offset, (int) Math.min(length, end - position));
                if (n > 0) {
                    advance(target, offset, n);
                    return n;
                }
                broken = broken(new IOException("the connection ended at byte " + position + " of " + end));
            } catch (IOException e) {
                broken = broken(e);
            }
            drop();
            if (!store.retry().mayRetry(failures, broken)) {
                end(broken);
                throw broken;
            }
            store.retry().pause(failures, broken);
        }
    }

    @Override
    public int available() throws IOException {
        return content == null || closed ? 0 : (int) Math.min(content.stream().available(), end - position);
    }

    /** Drops the connection; what is left is not read. Idempotent. */
    public void abort() {
        closed = true;
        drop();
        end(null);
    }

    /** The same as {@link #abort()} where bytes are left. */
    @Override
    public void close() {
        abort();
    }

    private void open() {
        boolean first = info == null;
        long rest = end >= 0 ? end - position : range.length();
        ByteRange wanted = position == 0 && rest == ByteRange.TO_END ? ByteRange.ALL : new ByteRange(position, rest);
        ObjectContent opened = store.read(ref, wanted, options);
        content = opened;
        if (first) {
            pin(opened.info());
        }
    }

    private void pin(ObjectInfo opened) {
        info = opened;
        long last = range.length() == ByteRange.TO_END ? Long.MAX_VALUE : Math.addExact(range.offset(), range.length());
        end = Math.min(opened.size(), last);
        if (opened.versionId() != null) {
            ref = ref.withVersion(opened.versionId());
        }
        if (!opened.etag().isEmpty()) {
            options = ReadOptions.ifMatch(opened.etag());
        }
        if (opened.checksum() != null && range.offset() == 0 && end == opened.size()) {
            digest = opened.checksum().algorithm().digest();
        }
        if (transfers != null) {
            transfer = transfers.begin(TransferStatus.Kind.DOWNLOAD, provider, ref, Math.max(0, end - position));
        }
    }

    private void advance(byte[] buffer, int offset, int n) {
        position += n;
        if (digest != null) {
            digest.update(buffer, offset, n);
        }
        if (transfer != null) {
            transfer.advance(n);
        }
    }

    private void finish() {
        drop();
        if (digest != null) {
            Checksum read = digest.checksum();
            digest = null;
            if (!read.equals(info.checksum())) {
                CloudBridgeException mismatch = new CloudBridgeException.ChecksumMismatch(
                        Failure.of("the " + read.algorithm() + " of what was read is " + read.hex()
                                        + ", the store says " + info.checksum().hex() + "; read it again")
                                .in(provider, "download", ref.bucket(), ref.key()),
                        null);
                end(mismatch);
                throw mismatch;
            }
        }
        end(null);
    }

    private void end(Throwable failure) {
        if (transfer != null) {
            transfer.end(failure);
        }
    }

    private void drop() {
        if (content != null) {
            if (position < end) {
                content.abort();
            } else {
                content.close();
            }
            content = null;
        }
    }

    private void checkOpen() {
        if (closed) {
            throw new CloudBridgeException.InvalidState(
                    Failure.of(
                                    "the object's stream is closed; read it before the exchange ends, or use bodyType=bytes or file")
                            .in(provider, "download", ref.bucket(), ref.key()),
                    null);
        }
    }

    private CloudBridgeException broken(IOException e) {
        if (e.getCause() instanceof CloudBridgeException known) {
            return known.in(provider, "download", ref.bucket(), ref.key());
        }
        return new CloudBridgeException.Unavailable(
                Failure.of("reading broke off at byte " + position + " of " + end + ": " + e.getMessage())
                        .in(provider, "download", ref.bucket(), ref.key()),
                e);
    }
}
