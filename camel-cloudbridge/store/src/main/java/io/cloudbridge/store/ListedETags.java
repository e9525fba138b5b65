/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.store;

import io.cloudbridge.store.driver.KeyRange;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Finds which objects still have the ETag that a delete asks for, for stores that do not check it themselves: by listing the range of the keys instead
 * of a request for each object. What the listing does not confirm is for the caller to look at: it may lie outside of what was listed, and some objects
 * have another ETag in a listing than by themselves (large objects of Swift).
 */
final class ListedETags {

    /** A listing for fewer objects costs more than it saves. */
    private static final int FEWEST = 3;

    /** Where many other keys lie between those that are asked for, looking at each of them is cheaper. */
    private static final int MOST_PAGES = 3;

    private final Pages pages;
    private final int maxPageSize;

    ListedETags(Pages pages, int maxPageSize) {
        this.pages = pages;
        this.maxPageSize = maxPageSize;
    }

    /**
     * @param requests of one bucket, each with an ETag and no version
     * @return those whose object the listing shows with the ETag asked for
     */
    Set<DeleteRequest> confirmed(String bucket, List<DeleteRequest> requests) {
        Set<DeleteRequest> confirmed = new HashSet<>();
        if (requests.size() < FEWEST) {
            return confirmed;
        }
        Map<String, DeleteRequest> wanted = new HashMap<>();
        requests.forEach(request -> wanted.put(request.ref().key(), request));
        KeyRange range = KeyRange.of(wanted.keySet());
        ListRequest request = ListRequest.of(bucket, range.prefix())
                .withStartAfter(range.before())
                .withPageSize(Math.min(maxPageSize, 2 * wanted.size() + 50));
        for (int page = 0; page < MOST_PAGES; page++) {
            ObjectPage found = pages.get(request);
            for (ObjectInfo object : found.objects()) {
                DeleteRequest asked = wanted.get(object.key());
                if (asked != null && !object.etag().isEmpty() && object.etag().equals(asked.ifMatch())) {
                    confirmed.add(asked);
                }
            }
            if (found.isLast() || reaches(found, range)) {
                break;
            }
            request = request.withPageToken(found.nextToken());
        }
        return confirmed;
    }

    private static boolean reaches(ObjectPage page, KeyRange range) {
        List<ObjectInfo> objects = page.objects();
        return !objects.isEmpty()
                && range.endsBy(objects.get(objects.size() - 1).key());
    }
}
