/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.store.local;

import io.cloudbridge.store.Checksum;
import io.cloudbridge.store.CloudBridgeException;
import io.cloudbridge.store.Content;
import io.cloudbridge.store.MultipartUpload;
import io.cloudbridge.store.PutOptions;
import io.cloudbridge.store.PutResult;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An upload in parts. Parts are usually of one size, so each is written where it will stand in the whole; completing then writes nothing at all.
 * A part of another size goes to a file of its own and is copied into place at the end.
 */
final class LocalMultipart implements MultipartUpload {

    private static final Logger LOG = LoggerFactory.getLogger(LocalMultipart.class);

    private final BucketDirectory bucket;
    private final String key;
    private final PutOptions options;
    private final Path directory;
    private final Map<Integer, Stored> parts = new HashMap<>();
    private long slotSize;

    /**
     * @param file where the part is
     * @param offset of its first byte there
     */
    private record Stored(Path file, long offset, long size, String etag) {}

    LocalMultipart(BucketDirectory bucket, String key, PutOptions options, Path directory) {
        this.bucket = bucket;
        this.key = key;
        this.options = options;
        this.directory = directory;
    }

    @Override
    public String id() {
        return directory.getFileName().toString();
    }

    @Override
    public Part uploadPart(int number, Content content) {
        return call("uploadPart", () -> {
            Stored target = target(number, content.length());
            Checksum checksum;
            try (FileChannel file =
                    FileChannel.open(target.file(), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
                checksum = Spool.write(content, file, target.offset());
            }
            Stored stored = new Stored(target.file(), target.offset(), target.size(), checksum.hex());
            synchronized (parts) {
                parts.put(number, stored);
            }
            return new Part(number, stored.etag(), stored.size(), checksum);
        });
    }

    private Stored target(int number, long size) {
        synchronized (parts) {
            if (slotSize == 0) {
                slotSize = size;
            }
            return size == slotSize
                    ? new Stored(whole(), (number - 1) * slotSize, size, "")
                    : new Stored(directory.resolve("part-" + number), 0, size, "");
        }
    }

    private Path whole() {
        return directory.resolve("whole");
    }

    @Override
    public PutResult complete(List<Part> wanted) {
        return call("complete", () -> {
            Path assembled = assemble(wanted);
            Checksum checksum = whole(wanted);
            FileVersion version = new Commits(bucket)
                    .commit(assembled, new Sidecar(key, options.properties(), options.tags(), checksum), options);
            tidy();
            return new PutResult(version.etag(), null, checksum);
        });
    }

    private static Checksum whole(List<Part> parts) {
        Checksum checksum = Checksum.Algorithm.CRC32C.digest().checksum();
        for (Part part : parts) {
            checksum = checksum.append(new Checksum(Checksum.Algorithm.CRC32C, part.etag()), part.size());
        }
        return checksum;
    }

    /** The object is there already, so a failure here is none of the upload. */
    private void tidy() {
        try {
            Trees.delete(directory);
        } catch (IOException e) {
            LOG.debug("Something is left of upload {}", directory, e);
        }
    }

    private Path assemble(List<Part> wanted) throws IOException {
        boolean inPlace = true;
        long size = 0;
        for (Part part : wanted) {
            Stored stored = stored(part);
            inPlace &= !stored.file().equals(whole()) || stored.offset() == size;
            size += stored.size();
        }
        Path assembled = inPlace ? whole() : directory.resolve("assembled");
        try (FileChannel to = FileChannel.open(assembled, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            long position = 0;
            for (Part part : wanted) {
                Stored stored = stored(part);
                if (!stored.file().equals(assembled)) {
                    try (FileChannel from = FileChannel.open(stored.file(), StandardOpenOption.READ)) {
                        Spool.copy(from, stored.offset(), stored.size(), to, position);
                    }
                }
                position += stored.size();
            }
            to.truncate(size);
            if (bucket.force()) {
                to.force(true);
            }
        }
        return assembled;
    }

    private Stored stored(Part part) {
        Stored stored;
        synchronized (parts) {
            stored = parts.get(part.number());
        }
        if (stored == null || stored.size() != part.size() || !stored.etag().equals(part.etag())) {
            throw LocalErrors.invalid(
                    "part " + part.number() + " was not uploaded, or not as given; upload it and complete again");
        }
        return stored;
    }

    @Override
    public void abort() {
        call("abort", () -> {
            Trees.delete(directory);
            return null;
        });
    }

    private <T> T call(String operation, FileAction<T> action) {
        try {
            return bucket.run(key, () -> whileThere(action));
        } catch (CloudBridgeException e) {
            throw e.in(LocalErrors.PROVIDER, operation, bucket.name(), key);
        }
    }

    private <T> T whileThere(FileAction<T> action) throws IOException {
        try {
            return action.run();
        } catch (NoSuchFileException e) {
            if (bucket.exists() && !Files.exists(directory)) {
                throw LocalErrors.uploadNotFound();
            }
            throw e;
        }
    }
}
