/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.store.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/**
 * Directories of which no part of the path is a link. The system looks at each part for that, which takes long for deep paths; so what has been
 * looked at is kept for some seconds, and a look at the directory's identity tells whether the path still leads to it. Thread-safe.
 */
final class RealDirectories {

    private static final int KEPT = 1024;
    private static final long FRESH = TimeUnit.SECONDS.toNanos(10);

    /** @param identity device and inode */
    private record Known(String path, Object identity, long time) {}

    private final Map<Path, Known> known = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Path, Known> eldest) {
            return size() > KEPT;
        }
    };

    /**
     * Whether a directory stands at exactly this path, which is absolute.
     *
     * @param look tells it of a directory that was not looked at lately
     */
    boolean contains(Path directory, Predicate<Path> look) {
        BasicFileAttributes found;
        try {
            found = Files.readAttributes(directory, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        } catch (IOException e) {
            return false;
        }
        if (!found.isDirectory()) {
            return false;
        }
        long now = System.nanoTime();
        synchronized (known) {
            Known before = known.get(directory);
            if (before != null
                    && before.identity().equals(found.fileKey())
                    && now - before.time() < FRESH
                    && before.path().equals(directory.toString())) {
                return true;
            }
        }
        boolean real = look.test(directory);
        synchronized (known) {
            if (real && found.fileKey() != null) {
                known.put(directory, new Known(directory.toString(), found.fileKey(), now));
            } else {
                known.remove(directory);
            }
        }
        return real;
    }

    /** Whether something stands at exactly this path, no part of it a link, as far as the system tells. */
    static boolean isReal(Path path) {
        try {
            // as text: paths of Windows are equal in any case
            return path.toRealPath().toString().equals(path.toString());
        } catch (IOException e) {
            return false;
        }
    }
}
