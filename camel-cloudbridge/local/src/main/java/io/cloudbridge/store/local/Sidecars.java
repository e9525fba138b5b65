/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.store.local;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * The sidecars of a bucket. A sidecar's name is made of the key and of size and time of the very content it belongs to. So a new sidecar stands
 * beside the old one until the content is moved into place, which is the one moment when both change; a crash leaves a sidecar that belongs to
 * nothing, never one that belongs to the wrong content. The inode is no part of the name, so that a root can be moved or restored with
 * {@code cp -a} or {@code rsync -a}.
 */
final class Sidecars {

    private final Path directory;
    private final HiddenFiles hidden;

    Sidecars(Path directory, HiddenFiles hidden) {
        this.directory = directory;
        this.hidden = hidden;
    }

    /** The sidecar of this content; {@link Sidecar#NONE} if there is none. */
    Sidecar read(String key, FileVersion version) throws IOException {
        try {
            return Sidecar.parse(Files.readAllBytes(path(key, version)));
        } catch (NoSuchFileException e) {
            return Sidecar.NONE;
        }
    }

    /** Writes the sidecar of this content, whole or not at all. */
    void write(FileVersion version, Sidecar sidecar) throws IOException {
        hidden.replace(path(sidecar.key(), version), sidecar.toBytes());
    }

    void delete(String key, FileVersion version) throws IOException {
        Files.deleteIfExists(path(key, version));
    }

    Path path(String key, FileVersion version) {
        MessageDigest sha = sha256();
        sha.update(key.getBytes(StandardCharsets.UTF_8));
        sha.update(ByteBuffer.allocate(1 + 2 * Long.BYTES)
                .put((byte) 0)
                .putLong(version.size())
                .putLong(version.mtime())
                .flip());
        return spread(directory, sha.digest());
    }

    /** A file named by a hash, in one of 256 directories. */
    static Path spread(Path directory, byte[] hash) {
        String name = HexFormat.of().formatHex(hash, 0, 20);
        return directory.resolve(name.substring(0, 2)).resolve(name.substring(2));
    }

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("SHA-256 is missing from this JDK", e);
        }
    }
}
