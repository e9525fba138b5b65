/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.store.local;

import io.cloudbridge.store.CloudBridgeException;
import io.cloudbridge.store.Failure;
import io.cloudbridge.store.PresignRequest;
import io.cloudbridge.store.SignedRequest;
import io.cloudbridge.store.StoreConfig;
import java.io.Closeable;
import java.io.IOException;
import java.net.BindException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Map;

/** Signs URLs and serves them: the server starts with the first one, or at once if it has a port of its own. */
final class Presigning implements Closeable {

    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final long MAX_SIZE = 5L << 30;
    private static final String SECRET_FILE = "presign-secret";

    private final Root root;
    private final Buckets buckets;
    private final Settings settings;

    private byte[] secret;
    private SignedUrlServer server;
    private boolean closed;

    /**
     * @param secret null for one that is kept in the root
     * @param port 0 for any
     * @param baseUrl null for the server's own; without a slash at the end
     * @param maxSize of an upload, in bytes
     * @param patience with a client that makes no progress
     */
    record Settings(byte[] secret, int port, URI baseUrl, long maxSize, AllowedOrigins origins, Duration patience) {

        static Settings of(StoreConfig config) {
            int port = config.getInt("presignPort", 0);
            if (port < 0 || port > 65535) {
                throw config.invalid("presignPort", "is " + port + "; use 1 to 65535, or 0 for any free one");
            }
            byte[] secret = config.find("presignSecret")
                    .map(text -> text.getBytes(StandardCharsets.UTF_8))
                    .orElse(null);
            return new Settings(secret, port, baseUrl(config), maxSize(config), AllowedOrigins.of(config), PATIENCE);
        }

        private static long maxSize(StoreConfig config) {
            String text = config.get("presignMaxSize", Long.toString(MAX_SIZE));
            try {
                long size = Long.parseLong(text);
                if (size > 0) {
                    return size;
                }
            } catch (NumberFormatException e) {
                // told below
            }
            throw config.invalid("presignMaxSize", "is '" + text + "'; give a positive number of bytes");
        }

        private static URI baseUrl(StoreConfig config) {
            String text = config.get("presignBaseUrl", null);
            if (text == null) {
                return null;
            }
            URI url = config.url("presignBaseUrl", text.endsWith("/") ? text.substring(0, text.length() - 1) : text);
            if (url.getRawQuery() != null || url.getRawFragment() != null) {
                throw config.invalid(
                        "presignBaseUrl",
                        "is '" + text + "'; give a URL without query, such as https://files.example.org/store");
            }
            return url;
        }
    }

    Presigning(Root root, Buckets buckets, Settings settings) {
        this.root = root;
        this.buckets = buckets;
        this.settings = settings;
    }

    /** Starts the server now if a port is set, so that a port that is taken fails the start. */
    void open(StoreConfig config) throws IOException {
        if (settings.port() == 0) {
            return;
        }
        try {
            server();
        } catch (BindException e) {
            throw config.invalid(
                    "presignPort",
                    "is " + settings.port() + ", which cannot be used (" + e.getMessage()
                            + "); free it, set another, or 0 for any free one");
        }
    }

    SignedRequest sign(PresignRequest request) throws IOException {
        long expires = Instant.now().getEpochSecond() + request.expiry().toSeconds();
        Grant grant = new Grant(
                request.method(),
                request.ref(),
                expires,
                request.contentType(),
                request.responseContentType(),
                request.responseContentDisposition());
        String base = settings.baseUrl() == null
                ? "http://127.0.0.1:" + server().port()
                : settings.baseUrl().toString();
        server();
        Map<String, String> headers =
                request.contentType() == null ? Map.of() : Map.of("Content-Type", request.contentType());
        return new SignedRequest(
                request.method(), SignedUrls.url(base, grant, secret()), headers, Instant.ofEpochSecond(expires));
    }

    private synchronized SignedUrlServer server() throws IOException {
        if (closed) {
            throw new CloudBridgeException.InvalidState(
                    Failure.of("the store is closed, so nobody would serve the URL"), null);
        }
        if (server == null) {
            server = SignedUrlServer.start(settings, this::secret, buckets);
        }
        return server;
    }

    private synchronized byte[] secret() throws IOException {
        if (secret == null) {
            secret = settings.secret() == null ? kept() : settings.secret();
        }
        return secret;
    }

    /** The secret in the hidden tree, made by whoever needs it first; one for this process alone where the root may only be read. */
    private byte[] kept() throws IOException {
        Path file = root.hidden().resolve(SECRET_FILE);
        try {
            return read(file);
        } catch (NoSuchFileException e) {
            try {
                return root.locks().holdRoot(() -> make(file));
            } catch (FileSystemException unwritable) {
                root.throwIfWritable(unwritable);
                return random();
            }
        }
    }

    private byte[] make(Path file) throws IOException {
        if (Files.exists(file)) {
            return read(file);
        }
        byte[] made = random();
        Path temporary = file.resolveSibling(SECRET_FILE + "." + root.temporaryName());
        Files.createFile(temporary, ownerOnly(file));
        try {
            Files.writeString(temporary, HexFormat.of().formatHex(made));
            Files.move(temporary, file);
        } finally {
            Files.deleteIfExists(temporary);
        }
        return made;
    }

    private static byte[] read(Path file) throws IOException {
        try {
            return HexFormat.of().parseHex(Files.readString(file).strip());
        } catch (IllegalArgumentException e) {
            throw new IOException("the file " + file + " is damaged; delete it, which ends all URLs signed so far");
        }
    }

    private static byte[] random() {
        byte[] bytes = new byte[32];
        new SecureRandom().nextBytes(bytes);
        return bytes;
    }

    private static FileAttribute<?>[] ownerOnly(Path file) {
        return file.getFileSystem().supportedFileAttributeViews().contains("posix")
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
                }
                : new FileAttribute<?>[0];
    }

    @Override
    public synchronized void close() {
        closed = true;
        if (server != null) {
            server.close();
            server = null;
        }
    }
}
