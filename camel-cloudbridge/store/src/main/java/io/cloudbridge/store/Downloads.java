/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.store;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;

/** Downloads to a file: into a temporary file beside the target, several ranges of one version at a time, moved into place at the end. */
final class Downloads {

    private final String provider;
    private final RetryingStore store;
    private final Engine engine;

    Downloads(String provider, RetryingStore store, Engine engine) {
        this.provider = provider;
        this.store = store;
        this.engine = engine;
    }

    ObjectInfo download(ObjectRef ref, Path target, ReadOptions options, TransferSettings settings) {
        Path file = target.toAbsolutePath();
        if (Files.isDirectory(file)) {
            throw CloudBridgeException.invalid("the target " + file + " is a directory; give the name of a file");
        }
        Path directory = file.getParent();
        Path partial = directory.resolve("." + UUID.randomUUID() + ".part");
        try {
            Files.createDirectories(directory);
            ObjectInfo info = fetch(ref, partial, options, settings);
            moveIntoPlace(partial, file);
            return info;
        } catch (IOException e) {
            throw new CloudBridgeException.InvalidState(
                    Failure.of("the file " + file + " could not be written: " + e
                                    + "; check the directory and the space on the disk")
                            .in(provider, "download", ref.bucket(), ref.key()),
                    e);
        } finally {
            discard(partial);
        }
    }

    private ObjectInfo fetch(ObjectRef ref, Path partial, ReadOptions options, TransferSettings settings)
            throws IOException {
        ObjectReader whole = reader(ref, ByteRange.ALL, options);
        try (FileChannel out = FileChannel.open(partial, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
                whole) {
            ObjectInfo info = whole.info();
            if (info.size() <= settings.multipartThreshold()
                    || settings.downloadConcurrency() == 1
                    || info.etag().isEmpty()) {
                write(whole, out, 0, null);
            } else {
                whole.abort();
                ranges(info, out, settings);
                verify(info, partial);
            }
            return info;
        }
    }

    private void ranges(ObjectInfo info, FileChannel out, TransferSettings settings) throws IOException {
        Transfers.Transfer transfer =
                engine.transfers().begin(TransferStatus.Kind.DOWNLOAD, provider, info.ref(), info.size());
        List<Future<?>> running = new ArrayList<>();
        RangeQueue queue = new RangeQueue(info.size(), settings.partSize());
        try {
            for (int i = 0; i < settings.downloadConcurrency(); i++) {
                running.add(engine.executor().submit(() -> {
                    for (ByteRange range = queue.next(); range != null; range = queue.next()) {
                        copyRange(info, range, out, transfer);
                    }
                    return null;
                }));
            }
            for (Future<?> one : running) {
                one.get();
            }
            transfer.end(null);
        } catch (InterruptedException e) {
            transfer.end(e);
            Thread.currentThread().interrupt();
            throw Retry.interrupted(e);
        } catch (ExecutionException e) {
            transfer.end(e.getCause());
            if (e.getCause() instanceof CloudBridgeException known) {
                throw known.in(provider, "download", info.bucket(), info.key());
            }
            if (e.getCause() instanceof IOException io) {
                throw io;
            }
            throw new IllegalStateException(e.getCause());
        } finally {
            queue.stop();
            running.forEach(Downloads::settle);
        }
    }

    private void copyRange(ObjectInfo info, ByteRange range, FileChannel out, Transfers.Transfer transfer)
            throws IOException {
        try (ObjectReader in = new ObjectReader(
                store, provider, null, info.ref(), range, ReadOptions.ifMatch(info.etag()), info.size())) {
            write(in, out, range.offset(), transfer);
        }
    }

    private static void write(InputStream in, FileChannel out, long offset, Transfers.Transfer transfer)
            throws IOException {
        byte[] buffer = new byte[64 * 1024];
        long position = offset;
        for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
            ByteBuffer bytes = ByteBuffer.wrap(buffer, 0, n);
            while (bytes.hasRemaining()) {
                position += out.write(bytes, position);
            }
            if (transfer != null) {
                transfer.advance(n);
            }
        }
    }

    private void verify(ObjectInfo info, Path partial) throws IOException {
        if (info.checksum() == null) {
            return;
        }
        Checksum found =
                Content.ofFile(partial, 0, info.size()).checksum(info.checksum().algorithm());
        if (!found.equals(info.checksum())) {
            throw new CloudBridgeException.ChecksumMismatch(
                    Failure.of("the " + found.algorithm() + " of the download is " + found.hex() + ", the store says "
                                    + info.checksum().hex() + "; nothing was written, download it again")
                            .in(provider, "download", info.bucket(), info.key()),
                    null);
        }
    }

    private ObjectReader reader(ObjectRef ref, ByteRange range, ReadOptions options) {
        return new ObjectReader(store, provider, engine.transfers(), ref, range, options, ContentRange.UNKNOWN);
    }

    private static void moveIntoPlace(Path partial, Path file) throws IOException {
        try {
            Files.move(partial, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (AtomicMoveNotSupportedException e) {
            Files.move(partial, file, StandardCopyOption.REPLACE_EXISTING);
        }
    }

    private static void discard(Path partial) {
        try {
            Files.deleteIfExists(partial);
        } catch (IOException e) {
            org.slf4j.LoggerFactory.getLogger(Downloads.class)
                    .warn("The temporary file {} could not be deleted: {}", partial, e.toString());
        }
    }

    private static void settle(Future<?> task) {
        boolean interrupted = false;
        while (true) {
            try {
                task.get();
                break;
            } catch (InterruptedException e) {
                interrupted = true;
            } catch (ExecutionException | CancellationException e) {
                break;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** Hands out the ranges of an object in order, to any number of threads. */
    private static final class RangeQueue {
        private final long size;
        private final long step;
        private long offset;

        private RangeQueue(long size, long step) {
            this.size = size;
            this.step = step;
        }

        synchronized ByteRange next() {
            if (offset >= size) {
                return null;
            }
            ByteRange range = new ByteRange(offset, Math.min(step, size - offset));
            offset += range.length();
            return range;
        }

        synchronized void stop() {
            offset = size;
        }
    }
}
