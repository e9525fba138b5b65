/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.store.local;

import io.cloudbridge.store.Checksum;
import io.cloudbridge.store.Content;
import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The sidecars of a bucket: properties and tags of the objects that have others than the defaults. Those of one directory stand together in one
 * hidden directory, under the names of their objects, so that a listing sees at once which objects have any.
 *
 * <p>A sidecar belongs to content, not to a file: it keeps size and CRC32C. The file's version is compared first, and the content is read only if
 * that has changed, or is no proof. So it survives {@code touch} and every way of copying the bucket's directory, and never describes content that
 * another program wrote. While an object is replaced, its sidecar holds the new version and the one before; the move of the content into place
 * is the one moment when both change.
 */
final class Sidecars {

    /** How long a sidecar without its content stays. A restore may bring the content long after the sidecar. */
    private static final Duration ORPHAN_AGE = Duration.ofHours(1);

    /** Of a file system's clock, in nanoseconds: FAT's. */
    private static final long LONGEST_STEP = TimeUnit.SECONDS.toNanos(2);

    private static final Logger LOG = LoggerFactory.getLogger(Sidecars.class);

    private final BucketDirectory bucket;

    /** Most calls are for the directory of the call before. */
    private volatile Hidden last;

    /** @param path where the sidecars of a directory are */
    private record Hidden(String directory, Path path) {}

    Sidecars(BucketDirectory bucket) {
        this.bucket = bucket;
    }

    /** The versions in an object's sidecar, the newest first; none if it has no sidecar. */
    List<Sidecar> stored(String key) throws IOException {
        return stored(path(key), key);
    }

    private List<Sidecar> stored(Path file, String key) throws IOException {
        // asking first is far cheaper than the exception of a file that is not there
        if (!Files.exists(file)) {
            return List.of();
        }
        try {
            List<Sidecar> stored = SidecarFormat.parse(Files.readAllBytes(file));
            // where names fold, it can be that of another key, whose object is gone
            return stored.stream().allMatch(sidecar -> sidecar.key().equals(key)) ? stored : List.of();
        } catch (NoSuchFileException e) {
            return List.of();
        } catch (RuntimeException e) {
            throw LocalErrors.invalidState("the file " + file + ", which holds its properties, is damaged ("
                            + e.getMessage() + "); restore or delete it")
                    .in(LocalErrors.PROVIDER, null, bucket.name(), key);
        }
    }

    /**
     * What belongs to a file; the defaults if it has no sidecar or another program wrote it. The caller holds no lock.
     *
     * @throws NoSuchFileException if the file has been replaced since it was found
     */
    Sidecar of(String key, BucketDirectory.Located file) throws IOException {
        List<Sidecar> stored = stored(key);
        for (Sidecar sidecar : stored) {
            if (sidecar.isOf(file.version()) && isProof(key, file.version())) {
                return sidecar;
            }
        }
        if (stored.isEmpty()) {
            return Sidecar.defaults(key);
        }
        // a writer may have replaced the file since it was found; only after this look is it known that another program
        // did
        checkThere(file);
        Sidecar sameContent = withSameContent(stored, file);
        checkThere(file);
        if (sameContent != null) {
            Sidecar current = sameContent.withVersion(file.version());
            replace(key, file, stored, List.of(current));
            return current;
        }
        if (isOrphan(path(key))) {
            replace(key, file, stored, List.of());
        }
        return Sidecar.defaults(key);
    }

    /**
     * Whether a version that is the same proves that the content is. Not where the file system's clock goes in whole seconds: a sidecar that was
     * written within the same step says nothing of what the file was given since.
     */
    private boolean isProof(String key, FileVersion version) throws IOException {
        return version.mtime() % TimeUnit.SECONDS.toNanos(1) != 0
                || Files.getLastModifiedTime(path(key)).to(TimeUnit.NANOSECONDS) - version.mtime() >= LONGEST_STEP;
    }

    private static void checkThere(BucketDirectory.Located file) throws IOException {
        if (!file.version().equals(FileVersion.at(file.path()))) {
            throw new NoSuchFileException(file.path().toString());
        }
    }

    private static Sidecar withSameContent(List<Sidecar> stored, BucketDirectory.Located file) throws IOException {
        Checksum content = null;
        for (Sidecar sidecar : stored) {
            if (sidecar.checksum() != null
                    && sidecar.version().size() == file.version().size()) {
                content = content == null ? checksum(file) : content;
                if (sidecar.checksum().equals(content)) {
                    return sidecar;
                }
            }
        }
        return null;
    }

    static Checksum checksum(BucketDirectory.Located file) throws IOException {
        return Content.ofFile(file.path(), 0, file.version().size()).checksum(Checksum.Algorithm.CRC32C);
    }

    /** Spares the next reader the same work; where the directory may only be read, the next one has it too. */
    private void replace(String key, BucketDirectory.Located file, List<Sidecar> before, List<Sidecar> after) {
        try {
            bucket.hold(key, () -> {
                if (file.version().equals(FileVersion.at(file.path()))
                        && stored(key).equals(before)) {
                    write(key, after);
                }
                return null;
            });
        } catch (IOException e) {
            LOG.debug("The sidecar of {} in bucket {} stays as it is", key, bucket.name(), e);
        }
    }

    /** Makes these the versions of an object's sidecar, whole or not at all; none removes it. */
    void write(String key, List<Sidecar> versions) throws IOException {
        if (versions.isEmpty()) {
            delete(key);
        } else {
            if (bucket.spelling().folds() && !bucket.spelling().isExactName(path(key))) {
                // a file system may keep the name of the file that is replaced
                delete(key);
            }
            bucket.hidden().replace(path(key), SidecarFormat.format(versions));
        }
    }

    void delete(String key) throws IOException {
        Path file = path(key);
        if (Files.exists(file)) {
            Files.deleteIfExists(file);
        }
    }

    /** The names of the files in a directory that have sidecars. */
    Set<String> in(Path directory) throws IOException {
        Path hidden = hiddenOf(directory);
        return Files.exists(hidden) ? new HashSet<>(FileNames.in(hidden)) : Set.of();
    }

    /** Removes the sidecars with these names whose files another program has deleted. */
    void deleteOrphans(Path directory, Set<String> names) {
        Path hidden = hiddenOf(directory);
        for (String name : names) {
            Path file = FileNames.resolve(hidden, name);
            try {
                deleteOrphan(file);
            } catch (IOException | RuntimeException e) {
                LOG.debug("{} stays, which has no object", file, e);
            }
        }
    }

    private void deleteOrphan(Path file) throws IOException {
        if (isOrphan(file)) {
            String key = SidecarFormat.parse(Files.readAllBytes(file)).get(0).key();
            bucket.hold(key, () -> {
                if (bucket.find(key) == null && path(key).equals(file)) {
                    Files.deleteIfExists(file);
                }
                return null;
            });
        }
    }

    /** Removes what is left of a directory that is gone. */
    void forget(Path directory) throws IOException {
        Path hidden = hiddenOf(directory);
        try {
            if (Files.exists(hidden)) {
                Files.delete(hidden);
            }
        } catch (NoSuchFileException | DirectoryNotEmptyException e) {
            // made anew, or sidecars of files that another program took away
        }
    }

    /** By the time of the last change of the file itself: a restore gives back the time of its content. */
    private static boolean isOrphan(Path sidecar) throws IOException {
        FileTime changed;
        try {
            changed = (FileTime) Files.getAttribute(sidecar, "unix:ctime", LinkOption.NOFOLLOW_LINKS);
        } catch (NoSuchFileException e) {
            return false;
        } catch (UnsupportedOperationException | IllegalArgumentException e) {
            changed = Files.getLastModifiedTime(sidecar);
        }
        return changed.toInstant().isBefore(Instant.now().minus(ORPHAN_AGE));
    }

    private Path path(String key) {
        String path = KeyEncoding.path(key);
        int slash = path.lastIndexOf('/');
        return FileNames.resolve(hiddenOf(path.substring(0, Math.max(0, slash))), path.substring(slash + 1));
    }

    private Path hiddenOf(Path directory) {
        return hiddenOf(FileNames.text(bucket.path().relativize(directory)));
    }

    /** @param directory relative to the bucket; hashed, so that the depth of a key costs nothing */
    private Path hiddenOf(String directory) {
        Hidden hidden = last;
        if (hidden == null || !hidden.directory().equals(directory)) {
            hidden = new Hidden(directory, bucket.hidden().meta().resolve(HiddenFiles.hash(directory)));
            last = hidden;
        }
        return hidden.path();
    }
}
