/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.store;

import io.cloudbridge.store.driver.Bodies;
import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;

/** One upload: a single request where the body is short, parts in parallel where it is long or its length unknown. */
final class Uploads {

    private final DriverCalls store;
    private final Engine engine;

    Uploads(DriverCalls store, Engine engine) {
        this.store = store;
        this.engine = engine;
    }

    PutResult upload(
            ObjectRef ref, Source source, PutOptions options, TransferSettings settings, TransferStatus.Kind kind) {
        settings.check(store.capabilities());
        Transfers.Transfer transfer = engine.transfers().begin(kind, store.provider(), ref, source.length());
        try {
            PutResult result = source.isRandomAccess()
                    ? regions(ref, source, options, settings, transfer)
                    : stream(ref, source, options, settings, transfer);
            transfer.end(null);
            return result;
        } catch (CloudBridgeException e) {
            throw failed(e, ref, transfer);
        } catch (IOException e) {
            throw failed(Bodies.unreadable(e), ref, transfer);
        } catch (RuntimeException | Error e) {
            transfer.end(e);
            throw e;
        }
    }

    private CloudBridgeException failed(CloudBridgeException e, ObjectRef ref, Transfers.Transfer transfer) {
        CloudBridgeException named = e.in(store.provider(), "upload", ref.bucket(), ref.key());
        transfer.end(named);
        return named;
    }

    private PutResult regions(
            ObjectRef ref, Source source, PutOptions options, TransferSettings settings, Transfers.Transfer transfer)
            throws IOException {
        long length = source.length();
        Content whole = source.region(0, length);
        if (options.checksum() != null) {
            verify(options.checksum(), whole.checksum(options.checksum().algorithm()));
        }
        if (length <= settings.multipartThreshold()) {
            PutResult result = store.put(ref, transfer.watched(whole), options);
            transfer.advance(length);
            return result;
        }
        long partSize = settings.partSizeFor(length, store.capabilities());
        try (PartsInFlight parts =
                new PartsInFlight(store, ref, options, partSize, engine, settings.uploadConcurrency(), transfer)) {
            for (long offset = 0; offset < length; offset += partSize) {
                parts.send(source.region(offset, Math.min(partSize, length - offset)));
            }
            return parts.complete();
        }
    }

    private PutResult stream(
            ObjectRef ref, Source source, PutOptions options, TransferSettings settings, Transfers.Transfer transfer)
            throws IOException {
        Body body = new Body(source, options.checksum());
        long length = source.length();
        boolean known = length != Source.UNKNOWN;
        boolean single = known && length <= settings.multipartThreshold();
        long firstSize =
                single ? length : known ? settings.partSizeFor(length, store.capabilities()) : settings.partSize();

        PartBuffer first = next(body, firstSize);
        if (single || !body.hasMore()) {
            try (first) {
                body.verify();
                PutResult result = store.put(ref, transfer.watched(first), options);
                transfer.advance(first.length());
                return result;
            }
        }
        try (first;
                PartsInFlight parts = new PartsInFlight(
                        store, ref, options, firstSize, engine, settings.uploadConcurrency(), transfer)) {
            parts.send(first);
            for (int number = 2; body.hasMore(); number++) {
                if (number > store.capabilities().maxParts()) {
                    throw CloudBridgeException.invalid(
                            "the body has more than " + store.capabilities().maxParts()
                                    + " parts, the most of this store; set a larger partSize");
                }
                parts.check();
                parts.send(next(body, known ? firstSize : settings.partSizeAt(number, store.capabilities())));
            }
            body.verify();
            return parts.complete();
        }
    }

    /** The next part of the body, in a buffer that holds no more room than it needs. The caller closes it. */
    private PartBuffer next(Body body, long size) throws IOException {
        PartBuffer buffer = engine.buffer(Math.max(1, size));
        boolean filled = false;
        try {
            body.fill(buffer, size);
            buffer.shrinkRoom();
            filled = true;
            return buffer;
        } finally {
            if (!filled) {
                buffer.close();
            }
        }
    }

    private static void verify(Checksum declared, Checksum found) {
        if (!declared.equals(found)) {
            throw new CloudBridgeException.ChecksumMismatch(
                    Failure.of(String.format(
                                    Locale.ROOT,
                                    "the %s of the body is %s, but header CamelCloudBridgeChecksum says %s; nothing was stored",
                                    declared.algorithm(),
                                    found.hex(),
                                    declared.hex()))
                            .withRetryable(false),
                    null);
        }
    }

    /** The caller's stream, with its declared length and checksum held to. */
    private static final class Body {
        private final InputStream in;
        private final long declaredLength;
        private final Checksum declared;
        private final Checksum.Digest digest;
        private long read;
        /** A byte behind what was read so far; -1 if there is none. */
        private int peeked = -1;

        private Body(Source source, Checksum declared) {
            this.in = source.stream();
            this.declaredLength = source.length();
            this.declared = declared;
            this.digest = declared == null ? null : declared.algorithm().digest();
        }

        /** Fills the buffer to {@code size}, or less at the end of the stream. */
        void fill(PartBuffer buffer, long size) throws IOException {
            if (hasMore()) {
                buffer.add((byte) peeked);
                peeked = -1;
            }
            boolean mayHaveMore = buffer.fill(in, size);
            read += buffer.length();
            if (digest != null) {
                update(buffer);
            }
            if (mayHaveMore) {
                peeked = in.read();
            }
            checkLength();
        }

        /** Whether the stream goes on behind what was read; known by having read a byte of it. */
        boolean hasMore() {
            return peeked >= 0;
        }

        void verify() {
            if (digest != null) {
                Uploads.verify(declared, digest.checksum());
            }
        }

        private void update(PartBuffer buffer) throws IOException {
            byte[] piece = new byte[PartBuffer.PIECE];
            try (InputStream bytes = buffer.open()) {
                for (int n = bytes.read(piece); n >= 0; n = bytes.read(piece)) {
                    digest.update(piece, 0, n);
                }
            }
        }

        private void checkLength() {
            if (declaredLength == Source.UNKNOWN) {
                return;
            }
            if (hasMore() ? read >= declaredLength : read != declaredLength) {
                throw CloudBridgeException.invalid("the body has " + (hasMore() ? "more than " : "") + read
                        + " bytes, but its declared length is " + declaredLength
                        + "; correct or remove header CamelCloudBridgeContentLength; nothing was stored");
            }
        }
    }
}
