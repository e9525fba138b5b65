/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.store.local;

import io.cloudbridge.store.CloudBridgeException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;

/**
 * The directory of a bucket: where each key's file is, and the directories on the way. No link is followed below the root, in no place of a
 * path, so no key leads outside.
 */
final class BucketDirectory {

    /** Directories can be made and removed by other writers; more often in a row is no accident. */
    private static final int ATTEMPTS = 100;

    private final Root root;
    private final String name;
    private final Path path;
    private final boolean force;
    private final HiddenFiles hidden;
    private final Sidecars sidecars = new Sidecars(this);

    BucketDirectory(Root root, String name, boolean force) {
        this.root = root;
        this.name = name;
        this.path = FileNames.resolve(root.path(), name);
        this.force = force;
        this.hidden = new HiddenFiles(root, path, force);
    }

    /** An object's file. */
    record Located(Path path, FileVersion version) {}

    String name() {
        return name;
    }

    Path path() {
        return path;
    }

    /** Whether what is written must survive a loss of power. */
    boolean force() {
        return force;
    }

    HiddenFiles hidden() {
        return hidden;
    }

    Sidecars sidecars() {
        return sidecars;
    }

    /** Runs the action while no other writer has this key, nor another key whose file may be the same. */
    <T> T hold(String key, FileAction<T> action) throws IOException {
        Spelling spelling = spelling();
        try {
            return root.locks().hold(name, spelling.folded(key), action);
        } finally {
            if (spelling.folds()) {
                spelling.forget(ownPath(key).getParent());
                spelling.forget(displacedPath(key).getParent());
            }
        }
    }

    /** Runs the action on a key; an error of the file system becomes one of the store, and each has bucket and key. */
    <T> T run(String key, FileAction<T> action) {
        try {
            return runHere(action);
        } catch (CloudBridgeException e) {
            throw e.in(LocalErrors.PROVIDER, null, name, key);
        }
    }

    private <T> T runHere(FileAction<T> action) {
        try {
            return action.run();
        } catch (InvalidPathException e) {
            throw LocalErrors.badName(e.getMessage(), e);
        } catch (NoSuchFileException e) {
            // the bucket was deleted under the work
            mustExist();
            throw LocalErrors.of(e);
        } catch (IOException e) {
            throw LocalErrors.of(e);
        }
    }

    /** Which names are the same here. */
    Spelling spelling() {
        return root.spelling(path);
    }

    boolean exists() {
        return Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS) && spelling().isExactName(path);
    }

    /** Throws the error of a bucket that is not there. */
    void mustExist() {
        if (!exists()) {
            throw LocalErrors.bucketNotFound(name);
        }
    }

    /** The file of a key; null if there is no such object. */
    Located find(String key) throws IOException {
        Path own = ownPath(key);
        FileVersion version = FileVersion.at(own);
        if (version != null) {
            return isRealFile(own) ? new Located(own, version) : null;
        }
        return findDisplaced(key);
    }

    private Located findDisplaced(String key) throws IOException {
        Path displaced = displacedPath(key);
        // asking first is far cheaper than the exception of a file that is not there, and it hardly ever is
        FileVersion version = Files.exists(displaced) ? FileVersion.at(displaced) : null;
        return version != null && isRealFile(displaced) ? new Located(displaced, version) : null;
    }

    /** Where a write puts the object of a key; {@code version} is null if there is none yet. */
    Located place(String key) throws IOException {
        Path own = ownPath(key);
        // asking first is far cheaper than the exception of a file that is not there, as for most writes
        BasicFileAttributes found = Files.exists(own) ? FileVersion.attributes(own) : null;
        if (found != null && !found.isDirectory()) {
            if (found.isRegularFile() && isRealFile(own)) {
                return new Located(own, FileVersion.of(found));
            }
            throw occupied(own);
        }
        Located displaced = findDisplaced(key);
        if (displaced != null) {
            return displaced;
        }
        Path free = found == null ? own : displacedPath(key);
        if (spelling().folds()) {
            mustBeExact(free);
        }
        return new Located(free, null);
    }

    /** Deletes what is left of an object in the place that it had beside a directory of its name. */
    void deleteDisplaced(String key) throws IOException {
        Path displaced = displacedPath(key);
        if (Files.exists(displaced) && spelling().isExactName(displaced)) {
            Files.deleteIfExists(displaced);
        }
    }

    Path ownPath(String key) {
        return FileNames.resolve(path, KeyEncoding.path(key));
    }

    Path displacedPath(String key) {
        return FileNames.resolve(path, KeyEncoding.displacedPath(key));
    }

    /** Whether a directory stands at exactly this path, no part of it a link. */
    boolean isRealDirectory(Path directory) {
        return root.realDirectories().contains(directory, spelling()::isExactDirectory);
    }

    /** Whether a file that was found there stands at exactly this path, no part of it a link, nor another name taken for the same. */
    private boolean isRealFile(Path file) {
        return isRealDirectory(file.getParent()) && spelling().isExactName(file);
    }

    /** Moves a temporary file to its place. The directory of the place exists and is no link, or {@link NoSuchFileException} is thrown. */
    void moveIn(Path temporary, Path place, boolean createOnly) throws IOException {
        if (!isRealDirectory(place.getParent())) {
            throw new NoSuchFileException(place.toString());
        }
        if (createOnly) {
            link(temporary, place);
        } else {
            Files.move(temporary, place, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        }
    }

    /** Unlike a move, a hard link never replaces a file that another program has just dropped. */
    private void link(Path temporary, Path place) throws IOException {
        try {
            Files.createLink(place, temporary);
        } catch (UnsupportedOperationException e) {
            Files.move(temporary, place, StandardCopyOption.ATOMIC_MOVE);
            return;
        } catch (FileAlreadyExistsException | NoSuchFileException e) {
            if (Files.isSymbolicLink(place)) {
                throw occupied(place);
            }
            throw e;
        } catch (FileSystemException e) {
            // FAT and some network file systems have no hard links; the key's lock still keeps this store's writers
            // apart
            Files.move(temporary, place, StandardCopyOption.ATOMIC_MOVE);
            return;
        }
        Files.delete(temporary);
    }

    /** Makes the directories on the way to a key. A file in the way that is an object gets another place. */
    void makeParents(String key) throws IOException {
        mustExist();
        Path parent = path;
        int made = 0;
        Path lowest = ownPath(key).getParent();
        for (Path name : path.relativize(lowest)) {
            Path directory = parent.resolve(name);
            if (made > 0 || !Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)) {
                if (made == 0 && !isRealDirectory(parent)) {
                    throwMissingOrOccupied(parent);
                }
                if (makeDirectory(directory, key)) {
                    made++;
                } else if (made > 0) {
                    hidden.mark(parent, made);
                    made = 0;
                }
            }
            parent = directory;
        }
        if (made > 0) {
            hidden.mark(parent, made);
        } else if (!isRealDirectory(parent)) {
            throwMissingOrOccupied(parent);
        }
        makeBetween(lowest, displacedPath(key).getParent(), key);
    }

    /** Throws for a directory that was there a moment ago: if another writer has removed or replaced it, the commit tries again. */
    private void throwMissingOrOccupied(Path directory) throws IOException {
        BasicFileAttributes now = FileVersion.attributes(directory);
        boolean goneMeanwhile = now == null || now.isRegularFile() || isRealDirectory(directory);
        if (goneMeanwhile) {
            throw new NoSuchFileException(directory.toString());
        }
        throw occupied(directory);
    }

    /** Makes the links of a chain, see {@link KeyEncoding}. */
    private void makeBetween(Path upper, Path lower, String key) throws IOException {
        if (!lower.equals(upper) && !Files.isDirectory(lower, LinkOption.NOFOLLOW_LINKS)) {
            makeBetween(upper, lower.getParent(), key);
            if (makeDirectory(lower, key)) {
                hidden.mark(lower, 1);
            }
        }
    }

    /** Whether this call has made a directory on the way to a key; it can be there already. */
    private boolean makeDirectory(Path directory, String key) throws IOException {
        for (int attempt = 0; ; attempt++) {
            try {
                Files.createDirectory(directory);
                spelling().forget(directory.getParent());
                return true;
            } catch (FileAlreadyExistsException e) {
                BasicFileAttributes found = FileVersion.attributes(directory);
                if (found != null && found.isDirectory() && isRealDirectory(directory)) {
                    return false;
                }
                String object = found != null && found.isRegularFile() ? keyOfDirectory(directory, key) : null;
                boolean removedMeanwhile = found == null || found.isDirectory();
                if (attempt > ATTEMPTS || object == null && !removedMeanwhile) {
                    throw occupied(directory);
                }
                if (object != null) {
                    displace(directory, object);
                }
            }
        }
    }

    /** The key that has the name of a directory on the way to another key; null for a link of a chain, see {@link KeyEncoding}. */
    private String keyOfDirectory(Path directory, String key) {
        for (int slash = key.indexOf('/'); slash >= 0; slash = key.indexOf('/', slash + 1)) {
            String ancestor = key.substring(0, slash);
            if (ownPath(ancestor).equals(directory)) {
                return ancestor;
            }
        }
        return null;
    }

    /**
     * Tries the names of a key's path in the hidden tree.
     *
     * @throws CloudBridgeException.InvalidRequest if the file system cannot hold one of them, or would change it
     */
    void mustHold(String key) throws IOException {
        Path trial = hidden.newTrial();
        try {
            // one that no file system refuses; if even that fails, the names are not at fault
            Files.delete(Files.createFile(trial.resolve("a")));
            for (String segment : KeyEncoding.path(key).split("/")) {
                mustHold(trial, segment);
            }
        } finally {
            Trees.delete(trial);
        }
    }

    private void mustHold(Path trial, String segment) throws IOException {
        Path file = FileNames.resolve(trial, segment);
        List<String> held;
        try {
            Files.createFile(file);
            held = FileNames.in(trial);
            Files.delete(file);
        } catch (FileSystemException e) {
            Files.delete(Files.createFile(trial.resolve("a")));
            throw LocalErrors.ofName(e);
        }
        if (!held.equals(List.of(segment))) {
            throw LocalErrors.invalid("the file system below rootDirectory makes '" + String.join("', '", held)
                    + "' of the name '" + segment + "'; nothing was stored, use another key or rootDirectory");
        }
    }

    private CloudBridgeException occupied(Path path) {
        return LocalErrors.invalidState(
                "the name " + path + " is taken by something of another program that is neither object nor bucket"
                        + " directory, or by a name this file system does not tell from it; remove it");
    }

    private void mustBeExact(Path place) {
        if (Files.exists(place, LinkOption.NOFOLLOW_LINKS) && !spelling().isExactName(place)) {
            throw occupied(place);
        }
    }

    private void displace(Path file, String key) throws IOException {
        Path other = displacedPath(key);
        makeBetween(file.getParent(), other.getParent(), key);
        hold(key, () -> {
            if (FileVersion.at(file) != null) {
                if (spelling().folds()) {
                    mustBeExact(file);
                    mustBeExact(other);
                }
                Files.move(file, other, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            }
            return null;
        });
    }

    /**
     * Removes a directory and those above it that have become empty, as far as this store has made them: one that another program made to
     * drop files into must stay.
     */
    void removeEmpty(Path lowest) throws IOException {
        Path directory = lowest;
        int levels = 0;
        while (!directory.equals(path)) {
            int marked = hidden.levels(directory);
            levels = Math.max(levels, marked);
            if (levels == 0) {
                return;
            }
            try {
                Files.delete(directory);
            } catch (DirectoryNotEmptyException | AccessDeniedException e) {
                if (marked > 0) {
                    return;
                }
                // the mark that told of this directory went with the one below; look again, another deleter may have
                // waited for it
                hidden.mark(directory, levels);
                continue;
            } catch (NoSuchFileException e) {
                // another deleter was faster; go on above it
            }
            if (marked > 0) {
                hidden.unmark(directory);
            }
            spelling().forget(directory.getParent());
            sidecars.forget(directory);
            levels--;
            directory = directory.getParent();
        }
    }
}
