/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Downloads to a file: into a temporary file beside the target, several ranges of one version at a time, moved into place at the end. */
final class Downloads {

    private static final Logger LOG = LoggerFactory.getLogger(Downloads.class);

    private final DriverCalls store;
    private final Engine engine;

    Downloads(DriverCalls store, Engine engine) {
        this.store = store;
        this.engine = engine;
    }

    ObjectInfo download(ObjectRef ref, ByteRange range, Path target, ReadOptions options, TransferSettings settings) {
        Path file = target.toAbsolutePath();
        if (Files.isDirectory(file)) {
            throw CloudBridgeException.invalid("the target " + file + " is a directory; give the name of a file");
        }
        Path directory = file.getParent();
        Path partial = null;
        try {
            Files.createDirectories(directory);
            partial = PartialFiles.in(directory);
            ObjectInfo info = fetch(ref, range, partial, options, settings);
            moveIntoPlace(partial, file);
            return info;
        } catch (ClosedByInterruptException e) {
            throw named(ErrorMapping.interrupted(e), ref);
        } catch (IOException e) {
            CloudBridgeException failed = new CloudBridgeException.InvalidState(
                    Failure.of("the file " + file + " could not be written: " + e
                            + "; check the directory and the space on the disk"),
                    e);
            throw named(failed, ref);
        } finally {
            if (partial != null) {
                discard(partial);
            }
        }
    }

    private CloudBridgeException named(CloudBridgeException e, ObjectRef ref) {
        return e.in(store.provider(), "download", ref.bucket(), ref.key());
    }

    private ObjectInfo fetch(
            ObjectRef ref, ByteRange range, Path partial, ReadOptions options, TransferSettings settings)
            throws IOException {
        try (FileChannel out = FileChannel.open(
                        partial, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE, StandardOpenOption.READ);
                ObjectReader first = new ObjectReader(store, null, ref, range, options, ContentRange.UNKNOWN)) {
            ObjectInfo info = first.info();
            Transfers.Transfer transfer = engine.transfers()
                    .begin(TransferStatus.Kind.DOWNLOAD, store.provider(), info.ref(), first.length());
            Throwable failure = null;
            try {
                boolean parallel = first.length() > settings.multipartThreshold()
                        && settings.downloadConcurrency() > 1
                        && !info.etag().isEmpty();
                if (parallel) {
                    ranges(first, out, settings, transfer);
                } else {
                    write(first, out, range.offset(), transfer);
                }
                return info;
            } catch (IOException | RuntimeException | Error e) {
                failure = e;
                throw e;
            } finally {
                transfer.end(failure);
            }
        }
    }

    private void ranges(ObjectReader first, FileChannel out, TransferSettings settings, Transfers.Transfer transfer)
            throws IOException {
        ContentCheck check = first.takeCheck();
        RangedDownload ranges = new RangedDownload(first, settings.partSize(), transfer, out);
        Checksum found = ranges.run(engine, settings.downloadConcurrency(), first::readAgain);
        if (check == null) {
            return;
        }
        CloudBridgeException failure;
        if (found != null) {
            failure = ContentCheck.compare(found, first.info().checksum());
        } else {
            ranges.reread(check);
            failure = check.failure(first::readAgain);
        }
        if (failure != null) {
            throw named(failure, first.info().ref());
        }
    }

    private static void write(ObjectReader in, FileChannel out, long base, Transfers.Transfer transfer)
            throws IOException {
        byte[] buffer = new byte[64 * 1024];
        for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
            write(out, buffer, n, in.position() - n - base);
            transfer.advance(n);
        }
    }

    static void write(FileChannel out, byte[] buffer, int count, long at) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(buffer, 0, count);
        long position = at;
        while (bytes.hasRemaining()) {
            position += out.write(bytes, position);
        }
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
            LOG.warn("The temporary file {} could not be deleted: {}", partial, e.toString());
        }
    }
}
