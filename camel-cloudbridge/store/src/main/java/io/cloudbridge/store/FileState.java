/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;

/**
 * What tells that a file was changed: its size, its time and which file its name leads to.
 *
 * @param identity of the file, or null where the file system has none
 */
record FileState(long size, FileTime modified, Object identity) {

    static FileState of(Path file) throws IOException {
        BasicFileAttributes now = Files.readAttributes(file, BasicFileAttributes.class);
        return new FileState(now.size(), now.lastModifiedTime(), now.fileKey());
    }

    /** @throws IOException if the file is no longer as it was */
    void check(Path file) throws IOException {
        FileState now = of(file);
        if (!equals(now)) {
            String how = size == now.size
                    ? "was rewritten during the upload"
                    : "changed from " + size + " to " + now.size + " bytes during the upload";
            throw new IOException(
                    "the file " + file + " " + how + "; wait until it is complete (readLock of the file component)");
        }
    }
}
