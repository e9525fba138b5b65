/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.store;

import io.cloudbridge.store.driver.Bodies;
import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;

/** One upload: a single request where the body is short, parts in parallel where it is long or its length unknown. */
final class Uploads {

    private final String provider;
    private final DriverCalls store;
    private final Engine engine;

    Uploads(String provider, DriverCalls store, Engine engine) {
        this.provider = provider;
        this.store = store;
        this.engine = engine;
    }

    PutResult upload(
            ObjectRef ref, Source source, PutOptions options, TransferSettings settings, TransferStatus.Kind kind) {
        settings.check(store.capabilities());
        Transfers.Transfer transfer = engine.transfers().begin(kind, provider, ref, source.length());
        try {
            PutResult result = source.isRandomAccess()
                    ? regions(ref, source, options, settings, transfer)
                    : stream(ref, source, options, settings, transfer);
            transfer.end(null);
            return result;
        } catch (CloudBridgeException e) {
            CloudBridgeException named = e.in(provider, "upload", ref.bucket(), ref.key());
            transfer.end(named);
            throw named;
        } catch (IOException e) {
            CloudBridgeException failed = Bodies.unreadable(e).in(provider, "upload", ref.bucket(), ref.key());
            transfer.end(failed);
            throw failed;
        } catch (RuntimeException | Error e) {
            transfer.end(e);
            throw e;
        }
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
            parts.await();
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

        PartBuffer first = engine.buffer(Math.max(1, firstSize));
        boolean sent = false;
        try {
            boolean more = body.fill(first, firstSize);
            if (!more || single) {
                body.verify();
                first.shrinkRoom();
                PutResult result = store.put(ref, transfer.watched(first), options);
                transfer.advance(first.length());
                return result;
            }
            try (PartsInFlight parts =
                    new PartsInFlight(store, ref, options, firstSize, engine, settings.uploadConcurrency(), transfer)) {
                sent = true;
                parts.send(first);
                for (int number = 2; more; number++) {
                    long size = known ? firstSize : settings.partSizeAt(number, store.capabilities());
                    if (number > store.capabilities().maxParts()) {
                        throw CloudBridgeException.invalid(
                                "the body has more than " + store.capabilities().maxParts()
                                        + " parts, the most of this store; set a larger partSize");
                    }
                    parts.check();
                    PartBuffer buffer = engine.buffer(size);
                    boolean handed = false;
                    try {
                        more = body.fill(buffer, size);
                        buffer.shrinkRoom();
                        handed = true;
                    } finally {
                        if (!handed) {
                            buffer.close();
                        }
                    }
                    parts.send(buffer);
                }
                body.verify();
                parts.await();
                return parts.complete();
            }
        } finally {
            if (!sent) {
                first.close();
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
        private int peeked = -1;

        private Body(Source source, Checksum declared) {
            this.in = source.stream();
            this.declaredLength = source.length();
            this.declared = declared;
            this.digest = declared == null ? null : declared.algorithm().digest();
        }

        /**
         * Fills the buffer to {@code size}, or less at the end of the stream.
         *
         * @return whether there is more; known by having read it
         */
        boolean fill(PartBuffer buffer, long size) throws IOException {
            if (peeked >= 0) {
                buffer.add((byte) peeked);
                peeked = -1;
            }
            boolean more = buffer.fill(in, size);
            read += buffer.length();
            if (digest != null) {
                update(buffer);
            }
            if (more) {
                peeked = in.read();
                more = peeked >= 0;
            }
            checkLength(more);
            return more;
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

        private void checkLength(boolean more) {
            if (declaredLength == Source.UNKNOWN) {
                return;
            }
            if (more ? read >= declaredLength : read != declaredLength) {
                throw CloudBridgeException.invalid("the body has " + (more ? "more than " + read : String.valueOf(read))
                        + " bytes, but its declared length is " + declaredLength
                        + "; correct or remove header CamelCloudBridgeContentLength; nothing was stored");
            }
        }
    }
}
