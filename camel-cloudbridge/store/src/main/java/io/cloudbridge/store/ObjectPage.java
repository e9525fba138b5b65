/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.store;

import java.util.List;

/**
 * A page of a listing. It may be empty and still have a next page.
 *
 * @param objects in UTF-8 byte order
 * @param commonPrefixes in UTF-8 byte order, each ending with the delimiter
 * @param nextToken opaque, for {@link ListRequest#withPageToken}; null on the last page
 */
public record ObjectPage(List<ObjectInfo> objects, List<String> commonPrefixes, String nextToken) {

    public ObjectPage {
        objects = List.copyOf(objects);
        commonPrefixes = List.copyOf(commonPrefixes);
        nextToken = nextToken == null || nextToken.isEmpty() ? null : nextToken;
    }

    public boolean isLast() {
        return nextToken == null;
    }
}
