/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.store.local;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A root directory, shared by all stores of this process that use it. Nothing stays below it before the first change, and a directory that may
 * only be read serves as well.
 */
final class Root implements Closeable {

    private static final Logger LOG = LoggerFactory.getLogger(Root.class);
    private static final Map<Path, Root> OPEN = new HashMap<>();

    private final Path path;
    private final RealDirectories realDirectories = new RealDirectories();
    private final Map<Path, Spelling> spellings = new ConcurrentHashMap<>();
    private int users;
    private Writing writing;

    private record Writing(KeyLocks locks, WriterProcess session) {}

    private Root(Path path) {
        this.path = path;
    }

    /**
     * Opens a root and removes what killed processes left there.
     *
     * @param path without links
     */
    static Root open(Path path) throws IOException {
        synchronized (OPEN) {
            Root root = OPEN.computeIfAbsent(path, Root::new);
            root.users++;
            try {
                root.clean();
                return root;
            } catch (IOException | RuntimeException e) {
                root.close();
                throw e;
            }
        }
    }

    Path path() {
        return path;
    }

    RealDirectories realDirectories() {
        return realDirectories;
    }

    /** Which names are the same in a bucket, looked at once for each; a bucket can be a mount of its own. */
    Spelling spelling(Path bucket) {
        Spelling known = spellings.get(bucket);
        if (known != null) {
            return known;
        }
        Spelling found = Spelling.of(path, bucket);
        if (!bucket.equals(path)) {
            found = found.and(spelling(path));
        }
        if (found.isCertain() || !Files.isWritable(bucket) && Files.isDirectory(bucket, LinkOption.NOFOLLOW_LINKS)) {
            spellings.put(bucket, found);
        }
        return found;
    }

    Path hidden() {
        return path.resolve(KeyEncoding.HIDDEN);
    }

    KeyLocks locks() throws IOException {
        return writing().locks();
    }

    /** A name for a temporary file, which tells this process. */
    String temporaryName() throws IOException {
        return writing().session().temporaryName();
    }

    private synchronized Writing writing() throws IOException {
        if (writing == null) {
            if (users == 0) {
                throw LocalErrors.invalidState("the store is closed");
            }
            Files.createDirectories(hidden());
            KeyLocks locks = new KeyLocks(hidden().resolve("locks"));
            try {
                writing = new Writing(locks, locks.holdRoot(() -> WriterProcess.begin(sessions())));
            } catch (IOException | RuntimeException e) {
                locks.close();
                throw e;
            }
        }
        return writing;
    }

    /** Throws an error that is not because the root may only be read. */
    void throwIfWritable(FileSystemException e) throws FileSystemException {
        if (!(e instanceof AccessDeniedException) && Files.isWritable(path)) {
            throw e;
        }
    }

    private Path sessions() {
        return hidden().resolve("sessions");
    }

    private void clean() throws IOException {
        if (!Files.isDirectory(sessions())) {
            return;
        }
        try {
            locks().holdRoot(() -> {
                HiddenFiles.removeLeftovers(path, sessions());
                for (String bucket : FileNames.in(path)) {
                    HiddenFiles.removeLeftovers(FileNames.resolve(path, bucket), sessions());
                }
                WriterProcess.forgetEnded(sessions());
                return null;
            });
        } catch (FileSystemException e) {
            throwIfWritable(e);
            LOG.debug("{} cannot be written; leftovers stay", path);
        }
    }

    @Override
    public void close() throws IOException {
        synchronized (OPEN) {
            if (users > 0 && --users == 0) {
                OPEN.remove(path);
                synchronized (this) {
                    if (writing != null) {
                        Writing old = writing;
                        writing = null;
                        try {
                            old.session().close();
                        } finally {
                            old.locks().close();
                        }
                    }
                }
            }
        }
    }
}
