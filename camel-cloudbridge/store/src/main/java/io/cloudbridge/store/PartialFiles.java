/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.store;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Names of the files that downloads write before they move them into place, and the removal of those that a killed process left behind. A name
 * tells the host, the process and when it started, so that only files of processes of this host that are gone are removed.
 */
final class PartialFiles {

    private static final Logger LOG = LoggerFactory.getLogger(PartialFiles.class);

    private static final Pattern NAME =
            Pattern.compile("\\.cloudbridge-([0-9a-f]{8})-([0-9a-f]{8})-(\\d{1,19})-(\\d{1,19})-[0-9a-f-]{36}\\.part");
    static final String HOST = hash(host());

    /** Where process ids count: two containers may share a host's name and a directory, and both run a process 1. */
    static final String NAMESPACE = hash(namespace());

    private static final long PROCESS = ProcessHandle.current().pid();
    private static final long STARTED = started(ProcessHandle.current());

    /** The operating system tells the start of a process in steps. */
    private static final long ROUNDING = 2_000;

    /** A file that no living download leaves untouched for so long. */
    private static final Duration ABANDONED = Duration.ofHours(1);

    private static final int MOST_REMEMBERED = 10_000;
    private static final Set<Path> SWEPT = ConcurrentHashMap.newKeySet();

    private PartialFiles() {}

    /** A new name in a directory; what killed processes left there is removed when the directory is first used. */
    static Path in(Path directory) {
        if (SWEPT.size() > MOST_REMEMBERED) {
            SWEPT.clear();
        }
        if (SWEPT.add(directory)) {
            sweep(directory);
        }
        return directory.resolve(name(HOST, NAMESPACE, PROCESS, STARTED));
    }

    /** A name as another process gives it, for tests. */
    static String name(String host, String namespace, long process, long started) {
        return ".cloudbridge-" + host + "-" + namespace + "-" + process + "-" + started + "-" + UUID.randomUUID()
                + ".part";
    }

    /** Removes from a directory, but not from those below it, what processes of this host left that are gone. */
    static void sweep(Path directory) {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, ".cloudbridge-*.part")) {
            for (Path file : files) {
                if (isLeftOver(file) && Files.deleteIfExists(file)) {
                    LOG.info("Removed {}, which a process that is gone left behind", file);
                }
            }
        } catch (IOException | RuntimeException e) {
            LOG.warn("Temporary files of earlier processes in {} could not be removed: {}", directory, e.toString());
        }
    }

    private static boolean isLeftOver(Path file) throws IOException {
        Matcher name = NAME.matcher(file.getFileName().toString());
        if (!name.matches() || !name.group(1).equals(HOST)) {
            return false;
        }
        if (!name.group(2).equals(NAMESPACE)) {
            Instant changed = Files.getLastModifiedTime(file).toInstant();
            return changed.isBefore(Instant.now().minus(ABANDONED));
        }
        long started = Long.parseLong(name.group(4));
        return ProcessHandle.of(Long.parseLong(name.group(3)))
                .map(process -> !process.isAlive() || Math.abs(started(process) - started) > ROUNDING)
                .orElse(true);
    }

    private static long started(ProcessHandle process) {
        return process.info().startInstant().map(Instant::toEpochMilli).orElse(0L);
    }

    private static String host() {
        try {
            return Files.readString(Path.of("/proc/sys/kernel/hostname")).strip();
        } catch (IOException | RuntimeException e) {
            String windows = System.getenv("COMPUTERNAME");
            return windows == null ? String.valueOf(System.getenv("HOSTNAME")) : windows;
        }
    }

    private static String namespace() {
        try {
            return Files.readSymbolicLink(Path.of("/proc/self/ns/pid")).toString();
        } catch (IOException | RuntimeException e) {
            return "";
        }
    }

    static String hash(String text) {
        return String.format(Locale.ROOT, "%08x", java.util.Arrays.hashCode(text.getBytes(StandardCharsets.UTF_8)));
    }
}
