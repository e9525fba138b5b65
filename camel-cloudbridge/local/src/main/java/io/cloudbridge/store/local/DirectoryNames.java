/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.store.local;

import io.cloudbridge.store.Keys;
import io.cloudbridge.store.driver.PageEntries;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * The names in one directory in the order of the segments they stand for. Holds at most {@value #WINDOW} of them and reads the directory again
 * for the next ones, so that a directory of any size takes little memory. Not thread-safe.
 */
final class DirectoryNames {

    static final int WINDOW = 1 << 16;

    /** A file or directory: the segment it stands for, and its name, with slashes if it is the end of a chain. */
    record Name(String segment, String file) {}

    private static final Comparator<Name> ORDER =
            Comparator.comparing(Name::segment, Keys.ORDER).thenComparing(name -> KeyEncoding.isDisplaced(name.file()));

    private final Path directory;
    private final String keyPrefix;
    private final String namePrefix;
    private final int window;
    private final BucketDirectory bucket;

    private long readAt;
    private Set<String> described = Set.of();
    private List<Name> names = List.of();
    private int next;
    private boolean complete;
    private Name last;

    /**
     * @param keyPrefix of all keys below the directory
     * @param namePrefix only segments that start with it
     */
    DirectoryNames(Path directory, String keyPrefix, String namePrefix, int window, BucketDirectory bucket) {
        this.directory = directory;
        this.keyPrefix = keyPrefix;
        this.namePrefix = namePrefix;
        this.window = window;
        this.bucket = bucket;
    }

    Path directory() {
        return directory;
    }

    String keyPrefix() {
        return keyPrefix;
    }

    /**
     * The next name without going on; null at the end.
     *
     * @param position names that can hold no key behind it are left out
     */
    Name peek(Position position) throws IOException {
        if (next == names.size() && !complete) {
            last = names.isEmpty() ? null : names.get(next - 1);
            fill(position);
        }
        return next == names.size() ? null : names.get(next);
    }

    /**
     * Whether an object may have a sidecar.
     *
     * @param mtime of its file: a file that was written since the names were read may have got one meanwhile
     */
    boolean maybeDescribed(Name name, long mtime) {
        return described.contains(name.file()) || !described.isEmpty() && !hasOwnName(name) || mtime >= readAt;
    }

    /** Whether the file has the name that its sidecar has: it is not displaced, and not the end of a chain. */
    private static boolean hasOwnName(Name name) {
        return name.file().indexOf('/') < 0 && !KeyEncoding.isDisplaced(name.file());
    }

    void advance() {
        next++;
    }

    private void fill(Position position) throws IOException {
        List<Name> found = new ArrayList<>();
        PriorityQueue<Name> smallest = new PriorityQueue<>(ORDER.reversed());
        readAt = TimeUnit.SECONDS.toNanos(Instant.now().getEpochSecond() - 1);
        described = bucket.sidecars().in(directory);
        Set<String> orphans = new HashSet<>(described);
        scan(directory, "", this::leftOut, name -> {
            orphans.remove(name.file());
            if (!isWanted(name, position)) {
                return;
            }
            if (found.size() < window && smallest.isEmpty()) {
                found.add(name);
                return;
            }
            if (smallest.isEmpty()) {
                smallest.addAll(found);
            }
            if (ORDER.compare(name, smallest.peek()) < 0) {
                smallest.poll();
                smallest.add(name);
            }
        });
        if (!orphans.isEmpty()) {
            bucket.sidecars().deleteOrphans(directory, orphans);
        }
        complete = smallest.isEmpty();
        names = complete ? found : new ArrayList<>(smallest);
        names.sort(ORDER);
        next = 0;
    }

    private boolean isWanted(Name name, Position position) {
        if (!name.segment().startsWith(namePrefix) || last != null && ORDER.compare(name, last) <= 0) {
            return false;
        }
        String key = keyPrefix + name.segment();
        return position.isBefore(key) || position.isBeforeSome(key + "/");
    }

    private void leftOut(String file) {
        String key = keyPrefix + file;
        PageEntries.leftOut(
                FileNames.of(bucket.path()),
                key,
                "the name of file " + Keys.printable(key)
                        + " has control characters or is not in UTF-8, so that no key can name it; rename it");
    }

    /** @param chain the links so far of a long segment, each with a slash behind it */
    private static void scan(Path directory, String chain, Consumer<String> leftOut, Consumer<Name> visitor)
            throws IOException {
        List<String> links = new ArrayList<>();
        FileNames.forEach(directory, entry -> {
            String name = FileNames.of(entry);
            String file = chain + name;
            if (KeyEncoding.goesOn(file)) {
                links.add(file.substring(chain.length()));
            }
            String segment = FileNames.isExact(entry, name) ? KeyEncoding.segment(file) : null;
            if (segment != null) {
                visitor.accept(new Name(segment.equals(file) ? file : segment, file));
            } else if (chain.isEmpty() && file.charAt(0) != '.' && !KeyEncoding.goesOn(file)) {
                leftOut.accept(file);
            }
        });
        for (String link : links) {
            scan(FileNames.resolve(directory, link), chain + link + "/", leftOut, visitor);
        }
    }
}
