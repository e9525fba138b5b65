/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.store.local;

import io.cloudbridge.store.CloudBridgeException;
import io.cloudbridge.store.Keys;
import io.cloudbridge.store.ListRequest;
import io.cloudbridge.store.ObjectInfo;
import io.cloudbridge.store.ObjectPage;
import io.cloudbridge.store.ObjectRef;
import io.cloudbridge.store.driver.PageEntries;
import java.io.IOException;
import java.lang.ref.SoftReference;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Pages of listings. A page token says all that is needed to go on. Beside that the walk of the page before is kept for a while, so that a large
 * directory is not read again for each page; so a listing may miss what is written behind its back during these seconds, never what was there
 * all along.
 */
final class LocalListings {

    private static final long FRESH = TimeUnit.SECONDS.toNanos(10);
    private static final int KEPT = 8;

    private final int window;
    private final SettleTime settleTime;
    private final Map<Place, SoftReference<Cursor>> kept = new LinkedHashMap<>();

    LocalListings(int window, SettleTime settleTime) {
        this.window = window;
        this.settleTime = settleTime;
    }

    /** A listing without its page size, and how far it has come. */
    private record Place(String bucket, String prefix, String delimiter, String startAfter, String token) {

        Place(ListRequest request, String token) {
            this(request.bucket(), request.prefix(), request.delimiter(), request.startAfter(), token);
        }
    }

    /** An object, or with {@code object == null} a common prefix. */
    private record Item(String name, ObjectInfo object) {

        String token() {
            String text = (object == null ? "p" : "k") + name;
            return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.UTF_8));
        }
    }

    ObjectPage page(BucketDirectory bucket, ListRequest request, int maxPageSize) throws IOException {
        Cursor cursor = resume(request);
        if (cursor == null) {
            cursor = new Cursor(bucket, request);
        }
        int size = Math.min(request.pageSize(), maxPageSize);
        List<ObjectInfo> objects = new ArrayList<>();
        List<String> prefixes = new ArrayList<>();
        Item last = null;
        while (objects.size() + prefixes.size() < size) {
            Item item = cursor.next();
            if (item == null) {
                return new ObjectPage(objects, prefixes, null);
            }
            if (item.object() == null) {
                prefixes.add(item.name());
            } else {
                objects.add(item.object());
            }
            last = item;
        }
        if (cursor.peek() == null) {
            return new ObjectPage(objects, prefixes, null);
        }
        keep(request, last.token(), cursor);
        return new ObjectPage(objects, prefixes, last.token());
    }

    private synchronized Cursor resume(ListRequest request) {
        if (request.pageToken() == null) {
            return null;
        }
        SoftReference<Cursor> found = kept.remove(new Place(request, request.pageToken()));
        Cursor cursor = found == null ? null : found.get();
        return cursor == null || cursor.isOld() ? null : cursor;
    }

    private synchronized void keep(ListRequest request, String token, Cursor cursor) {
        kept.put(new Place(request, token), new SoftReference<>(cursor));
        Iterator<SoftReference<Cursor>> oldest = kept.values().iterator();
        while (oldest.hasNext()) {
            Cursor old = oldest.next().get();
            if (old == null || old.isOld() || kept.size() > KEPT) {
                oldest.remove();
            }
        }
    }

    private static Position position(ListRequest request) {
        if (request.pageToken() == null) {
            return request.startAfter().isEmpty() ? Position.START : Position.after(request.startAfter());
        }
        try {
            String text = new String(Base64.getUrlDecoder().decode(request.pageToken()), StandardCharsets.UTF_8);
            String name = text.substring(1);
            if (text.charAt(0) == 'k') {
                return Position.after(name);
            }
            if (text.charAt(0) == 'p') {
                return Position.behind(name);
            }
        } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
            // told below
        }
        throw CloudBridgeException.invalid("the page token '" + request.pageToken()
                + "' is none of this store; take it from the page before, or leave it out to begin");
    }

    /** A listing on its way. */
    private final class Cursor {
        private final BucketDirectory bucket;
        private final ListRequest request;
        private final KeyWalk walk;
        private final long started = System.nanoTime();
        private Item ahead;

        Cursor(BucketDirectory bucket, ListRequest request) {
            this.bucket = bucket;
            this.request = request;
            this.walk = new KeyWalk(
                    bucket, settleTime, request.prefix(), request.delimiter().equals("/"), position(request), window);
        }

        boolean isOld() {
            return System.nanoTime() - started > FRESH;
        }

        Item peek() throws IOException {
            if (ahead == null) {
                ahead = read();
            }
            return ahead;
        }

        Item next() throws IOException {
            Item item = peek();
            ahead = null;
            return item;
        }

        private Item read() throws IOException {
            for (KeyWalk.Entry entry = walk.next(); entry != null; entry = walk.next()) {
                String prefix = commonPrefix(entry.key());
                if (prefix == null) {
                    ObjectRef ref = ref(entry.key());
                    LocalReads.Seen seen = ref == null ? null : seen(entry);
                    if (seen == null) {
                        continue;
                    }
                    return new Item(entry.key(), seen.info(ref));
                }
                walk.skipTo(Position.behind(prefix));
                if (Keys.ORDER.compare(prefix, request.startAfter()) > 0) {
                    return new Item(prefix, null);
                }
            }
            return null;
        }

        /** Null if the object was deleted meanwhile. */
        private LocalReads.Seen seen(KeyWalk.Entry entry) {
            return entry.described()
                    ? bucket.run(entry.key(), () -> LocalReads.find(bucket, entry.key(), false))
                    : new LocalReads.Seen(entry.file(), Sidecar.defaults(entry.key()), null);
        }

        /** Null for a path that is too long to be a key; another program made it. */
        private ObjectRef ref(String key) {
            return PageEntries.canHold(request.bucket(), key) ? new ObjectRef(request.bucket(), key) : null;
        }

        private String commonPrefix(String key) {
            if (request.delimiter().isEmpty()) {
                return null;
            }
            int end = key.indexOf(request.delimiter(), request.prefix().length());
            return end < 0 ? null : key.substring(0, end + request.delimiter().length());
        }
    }
}
