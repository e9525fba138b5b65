/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.camel.consumer.seen;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import org.apache.camel.spi.IdempotentRepository;
import org.apache.camel.support.service.ServiceSupport;

/**
 * The built-in repository of objects that were seen. It never evicts what is still listed, costs at most 40 bytes of heap an object, and
 * forgets what a complete listing no longer shows: {@link #beginListing}, {@link #listed} for every entry, {@link #endListing}.
 *
 * <p>It keeps digests (SHA-256, cut to 128 bits), not texts: who names the objects cannot make one pass for another. With a file, what was
 * confirmed survives the process, see {@link SeenFile}; an entry that was added and not confirmed does not, since its exchange never ended.
 *
 * <p>Thread-safe; listings run one at a time.
 */
public final class SeenObjects extends ServiceSupport implements IdempotentRepository {

    /** Below this many records, rewriting the file is not worth it. */
    private static final int SMALL_FILE = 10_000;

    private final SeenTable table = new SeenTable();
    private final Path path;
    private volatile SeenFile file;
    private volatile int mark = 1;

    /** Remembers in memory. */
    public SeenObjects() {
        this(null);
    }

    /** @param path where to remember, or null for in memory */
    public SeenObjects(Path path) {
        this.path = path;
    }

    @Override
    protected void doStart() {
        if (path != null && file == null) {
            table.clear();
            file = SeenFile.open(path, table);
            compactIfWorthwhile();
        }
    }

    @Override
    protected void doStop() {
        SeenFile open = file;
        file = null;
        if (open != null) {
            open.close();
        }
    }

    @Override
    public boolean add(String key) {
        Digest digest = Digest.of(key);
        return table.add(digest.high, digest.low, mark, true);
    }

    @Override
    public boolean contains(String key) {
        Digest digest = Digest.of(key);
        return table.contains(digest.high, digest.low);
    }

    @Override
    public boolean remove(String key) {
        Digest digest = Digest.of(key);
        boolean confirmed = table.contains(digest.high, digest.low) && !table.confirm(digest.high, digest.low);
        boolean removed = table.remove(digest.high, digest.low);
        if (removed && confirmed && file != null) {
            file.forgotten(digest.high, digest.low);
        }
        return removed;
    }

    /** Makes an entry durable. */
    @Override
    public boolean confirm(String key) {
        Digest digest = Digest.of(key);
        SeenFile open = file;
        if (path != null && open == null) {
            throw new IllegalStateException("seenFile " + path + " is closed; the object will be emitted again");
        }
        // an entry may be gone if the route was stopped and started since; what was processed is remembered all the
        // same
        boolean confirmed = table.confirm(digest.high, digest.low) || table.add(digest.high, digest.low, mark, false);
        if (confirmed && open != null) {
            open.seen(digest.high, digest.low);
        }
        return confirmed;
    }

    @Override
    public void clear() {
        table.clear();
        if (file != null) {
            file.compact(table::forEach);
        }
    }

    /** A listing begins at its first key. What is not {@link #listed} or added from now on is forgotten at {@link #endListing}. */
    public void beginListing() {
        mark = mark == 127 ? 1 : mark + 1;
    }

    /** Whether an entry of the listing was seen; it stays. */
    public boolean listed(String key) {
        Digest digest = Digest.of(key);
        return table.mark(digest.high, digest.low, mark);
    }

    /**
     * A listing that began with {@link #beginListing} came to its end without an error.
     *
     * @return how many entries were forgotten
     */
    public int endListing() {
        SeenFile open = file;
        int forgotten = table.sweep(mark, open == null ? (high, low) -> {} : open::forgotten);
        if (open != null) {
            compactIfWorthwhile();
        }
        return forgotten;
    }

    /** Brings what was confirmed to the disk. */
    public void flush() {
        SeenFile open = file;
        if (open != null) {
            open.force();
        }
    }

    public long size() {
        return table.size();
    }

    private void compactIfWorthwhile() {
        if (file.records() > SMALL_FILE + 2 * table.size()) {
            compact();
        }
    }

    /** Rewrites the file with what is remembered now. */
    void compact() {
        file.compact(table::forEach);
    }

    private record Digest(long high, long low) {

        static Digest of(String key) {
            try {
                byte[] hash = MessageDigest.getInstance("SHA-256").digest(key.getBytes(StandardCharsets.UTF_8));
                ByteBuffer bytes = ByteBuffer.wrap(hash);
                return new Digest(bytes.getLong(), bytes.getLong());
            } catch (NoSuchAlgorithmException e) {
                throw new IllegalStateException("SHA-256 is missing from this JDK", e);
            }
        }
    }
}
