/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.store;

import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** A region of a file. A file that became shorter fails the read instead of sending less than was promised. */
record FileContent(Path file, long offset, long length) implements Content {

    @Override
    public InputStream open() throws IOException {
        return new FileRegion(FileChannel.open(file, StandardOpenOption.READ), "file " + file, offset, length);
    }
}
