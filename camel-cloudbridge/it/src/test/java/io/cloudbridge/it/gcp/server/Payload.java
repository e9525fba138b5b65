/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.it.gcp.server;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.SequenceInputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** The bytes of an object or part: small ones in memory, large ones in files, never changed once made. */
final class Payload {
    /** Larger content goes to a file. */
    static final int IN_MEMORY = 64 * 1024;

    private record Piece(byte[] bytes, Path file, long size) {
        InputStream open(long offset) throws IOException {
            if (bytes != null) {
                return new ByteArrayInputStream(bytes, (int) offset, (int) (size - offset));
            }
            InputStream in = Files.newInputStream(file);
            in.skipNBytes(offset);
            return in;
        }
    }

    static final Payload EMPTY = new Payload(List.of());

    private final List<Piece> pieces;
    private final long size;

    private Payload(List<Piece> pieces) {
        this.pieces = pieces;
        this.size = pieces.stream().mapToLong(Piece::size).sum();
    }

    static Payload of(byte[] bytes) {
        return new Payload(List.of(new Piece(bytes, null, bytes.length)));
    }

    /** Takes over a finished file. */
    static Payload of(Path file) throws IOException {
        return new Payload(List.of(new Piece(null, file, Files.size(file))));
    }

    /** The given payloads one after another, sharing their files: the originals must not be dropped afterwards. */
    static Payload concat(List<Payload> parts) {
        return new Payload(parts.stream().flatMap(p -> p.pieces.stream()).toList());
    }

    /** Reads {@code in} to its end, passing every byte through {@code hashes}; nothing stays behind if it breaks. */
    static Payload receive(InputStream in, Path directory, Hashes hashes) throws IOException {
        byte[] head = in.readNBytes(IN_MEMORY);
        hashes.update(head, 0, head.length);
        if (head.length < IN_MEMORY) {
            return of(head);
        }
        Path file = Files.createTempFile(directory, "payload", ".bin");
        try (OutputStream out = Files.newOutputStream(file)) {
            out.write(head);
            byte[] buffer = new byte[256 * 1024];
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                hashes.update(buffer, 0, n);
                out.write(buffer, 0, n);
            }
        } catch (IOException e) {
            Files.deleteIfExists(file);
            throw e;
        }
        return of(file);
    }

    long size() {
        return size;
    }

    byte[] bytes() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream((int) size);
        try (InputStream in = open(0)) {
            in.transferTo(out);
        }
        return out.toByteArray();
    }

    InputStream open(long offset) throws IOException {
        List<InputStream> streams = new ArrayList<>();
        long skip = offset;
        for (Piece piece : pieces) {
            if (skip >= piece.size()) {
                skip -= piece.size();
                continue;
            }
            streams.add(piece.open(skip));
            skip = 0;
        }
        return streams.size() == 1 ? streams.get(0) : new SequenceInputStream(Collections.enumeration(streams));
    }

    /** A copy with files of its own. */
    Payload copy(Path directory) throws IOException {
        try (InputStream in = open(0)) {
            return receive(in, directory, new Hashes());
        }
    }

    Hashes hash(Hashes hashes) throws IOException {
        try (InputStream in = open(0)) {
            byte[] buffer = new byte[256 * 1024];
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                hashes.update(buffer, 0, n);
            }
        }
        return hashes;
    }

    void drop() {
        for (Piece piece : pieces) {
            if (piece.file() != null) {
                try {
                    Files.deleteIfExists(piece.file());
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
        }
    }
}
