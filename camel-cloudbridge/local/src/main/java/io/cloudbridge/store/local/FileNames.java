/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.store.local;

import io.cloudbridge.store.driver.PercentEncoding;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Names of files as text. On Unix the JDK converts names with the locale's character set and fails in the POSIX locale, which is what
 * containers and services run in; names here are UTF-8 whatever the locale. A file URI carries the bytes as they are.
 */
final class FileNames {

    private static final boolean DIRECT =
            File.separatorChar != '/' || "UTF-8".equalsIgnoreCase(System.getProperty("sun.jnu.encoding", "UTF-8"));

    private FileNames() {}

    /**
     * A path below a directory.
     *
     * @throws InvalidPathException if the system has no such names, or makes others of them, such as macOS of a form of Unicode
     */
    static Path resolve(Path directory, String relative) {
        if (isAscii(relative)) {
            return directory.resolve(relative);
        }
        if (DIRECT) {
            Path path = directory.resolve(relative);
            if (!path.toString()
                    .replace(path.getFileSystem().getSeparator(), "/")
                    .endsWith(relative)) {
                throw new InvalidPathException(relative, "the system changes this name to that of " + path);
            }
            return path;
        }
        String parent = directory.toUri().toString();
        return Path.of(URI.create(parent + (parent.endsWith("/") ? "" : "/") + PercentEncoding.path(relative)));
    }

    static boolean isAscii(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) >= 0x80) {
                return false;
            }
        }
        return true;
    }

    /** A path as text, the same for the same path in every locale. */
    static String text(Path path) {
        if (DIRECT) {
            return path.toString();
        }
        String raw = path.toUri().getRawPath();
        return raw.endsWith("/") ? raw.substring(0, raw.length() - 1) : raw;
    }

    /** The last name of a path. */
    static String of(Path path) {
        if (DIRECT) {
            return path.getFileName().toString();
        }
        String whole = text(path);
        String name = whole.substring(whole.lastIndexOf('/') + 1);
        return decoded(name);
    }

    /**
     * Text with bytes of UTF-8 as {@code %XX}; a plus stays, unlike in a form.
     *
     * @throws IllegalArgumentException if an escape is broken
     */
    static String decoded(String text) {
        return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    }

    /** Whether a name as text stands for this file and no other: one that is not in UTF-8 has lost some of its bytes. */
    static boolean isExact(Path file, String name) {
        return name.indexOf('\uFFFD') < 0 || file.equals(resolve(file.getParent(), name));
    }

    /** The names in a directory, in no order; none if it is not there or no directory. */
    static List<String> in(Path directory) throws IOException {
        List<String> names = new ArrayList<>();
        forEach(directory, entry -> names.add(of(entry)));
        return names;
    }

    /** What is done with an entry of a directory. */
    interface Visitor {
        void visit(Path entry) throws IOException;
    }

    /** Visits what is in a directory, in no order; nothing if it is not there or no directory, or is removed meanwhile. */
    static void forEach(Path directory, Visitor visitor) throws IOException {
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
            for (Path entry : entries) {
                visitor.visit(entry);
            }
        } catch (NoSuchFileException | NotDirectoryException e) {
            // nothing is there
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
    }
}
