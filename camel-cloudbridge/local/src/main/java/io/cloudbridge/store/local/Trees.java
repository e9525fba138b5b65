/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.store.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;

/** Whole directory trees. Links are never followed. */
final class Trees {

    private Trees() {}

    /** Deletes a file, or a directory with all that is in it; what is gone already is no error. */
    static void delete(Path top) throws IOException {
        if (Files.isDirectory(top, LinkOption.NOFOLLOW_LINKS)) {
            FileNames.forEach(top, Trees::delete);
        }
        Files.deleteIfExists(top);
    }
}
