/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.store.local;

import io.cloudbridge.store.Capabilities;
import io.cloudbridge.store.Keys;
import java.nio.file.Path;

/** Refuses keys whose whole path would be longer than Linux takes. Only below a very long root directory are there any. */
final class PathLimit implements Capabilities.KeyRule {

    private static final int LONGEST_PATH = 4095;
    private static final int LONGEST_BUCKET = 255;
    /** What the escapes of {@link KeyEncoding} and the marks of its chains can make of the longest key. */
    private static final int LONGEST_ENCODED = 3 * Keys.MAX_BYTES + 64;

    private final int left;

    PathLimit(Path root) {
        left = LONGEST_PATH - KeyEncoding.bytes(root.toString()) - LONGEST_BUCKET - 2;
    }

    @Override
    public String problem(String key) {
        if (left >= LONGEST_ENCODED) {
            return null;
        }
        int needed = KeyEncoding.bytes(KeyEncoding.displacedPath(key));
        return needed <= left
                ? null
                : "needs a path of " + needed + " bytes and there is room for " + left
                        + " below rootDirectory; use a shorter key or rootDirectory";
    }
}
