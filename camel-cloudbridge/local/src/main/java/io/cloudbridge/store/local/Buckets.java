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

/** The directories below the root that are buckets: all but the hidden one. */
final class Buckets {

    private static final Pattern NEW_NAME = Pattern.compile("[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]");
    private static final Pattern ADDRESS = Pattern.compile("\\d+(\\.\\d+){3}");

    private final Root root;
    private final boolean force;

    Buckets(Root root, boolean force) {
        this.root = root;
        this.force = force;
    }

    /** A bucket, there or not. */
    BucketDirectory get(String name) {
        if (isReserved(name)) {
            throw CloudBridgeException.invalid("'" + name + "' cannot be a bucket below rootDirectory");
        }
        return new BucketDirectory(root, name, force);
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
            throw new CloudBridgeException.AlreadyExists(
                    Failure.of("the bucket '" + name + "' exists already")
                            .in(LocalErrors.PROVIDER, null, name, null)
                            .withHttp(409, "BucketAlreadyExists", null),
                    e);
        }
    }

    List<BucketInfo> list() throws IOException {
        List<String> names = new ArrayList<>(Names.in(root.path()));
        names.sort(Keys.ORDER);
        List<BucketInfo> buckets = new ArrayList<>();
        for (String name : names) {
            if (!isReserved(name)) {
                BasicFileAttributes found = FileVersion.attributes(Names.resolve(root.path(), name));
                if (found != null && found.isDirectory()) {
                    buckets.add(new BucketInfo(name, found.creationTime().toInstant(), null));
                }
            }
        }
        return buckets;
    }

    /**
     * Deletes a bucket that is empty. It is moved aside first, where no writer finds it, and looked through once more, so that an object written
     * at the last moment is never lost.
     */
    void delete(String name) throws IOException {
        BucketDirectory bucket = get(name);
        bucket.mustExist();
        mustBeEmpty(bucket.path(), name);
        Path aside = root.hidden().resolve("deleted").resolve(root.temporaryName());
        Files.createDirectories(aside.getParent());
        try {
            Files.move(bucket.path(), aside, StandardCopyOption.ATOMIC_MOVE);
        } catch (NoSuchFileException e) {
            throw LocalErrors.bucketNotFound(name);
        }
        try {
            mustBeEmpty(aside, name);
        } catch (IOException | RuntimeException e) {
            Files.move(aside, bucket.path(), StandardCopyOption.ATOMIC_MOVE);
            throw e;
        }
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
                throw LocalErrors.invalidState(
                        "the bucket is not empty: there is " + bucket.relativize(file) + "; delete its objects first",
                        name,
                        null);
            }
        });
    }

    private static boolean isReserved(String name) {
        return name.equals(".") || name.equals("..") || name.equals(KeyEncoding.HIDDEN);
    }
}
