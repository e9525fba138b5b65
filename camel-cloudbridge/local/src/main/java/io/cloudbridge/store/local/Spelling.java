/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.store.local;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.text.Normalizer;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

/**
 * Which names the file system of a directory takes for the same: some fold upper and lower case (NTFS, FAT, exFAT, APFS, many network mounts,
 * ext4 by directory), some the normal forms of Unicode (NFC and NFD), whatever the operating system. Where names fold, tells whether a path has
 * the names that the directories hold. Thread-safe.
 */
final class Spelling {

    /** How the name of a file begins that is made to find out; hidden, as every name that begins with a dot. */
    private static final String TRIAL = KeyEncoding.HIDDEN + "-";

    private static final int KEPT = 16;

    /** Names of a directory serve again for so long, if its time tells that nothing has changed. */
    private static final long FRESH = TimeUnit.SECONDS.toNanos(10);

    /** A change within this time of another may leave a directory's time as it is: FAT's clock goes in steps of two seconds. */
    private static final long CLOCK_STEP = TimeUnit.SECONDS.toMillis(3);

    private static final int ENTRIES_TO_TRY = 100;

    private final Path top;
    private final boolean foldsCase;
    private final boolean foldsForms;
    private final boolean realPathTells;
    private final boolean certain;
    private final Map<Path, Names> known = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Path, Names> eldest) {
            return size() > KEPT;
        }
    };

    /** @param modified of the directory, in milliseconds */
    private record Names(Set<String> names, long modified, long readAt) {}

    /**
     * @param top names above it, and its own, are taken as they are
     * @param realPathTells whether the system tells the real name of a file; Linux does not
     * @param certain see {@link #isCertain()}
     */
    Spelling(Path top, boolean foldsCase, boolean foldsForms, boolean realPathTells, boolean certain) {
        this.top = top;
        this.foldsCase = foldsCase;
        this.foldsForms = foldsForms;
        this.realPathTells = realPathTells;
        this.certain = certain;
    }

    /** Finds out by a file that is made in the directory for a moment; where none can be made, by the names that are there. */
    static Spelling of(Path top, Path directory) {
        Path hidden = directory.resolve(KeyEncoding.HIDDEN);
        Path place = Files.isDirectory(hidden, LinkOption.NOFOLLOW_LINKS) ? hidden : directory;
        try {
            return tried(top, place, "\u00e9");
        } catch (IOException | InvalidPathException e) {
            // cannot be written to, or holds no such letter
        }
        try {
            return tried(top, place, "");
        } catch (IOException e) {
            return new Spelling(top, mayFoldCase(directory), true, false, false);
        }
    }

    /** @param accented a letter that is another in NFD, or nothing: then keys beyond ASCII are taken for such that may fold */
    private static Spelling tried(Path top, Path place, String accented) throws IOException {
        String name = TRIAL + UUID.randomUUID() + "-a";
        Path file = FileNames.resolve(place, name + accented);
        Files.createFile(file);
        try {
            Path otherCase = FileNames.resolve(place, name.toUpperCase(Locale.ROOT) + accented);
            Path otherForm = FileNames.resolve(place, name + Normalizer.normalize(accented, Normalizer.Form.NFD));
            boolean foldsCase = Files.exists(otherCase, LinkOption.NOFOLLOW_LINKS);
            boolean foldsForms = Files.exists(otherForm, LinkOption.NOFOLLOW_LINKS);
            boolean realPathTells = (!foldsCase || otherCase.toRealPath().equals(file))
                    && (!foldsForms || otherForm.toRealPath().equals(file));
            return new Spelling(top, foldsCase, foldsForms, realPathTells, true);
        } finally {
            Files.deleteIfExists(file);
        }
    }

    static boolean isTrial(Path file) {
        return FileNames.of(file).startsWith(TRIAL);
    }

    /** Folds what either of both does: a path goes through both. */
    Spelling and(Spelling other) {
        return new Spelling(
                top,
                foldsCase || other.foldsCase,
                foldsForms || other.foldsForms,
                realPathTells && other.realPathTells,
                certain && other.certain);
    }

    /** Whether a file has told it; else it may be wrong to the safe side. */
    boolean isCertain() {
        return certain;
    }

    /** Of a directory that cannot be written to: whether a file there is found under another case too, or nothing shows that it is not. */
    private static boolean mayFoldCase(Path directory) {
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
            int tried = 0;
            for (Path entry : entries) {
                String name = FileNames.of(entry);
                String upper = name.toUpperCase(Locale.ROOT);
                String other = upper.equals(name) ? name.toLowerCase(Locale.ROOT) : upper;
                if (!other.equals(name) && FileNames.isAscii(name)) {
                    Path found = FileNames.resolve(directory, other);
                    return Files.exists(found, LinkOption.NOFOLLOW_LINKS) && Files.isSameFile(found, entry);
                }
                if (++tried == ENTRIES_TO_TRY) {
                    break;
                }
            }
        } catch (IOException | RuntimeException e) {
            // nothing is known, which is told below
        }
        return true;
    }

    /** Whether a new name can be one that the file system takes for another, or changes. */
    boolean folds() {
        return foldsCase || foldsForms;
    }

    /** A text that is the same for all keys whose files may be the same. */
    String folded(String key) {
        String folded = key;
        if (foldsForms && !FileNames.isAscii(key)) {
            folded = Normalizer.normalize(folded, Normalizer.Form.NFKD);
        }
        return foldsCase
                ? Normalizer.normalize(folded, Normalizer.Form.NFKD)
                        .toUpperCase(Locale.ROOT)
                        .toLowerCase(Locale.ROOT)
                : folded;
    }

    /** Whether a directory that is there stands at exactly this path, no part of it a link, nor another name taken for the same. */
    boolean isExactDirectory(Path directory) {
        if (!RealDirectories.isReal(directory)) {
            return false;
        }
        for (Path path = directory; folds() && !path.equals(top); path = path.getParent()) {
            if (!isExactName(path)) {
                return false;
            }
        }
        return true;
    }

    /** Whether what is there has this very name, the path to it being right. */
    boolean isExactName(Path path) {
        String name = FileNames.of(path);
        if (!foldsCase && (!foldsForms || FileNames.isAscii(name))) {
            return true;
        }
        if (realPathTells) {
            return RealDirectories.isReal(path);
        }
        try {
            return names(path.getParent()).contains(name);
        } catch (IOException e) {
            return false;
        }
    }

    /** Tells that this process has changed the names in a directory, whose time need not show it. */
    void forget(Path directory) {
        if (folds()) {
            synchronized (known) {
                known.remove(directory);
            }
        }
    }

    private Set<String> names(Path directory) throws IOException {
        long modified = modified(directory);
        synchronized (known) {
            Names before = known.get(directory);
            if (before != null
                    && before.modified() == modified
                    && System.nanoTime() - before.readAt() < FRESH
                    && modified < System.currentTimeMillis() - CLOCK_STEP) {
                return before.names();
            }
        }
        boolean settled = modified < System.currentTimeMillis() - CLOCK_STEP;
        Names read = new Names(new HashSet<>(FileNames.in(directory)), modified, System.nanoTime());
        synchronized (known) {
            if (settled) {
                known.put(directory, read);
            } else {
                known.remove(directory);
            }
        }
        return read.names();
    }

    private static long modified(Path directory) throws IOException {
        return Files.readAttributes(directory, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
                .lastModifiedTime()
                .toMillis();
    }
}
