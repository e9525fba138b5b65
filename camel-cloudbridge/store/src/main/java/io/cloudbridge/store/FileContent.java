/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.store;

import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * A region of a file. If the file was changed since its state was taken, the read fails before the last bytes are handed out, so that the request
 * that carries them is cut short and nothing becomes visible.
 *
 * @param state of the whole file when the upload began, or null for a file of our own that nobody changes
 */
record FileContent(Path file, long offset, long length, FileState state) implements Content {

    @Override
    public InputStream open() throws IOException {
        check();
        return new FileRegion(FileChannel.open(file, StandardOpenOption.READ), "file " + file, offset, length) {
            @Override
            protected void beforeEnd() throws IOException {
                check();
            }
        };
    }

    private void check() throws IOException {
        if (state != null) {
            state.check(file);
        }
    }
}
