/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.store.local;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.util.concurrent.TimeUnit;

/**
 * Which content a file has, told from its attributes alone, so that a listing costs one call for each file. The store gives every file it writes
 * a modification time of its own (see {@link WriteStamp}); a file that another program wrote differs in inode, time or size.
 *
 * @param inode 0 where the file system has none
 * @param mtime in nanoseconds since 1970
 */
record FileVersion(long inode, long size, long mtime) {

    static FileVersion of(BasicFileAttributes attributes) {
        return new FileVersion(
                inode(attributes.fileKey()),
                attributes.size(),
                attributes.lastModifiedTime().to(TimeUnit.NANOSECONDS));
    }

    /** The version at a path; null if no regular file stands there. Links are not followed. */
    static FileVersion at(Path file) throws IOException {
        BasicFileAttributes attributes = attributes(file);
        return attributes != null && attributes.isRegularFile() ? of(attributes) : null;
    }

    /** The attributes of what stands at a path, itself a link or not; null if nothing does. */
    static BasicFileAttributes attributes(Path file) throws IOException {
        try {
            return Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        } catch (NoSuchFileException e) {
            return null;
        } catch (AccessDeniedException e) {
            throw e;
        } catch (FileSystemException e) {
            // a file stands where a directory would have to be
            if (!Files.isDirectory(file.getParent())) {
                return null;
            }
            throw e;
        }
    }

    /** Names this content in conditions. The same in listings, reads and results of writes, and after a restart. */
    String etag() {
        return Long.toHexString(mtime) + "-" + Long.toHexString(size) + "-" + Long.toHexString(inode);
    }

    Instant lastModified() {
        return Instant.ofEpochSecond(Math.floorDiv(mtime, 1_000_000_000L), Math.floorMod(mtime, 1_000_000_000L));
    }

    /** The JDK tells the inode only in the text of the key: {@code (dev=fd01,ino=42)}. The device may change with a reboot, so it is left out. */
    private static long inode(Object fileKey) {
        String text = String.valueOf(fileKey);
        int start = text.indexOf("ino=");
        if (start < 0) {
            return 0;
        }
        long inode = 0;
        for (int i = start + 4; i < text.length() && Character.digit(text.charAt(i), 10) >= 0; i++) {
            inode = inode * 10 + Character.digit(text.charAt(i), 10);
        }
        return inode;
    }
}
