/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.camel.consumer;

import io.cloudbridge.camel.message.FileNames;
import io.cloudbridge.store.CloudBridgeException;
import io.cloudbridge.store.Failure;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The directory of {@code localWorkDirectory}. A consumer keeps its files in a directory of its own in there, with a lock file beside it that it
 * holds while it lives. At start it deletes the directories whose lock nobody holds: they were left by consumers that were killed. Thread-safe.
 */
final class WorkDirectory implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(WorkDirectory.class);
    private static final String START = "cloudbridge-";
    private static final Pattern LOCK = Pattern.compile("cloudbridge-[0-9a-f-]{36}\\.lock");
    /** The longest name that the usual file systems take, in bytes. */
    private static final int LONGEST_NAME = 255;

    private final Path own;
    private final Path lockFile;
    private final FileChannel channel;
    private final AtomicLong number = new AtomicLong();

    private WorkDirectory(Path own, Path lockFile, FileChannel channel) {
        this.own = own;
        this.lockFile = lockFile;
        this.channel = channel;
    }

    /** @throws CloudBridgeException.InvalidRequest if the directory cannot be used */
    static WorkDirectory open(String option) {
        try {
            Path directory =
                    Files.createDirectories(Path.of(option).toAbsolutePath().normalize());
            sweep(directory);
            String name = START + UUID.randomUUID();
            Path lockFile = directory.resolve(name + ".lock");
            FileChannel channel = FileChannel.open(lockFile, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
            channel.lock();
            return new WorkDirectory(Files.createDirectory(directory.resolve(name)), lockFile, channel);
        } catch (IOException e) {
            throw new CloudBridgeException.InvalidRequest(
                    Failure.of("option localWorkDirectory is '" + option + "', where no file can be made: " + e), e);
        }
    }

    private static void sweep(Path directory) throws IOException {
        List<Path> locks;
        try (Stream<Path> files = Files.list(directory)) {
            locks = files.filter(
                            file -> LOCK.matcher(file.getFileName().toString()).matches())
                    .toList();
        }
        for (Path lock : locks) {
            try (FileChannel channel = FileChannel.open(lock, StandardOpenOption.WRITE);
                    FileLock held = channel.tryLock()) {
                if (held != null) {
                    String name = lock.getFileName().toString();
                    deleteTree(directory.resolve(name.substring(0, name.length() - ".lock".length())));
                    Files.deleteIfExists(lock);
                }
            } catch (OverlappingFileLockException e) {
                LOG.debug("{} belongs to another consumer of this process", lock);
            } catch (IOException e) {
                LOG.warn("what a consumer left behind with {} cannot be deleted: {}", lock, e.toString());
            }
        }
    }

    /**
     * A file for an object, in a directory of its own, so that no two keys can meet, named as the last part of the key. The name is shortened to
     * what file systems hold; its extension stays.
     *
     * @throws CloudBridgeException.InvalidRequest if this JVM cannot write the name
     */
    Path fileFor(String key) {
        String name = FileNames.of(key);
        String last = shortened(name.substring(name.lastIndexOf('/') + 1));
        try {
            return own.resolve(Long.toString(number.incrementAndGet())).resolve(last);
        } catch (InvalidPathException e) {
            throw new CloudBridgeException.InvalidRequest(
                    Failure.of("the object key '" + key
                            + "' cannot be the name of a file here: this JVM encodes file names as "
                            + System.getProperty("sun.jnu.encoding")
                            + "; start it with a UTF-8 locale, such as LC_ALL=C.UTF-8, or use another bodyType"),
                    e);
        }
    }

    static String shortened(String name) {
        if (name.getBytes(StandardCharsets.UTF_8).length <= LONGEST_NAME) {
            return name;
        }
        int dot = name.lastIndexOf('.');
        String extension = dot > 0 && name.length() - dot <= 16 ? name.substring(dot) : "";
        int room = LONGEST_NAME - extension.getBytes(StandardCharsets.UTF_8).length;
        StringBuilder start = new StringBuilder();
        int bytes = 0;
        for (int i = 0; i < name.length(); ) {
            int letter = name.codePointAt(i);
            bytes += new String(Character.toChars(letter)).getBytes(StandardCharsets.UTF_8).length;
            if (bytes > room) {
                break;
            }
            start.appendCodePoint(letter);
            i += Character.charCount(letter);
        }
        return start + extension;
    }

    /** Deletes a file and its directory. */
    static void delete(Path file) {
        try {
            Files.deleteIfExists(file);
            Files.deleteIfExists(file.getParent());
        } catch (IOException e) {
            LOG.warn("cannot delete {} of localWorkDirectory: {}", file, e.toString());
        }
    }

    private static void deleteTree(Path tree) throws IOException {
        if (!Files.isDirectory(tree)) {
            return;
        }
        try (Stream<Path> files = Files.walk(tree)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }

    /** Gives the directory up. Files of exchanges that outlive the consumer stay until these end. */
    @Override
    public void close() {
        try {
            try (Stream<Path> files = Files.list(own)) {
                if (files.findAny().isPresent()) {
                    return;
                }
            }
            Files.deleteIfExists(own);
            channel.close();
            Files.deleteIfExists(lockFile);
        } catch (IOException e) {
            LOG.warn("cannot delete {}: {}", own, e.toString());
        }
    }
}
