/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.camel.consumer.seen;

import io.cloudbridge.store.CloudBridgeException;
import io.cloudbridge.store.Failure;
import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps other consumers and processes off a {@link SeenFile}: a lock on a file beside it, which the operating system gives back when a process dies. */
final class SeenFileLock implements Closeable {

    private static final Logger LOG = LoggerFactory.getLogger(SeenFileLock.class);

    private final FileChannel channel;

    private SeenFileLock(FileChannel channel) {
        this.channel = channel;
    }

    /** @throws CloudBridgeException.InvalidRequest if another has it, or nothing can be written there */
    static SeenFileLock take(Path path) {
        FileChannel channel = null;
        try {
            Path parent = path.toAbsolutePath().getParent();
            if (parent != null) {
                Files.createDirectories(parent);
            }
            if (Files.isDirectory(path)) {
                throw problem(path, "is a directory; name a file", null);
            }
            channel = FileChannel.open(
                    path.resolveSibling(path.getFileName() + ".lock"),
                    StandardOpenOption.CREATE,
                    StandardOpenOption.WRITE);
            FileLock lock = channel.tryLock();
            if (lock != null) {
                return new SeenFileLock(channel);
            }
        } catch (OverlappingFileLockException e) {
            LOG.debug("{} is locked in this process", path);
        } catch (IOException e) {
            throw unusable(path, e);
        }
        try {
            channel.close();
        } catch (IOException e) {
            LOG.debug("cannot close the lock of {}", path, e);
        }
        throw problem(path, "is in use by another consumer or process; give each its own file", null);
    }

    static CloudBridgeException unusable(Path path, IOException e) {
        return problem(path, "cannot be used (" + e + "); name a file in a directory that this process may write", e);
    }

    private static CloudBridgeException problem(Path path, String text, Exception cause) {
        return new CloudBridgeException.InvalidRequest(Failure.of("option seenFile: " + path + " " + text), cause);
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
