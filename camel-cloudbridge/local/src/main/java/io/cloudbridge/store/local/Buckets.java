/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.store.local;

import io.cloudbridge.store.BucketInfo;
import io.cloudbridge.store.CloudBridgeException;
import io.cloudbridge.store.Failure;
import io.cloudbridge.store.Keys;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** The directories below the root that are buckets: all but hidden ones. */
final class Buckets {

    private static final Pattern NEW_NAME = Pattern.compile("[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]");
    private static final Pattern ADDRESS = Pattern.compile("\\d+(\\.\\d+){3}");

    private final Root root;
    private final boolean force;

    /** Most calls are for the bucket of the call before. */
    private volatile BucketDirectory last;

    Buckets(Root root, boolean force) {
        this.root = root;
        this.force = force;
    }

    /** A bucket, there or not. */
    BucketDirectory get(String name) {
        if (isReserved(name)) {
            throw CloudBridgeException.invalid(
                    "'" + name + "' cannot be a bucket below rootDirectory: names that begin with a dot are hidden");
        }
        BucketDirectory bucket = last;
        if (bucket == null || !bucket.name().equals(name)) {
            bucket = new BucketDirectory(root, name, force);
            last = bucket;
        }
        return bucket;
    }

    /** Work in a bucket. */
    interface Work<T> {
        T in(BucketDirectory bucket) throws IOException;
    }

    /** Does the work; an error of the file system becomes one of the store. */
    <T> T work(String name, String key, Work<T> work) {
        BucketDirectory bucket = get(name);
        return bucket.run(key, () -> work.in(bucket));
    }

    void create(String name) throws IOException {
        if (!NEW_NAME.matcher(name).matches()
                || name.contains("..")
                || ADDRESS.matcher(name).matches()) {
            throw CloudBridgeException.invalid("'" + name
                    + "' cannot be the name of a new bucket; as on Amazon S3 it has 3 to 63 lower-case letters, digits, dots and"
                    + " hyphens, begins and ends with a letter or digit, and is no IP address");
        }
        try {
            Files.createDirectory(get(name).path());
        } catch (FileAlreadyExistsException e) {
            if (!get(name).exists()) {
                throw LocalErrors.invalidState("the name '" + name
                        + "' below rootDirectory is taken by a file, a link or another spelling of it;"
                        + " remove that or use another bucket");
            }
            throw new CloudBridgeException.AlreadyExists(
                    Failure.of("the bucket '" + name + "' exists already")
                            .in(LocalErrors.PROVIDER, null, name, null)
                            .withHttp(409, "BucketAlreadyExists", null),
                    e);
        }
    }

    List<BucketInfo> list() throws IOException {
        List<String> names = new ArrayList<>(FileNames.in(root.path()));
        names.sort(Keys.ORDER);
        List<BucketInfo> buckets = new ArrayList<>();
        for (String name : names) {
            if (!isReserved(name)) {
                BasicFileAttributes found = FileVersion.attributes(FileNames.resolve(root.path(), name));
                if (found != null && found.isDirectory()) {
                    buckets.add(new BucketInfo(name, found.creationTime().toInstant(), null));
                }
            }
        }
        return buckets;
    }

    /**
     * Deletes a bucket that is empty, while no writer makes an object visible. It is moved aside first, where no other program finds it, and
     * looked through once more, so that a file dropped at the last moment is not lost.
     */
    void delete(String name) throws IOException {
        Path bucket = get(name).path();
        Path aside = root.hidden().resolve(HiddenFiles.DELETED).resolve(root.temporaryName());
        Files.createDirectories(aside.getParent());
        root.locks().holdAll(() -> {
            get(name).mustExist();
            mustBeEmpty(bucket, name);
            Files.move(bucket, aside, StandardCopyOption.ATOMIC_MOVE);
            try {
                mustBeEmpty(aside, name);
            } catch (IOException | RuntimeException e) {
                Files.move(aside, bucket, StandardCopyOption.ATOMIC_MOVE);
                throw e;
            }
            return null;
        });
        Trees.delete(aside);
    }

    /** Not only objects count: nothing that another program put there is deleted with the bucket. */
    private static void mustBeEmpty(Path bucket, String name) throws IOException {
        Path hidden = bucket.resolve(KeyEncoding.HIDDEN);
        Files.walkFileTree(bucket, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) {
                return directory.equals(hidden) ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                if (file.getParent().equals(bucket) && Spelling.isTrial(file)) {
                    return FileVisitResult.CONTINUE;
                }
                throw LocalErrors.invalidState("the bucket is not empty: there is " + bucket.relativize(file)
                        + "; delete its objects, and what other programs have put there, first");
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
                if (e instanceof NoSuchFileException && Spelling.isTrial(file)) {
                    return FileVisitResult.CONTINUE;
                }
                throw e;
            }
        });
    }

    private static boolean isReserved(String name) {
        return name.startsWith(".");
    }
}
