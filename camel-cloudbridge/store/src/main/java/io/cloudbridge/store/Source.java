/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.store;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** What is to be uploaded, as the caller has it: a stream that can be read once, or bytes that can be read from anywhere. */
public final class Source {

    /** The length of a stream that nobody declared. */
    public static final long UNKNOWN = -1;

    private final InputStream stream;
    private final Regions regions;
    private final long length;

    private Source(InputStream stream, Regions regions, long length) {
        this.stream = stream;
        this.regions = regions;
        this.length = length;
    }

    /** The array itself; it must not change before the upload ends. */
    public static Source of(byte[] bytes) {
        return new Source(null, (offset, count) -> new BytesContent(bytes, (int) offset, (int) count), bytes.length);
    }

    /**
     * A file as it is now. If it changes before the upload ends, the upload fails and nothing becomes visible.
     *
     * @throws CloudBridgeException.InvalidRequest if it is no readable file
     */
    public static Source ofFile(Path file) {
        if (!Files.isRegularFile(file) || !Files.isReadable(file)) {
            throw CloudBridgeException.invalid("the body " + file + " is not a file that can be read");
        }
        try {
            FileState state = FileState.of(file);
            return new Source(null, (offset, count) -> new FileContent(file, offset, count, state), state.size());
        } catch (IOException e) {
            throw new CloudBridgeException.InvalidRequest(
                    Failure.of("the size of the body " + file + " cannot be read: " + e.getMessage()), e);
        }
    }

    /**
     * A stream, read once and left open for its owner to close.
     *
     * @param length in bytes as declared, which is verified, or {@link #UNKNOWN}
     */
    public static Source of(InputStream stream, long length) {
        if (length < UNKNOWN) {
            throw CloudBridgeException.invalid(
                    "the declared length " + length + " is negative; leave it out if it is unknown");
        }
        return new Source(stream, null, length);
    }

    /** In bytes, or {@link #UNKNOWN}. */
    public long length() {
        return length;
    }

    /** Whether parts can be read in any order, so that no buffer is needed. */
    boolean isRandomAccess() {
        return regions != null;
    }

    Content region(long offset, long count) {
        return regions.region(offset, count);
    }

    InputStream stream() {
        return stream;
    }

    private interface Regions {
        Content region(long offset, long count);
    }
}
