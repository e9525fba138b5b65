/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.camel.consumer;

import io.cloudbridge.store.CloudBridgeException;
import io.cloudbridge.store.DeleteRequest;
import io.cloudbridge.store.Keys;
import io.cloudbridge.store.ListRequest;
import io.cloudbridge.store.ObjectInfo;
import io.cloudbridge.store.ObjectRef;
import io.cloudbridge.store.StoreClient;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The marker objects of {@code doneFileName}: an object is taken only when its marker exists in the same folder. A marker is never taken itself.
 * One marker for each object is deleted with it; one with a fixed name serves a whole folder and is deleted when a whole listing shows nothing there
 * that is still to be processed, now or later, here or by another process. Whether a marker exists is read off the listing; the store is asked only about a marker that this listing does not come by. A
 * marker whose delete failed is deleted at the end of a later listing. Thread-safe.
 */
final class DoneFiles {

    private static final Logger LOG = LoggerFactory.getLogger(DoneFiles.class);
    private static final Pattern TOKEN = Pattern.compile("\\$(?:simple)?\\{file:(?:only)?name(\\.noext)?}");

    private final StoreClient client;
    private final String bucket;
    private final String before;
    private final String after;
    private final boolean fixed;
    private final boolean withoutExtension;
    private final String prefix;
    private final String startAfter;
    private final Set<String> listed = new HashSet<>();
    private final Map<String, Boolean> asked = new HashMap<>();
    private final Set<String> notDeleted = new HashSet<>();
    private final Map<String, Folder> folders = new HashMap<>();
    /** Markers of folders in which something is left, by the listing under way. */
    private final Set<String> unfinished = new HashSet<>();

    private String begunBehind;

    /** What the listing tells of a marker. */
    enum State {
        THERE,
        ABSENT,
        /** The listing has not come to the marker's place yet. */
        LATER
    }

    /** What became of the objects that a fixed marker let in. */
    private static final class Folder {
        private int open;
        private boolean exhausted;
    }

    /**
     * @param listing of the consumer
     * @throws CloudBridgeException.InvalidRequest if the pattern is not one of the documented ones
     */
    DoneFiles(StoreClient client, ListRequest listing, String pattern) {
        this.client = client;
        this.bucket = listing.bucket();
        this.prefix = listing.prefix();
        this.startAfter = listing.startAfter() == null ? "" : listing.startAfter();
        Matcher token = TOKEN.matcher(pattern);
        this.fixed = !token.find();
        this.before = fixed ? pattern : pattern.substring(0, token.start());
        this.after = fixed ? "" : pattern.substring(token.end());
        this.withoutExtension = !fixed && token.group(1) != null;
        String rest = before + after;
        if (rest.isEmpty() || rest.contains("${") || rest.contains("$simple{") || rest.contains("/")) {
            throw CloudBridgeException.invalid(
                    "option doneFileName is '" + pattern
                            + "'; use a plain name, or one text with ${file:name} or ${file:name.noext} in it, such as ${file:name}.done");
        }
    }

    /**
     * A poll begins: what is known of markers is stale.
     *
     * @param behind the key behind which its listing begins, or null
     */
    synchronized void begin(String behind) {
        listed.clear();
        asked.clear();
        begunBehind = behind;
    }

    /** Whether a key is that of a marker. */
    boolean isMarker(String key) {
        String name = key.substring(key.lastIndexOf('/') + 1);
        return fixed
                ? name.equals(before)
                : name.length() > before.length() + after.length() && name.startsWith(before) && name.endsWith(after);
    }

    /** Whether one marker serves all objects of its folder. */
    boolean areOfFolders() {
        return fixed;
    }

    /** The listing shows these objects. */
    synchronized void listed(List<ObjectInfo> page) {
        page.stream().map(ObjectInfo::key).filter(this::isMarker).forEach(listed::add);
    }

    /**
     * Whether the marker of an object exists.
     *
     * @param listedUpTo the last key that this listing has shown; null at its end
     * @param mayWait the object can be asked about again later
     */
    synchronized State stateOf(String key, String listedUpTo, boolean mayWait) {
        String marker = of(key);
        if (listed.contains(marker)) {
            return State.THERE;
        }
        boolean listingShowsIt = marker.startsWith(prefix)
                && Keys.ORDER.compare(marker, startAfter) > 0
                && (begunBehind == null || Keys.ORDER.compare(marker, begunBehind) > 0);
        if (listingShowsIt && (listedUpTo == null || Keys.ORDER.compare(marker, listedUpTo) <= 0)) {
            return State.ABSENT;
        }
        if (listingShowsIt && mayWait) {
            return State.LATER;
        }
        boolean there = asked.computeIfAbsent(marker, m -> client.exists(new ObjectRef(bucket, m)));
        return there ? State.THERE : State.ABSENT;
    }

    /** The key of the marker of an object. */
    String of(String key) {
        int slash = key.lastIndexOf('/');
        String folder = key.substring(0, slash + 1);
        String name = key.substring(slash + 1);
        if (fixed) {
            return folder + before;
        }
        int dot = name.lastIndexOf('.');
        return folder + before + (withoutExtension && dot > 0 ? name.substring(0, dot) : name) + after;
    }

    /** An object was claimed. */
    synchronized void claimed(String key) {
        if (fixed) {
            Folder folder = folders.computeIfAbsent(of(key), marker -> new Folder());
            folder.open++;
            folder.exhausted = false;
        }
    }

    /** An object is to be processed, but not by this consumer now: it waits, is too young, lies in an archive, or is another's at the moment. */
    synchronized void left(String key) {
        if (fixed) {
            String marker = of(key);
            unfinished.add(marker);
            Folder folder = folders.get(marker);
            if (folder != null) {
                folder.exhausted = false;
            }
        }
    }

    /** An object was processed: its own marker goes, that of a folder when everything in it is done. */
    void succeeded(String key) {
        if (fixed) {
            ended(key);
        } else {
            delete(of(key));
        }
    }

    /** An object was not processed: its marker stays, and that of its folder until the others and it are done. */
    void failed(String key) {
        if (fixed) {
            left(key);
            ended(key);
        }
    }

    private void ended(String key) {
        String marker = of(key);
        synchronized (this) {
            Folder folder = folders.get(marker);
            if (folder == null) {
                return;
            }
            folder.open--;
            if (!remove(marker, folder)) {
                return;
            }
        }
        delete(marker);
    }

    /** A whole listing was gone through, and what it selected was claimed. */
    void exhausted() {
        Set<String> done;
        synchronized (this) {
            done = new TreeSet<>(notDeleted);
            for (String marker : List.copyOf(folders.keySet())) {
                Folder folder = folders.get(marker);
                folder.exhausted = !unfinished.contains(marker);
                if (remove(marker, folder)) {
                    done.add(marker);
                }
            }
            done.removeIf(folders::containsKey);
            done.removeAll(unfinished);
            unfinished.clear();
        }
        done.forEach(this::delete);
    }

    private boolean remove(String marker, Folder folder) {
        boolean done = folder.open == 0 && folder.exhausted;
        if (done) {
            folders.remove(marker);
        }
        return done;
    }

    private void delete(String marker) {
        synchronized (this) {
            notDeleted.add(marker);
        }
        try {
            client.delete(new DeleteRequest(new ObjectRef(bucket, marker)));
            synchronized (this) {
                notDeleted.remove(marker);
            }
        } catch (CloudBridgeException e) {
            LOG.warn(
                    "Done file {} could not be deleted; that is tried again: {}",
                    new ObjectRef(bucket, marker),
                    e.toString());
        }
    }
}
