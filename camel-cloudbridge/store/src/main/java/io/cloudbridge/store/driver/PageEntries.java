/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.store.driver;

import io.cloudbridge.store.CloudBridgeException;
import io.cloudbridge.store.Keys;
import io.cloudbridge.store.ListRequest;
import io.cloudbridge.store.ObjectInfo;
import io.cloudbridge.store.ObjectPage;
import io.cloudbridge.store.ObjectRef;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The entries of one page of a listing, as a driver reads them from the store's answer. An entry whose key cannot name an object here (over 1024
 * bytes, NUL, broken Unicode; other tools can make such keys) is left out with one warning, so that it does not stop the listing of the others. So is,
 * without a word, what does not come after {@code startAfter}: not every server knows that parameter, and some show the key itself, or a prefix that
 * sorts before it. Not thread-safe.
 */
public final class PageEntries {

    private static final Logger LOG = LoggerFactory.getLogger(PageEntries.class);
    private static final int MOST_REMEMBERED = 1000;

    /** The keys that were warned of, the latest only: a poller lists them again and again. */
    private static final Set<ObjectName> WARNED =
            Collections.newSetFromMap(Collections.synchronizedMap(new LinkedHashMap<>() {
                private static final long serialVersionUID = 1;

                @Override
                protected boolean removeEldestEntry(Map.Entry<ObjectName, Boolean> eldest) {
                    return size() > MOST_REMEMBERED;
                }
            }));

    private final String bucket;
    private final String startAfter;
    private final List<ObjectInfo> objects = new ArrayList<>();
    private final List<String> prefixes = new ArrayList<>();

    private record ObjectName(String bucket, String key) {}

    public PageEntries(ListRequest request) {
        this.bucket = request.bucket();
        this.startAfter = request.startAfter();
    }

    /**
     * Adds an object, unless its key cannot be held or was not asked for.
     *
     * @param key as the store shows it, decoded
     * @param info makes the entry from the reference
     */
    public void object(String key, Function<ObjectRef, ObjectInfo> info) {
        if (canHold(bucket, key) && isAskedFor(key)) {
            objects.add(info.apply(new ObjectRef(bucket, key)));
        }
    }

    /** Adds a common prefix. */
    public void prefix(String prefix) {
        if (isAskedFor(prefix)) {
            prefixes.add(prefix);
        }
    }

    private boolean isAskedFor(String name) {
        return startAfter.isEmpty() || Keys.ORDER.compare(name, startAfter) > 0;
    }

    /** The page, with its entries in the order in which they were added. */
    public ObjectPage page(String nextToken) {
        return new ObjectPage(objects, prefixes, nextToken);
    }

    /** Whether a key of a listing can name an object here. Warns if not, once for each key. Thread-safe. */
    public static boolean canHold(String bucket, String key) {
        try {
            Keys.check(key);
            return true;
        } catch (CloudBridgeException.InvalidRequest e) {
            leftOut(bucket, key, e.getMessage());
            return false;
        }
    }

    /**
     * Warns that an entry is left out of listings; once for each entry, however often it is listed. Thread-safe.
     *
     * @param name what the store calls it
     * @param reason why no key can name it, for people
     */
    public static void leftOut(String bucket, String name, String reason) {
        if (WARNED.add(new ObjectName(bucket, String.valueOf(name)))) {
            LOG.warn("An object of bucket {} is left out of the listing: {}", bucket, reason);
        }
    }
}
