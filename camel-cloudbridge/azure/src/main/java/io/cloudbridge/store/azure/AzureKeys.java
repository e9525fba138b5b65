/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.store.azure;

import io.cloudbridge.store.CloudBridgeException;
import java.util.regex.Pattern;

/**
 * Which keys can be names of blobs. The service takes a backslash for a slash and drops dots at the end of path segments, so that such a key
 * would name another object; they are refused instead.
 *
 * @see <a href="https://learn.microsoft.com/rest/api/storageservices/naming-and-referencing-containers--blobs--and-metadata">the rules of the
 *     service</a>
 */
final class AzureKeys {

    private static final int MOST_SEGMENTS = 254;
    private static final Pattern VERSION = Pattern.compile("[0-9A-Za-z:.+-]+");

    private AzureKeys() {}

    /** See {@link io.cloudbridge.store.Capabilities.KeyRule#problem}. */
    static String problem(String key) {
        if (key.indexOf('\\') >= 0) {
            return "contains a backslash, which Azure takes for a slash";
        }
        if (key.chars().anyMatch(AzureKeys::isForbidden)) {
            return "contains a control character, which Azure cannot hold";
        }
        int segments = 0;
        for (int start = 0; start <= key.length(); segments++) {
            int slash = key.indexOf('/', start);
            int end = slash < 0 ? key.length() : slash;
            if (end > start && key.charAt(end - 1) == '.') {
                return "has a path segment that ends with a dot, which Azure drops";
            }
            start = end + 1;
        }
        return segments > MOST_SEGMENTS ? "has " + segments + " path segments; Azure has 254 at most" : null;
    }

    /**
     * Fails for what cannot be an id of a version: those of the service are times. The SDK would make a URL of it that is none.
     *
     * @param versionId or null
     */
    static void checkVersion(String versionId) {
        if (versionId != null && !VERSION.matcher(versionId).matches()) {
            throw CloudBridgeException.invalid(
                    "VersionId '" + versionId
                            + "' is none of Azure, whose ids look like 2026-11-26T14:00:00.1234567Z; take it from a listing of versions");
        }
    }

    /** Control characters, and the code points that are no characters: neither can be written in the service's XML. */
    private static boolean isForbidden(int c) {
        return Character.isISOControl(c) || c == 0xFFFE || c == 0xFFFF;
    }
}
