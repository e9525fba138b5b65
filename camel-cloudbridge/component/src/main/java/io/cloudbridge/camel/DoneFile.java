/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.camel;

import io.cloudbridge.store.CloudBridgeException;
import io.cloudbridge.store.DeleteRequest;
import io.cloudbridge.store.ObjectRef;
import io.cloudbridge.store.StoreClient;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The marker objects of {@code doneFileName}: an object is taken only when its marker exists in the same folder. A marker is never taken itself.
 * One marker for each object is deleted with it; one with a fixed name serves a whole folder and is deleted when all that the listing shows there
 * is processed. Thread-safe.
 */
final class DoneFile {

    private static final Pattern TOKEN = Pattern.compile("\\$(?:simple)?\\{file:(?:only)?name(\\.noext)?}");

    private final StoreClient client;
    private final String bucket;
    private final String before;
    private final String after;
    private final boolean fixed;
    private final boolean withoutExtension;
    private final Map<String, Boolean> known = new HashMap<>();
    private final Map<String, Folder> folders = new HashMap<>();

    /** What became of the objects that a fixed marker let in. */
    private static final class Folder {
        private final Set<String> failed = new HashSet<>();
        private int open;
        private boolean exhausted;
    }

    /** @throws CloudBridgeException.InvalidRequest if the pattern is not one of the documented ones */
    DoneFile(StoreClient client, String bucket, String pattern) {
        this.client = client;
        this.bucket = bucket;
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

    /** A poll begins: what is known of markers is stale. */
    synchronized void begin() {
        known.clear();
    }

    /** Whether a key is that of a marker. */
    boolean isMarker(String key) {
        String name = key.substring(key.lastIndexOf('/') + 1);
        return fixed
                ? name.equals(before)
                : name.length() > before.length() + after.length() && name.startsWith(before) && name.endsWith(after);
    }

    /** The listing shows a marker. */
    synchronized void listed(String key) {
        known.put(key, true);
    }

    /** Whether the marker of an object exists. Asks the store only if the pages at hand did not show it. */
    synchronized boolean isThere(String key) {
        return known.computeIfAbsent(of(key), marker -> client.exists(new ObjectRef(bucket, marker)));
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

    /** An object was processed: its own marker goes, that of a folder when everything in it is done. */
    void succeeded(String key) {
        if (fixed) {
            ended(key, false);
        } else {
            delete(of(key));
        }
    }

    /** An object was not processed: its marker stays, and that of its folder until the others and it are done. */
    void failed(String key) {
        if (fixed) {
            ended(key, true);
        }
    }

    private void ended(String key, boolean failed) {
        String marker = of(key);
        synchronized (this) {
            Folder folder = folders.get(marker);
            if (folder == null) {
                return;
            }
            folder.open--;
            if (failed) {
                folder.failed.add(key);
            } else {
                folder.failed.remove(key);
            }
            if (!remove(marker, folder)) {
                return;
            }
        }
        delete(marker);
    }

    /** A whole listing was gone through, and nothing that is wanted was left for the next poll. */
    void exhausted() {
        List<String> done = new ArrayList<>();
        synchronized (this) {
            for (String marker : List.copyOf(folders.keySet())) {
                Folder folder = folders.get(marker);
                folder.exhausted = true;
                if (remove(marker, folder)) {
                    done.add(marker);
                }
            }
        }
        done.forEach(this::delete);
    }

    private boolean remove(String marker, Folder folder) {
        boolean done = folder.open == 0 && folder.exhausted && folder.failed.isEmpty();
        if (done) {
            folders.remove(marker);
        }
        return done;
    }

    private void delete(String marker) {
        client.delete(new DeleteRequest(new ObjectRef(bucket, marker)));
    }
}
