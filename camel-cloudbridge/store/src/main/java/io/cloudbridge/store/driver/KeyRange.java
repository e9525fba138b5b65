/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.store.driver;

import io.cloudbridge.store.Keys;
import java.util.Collection;
import java.util.List;

/**
 * The part of a listing in which some keys lie.
 *
 * @param first the smallest of them in the order of listings
 * @param last the greatest
 */
public record KeyRange(String first, String last) {

    /** @param keys at least one, in any order */
    public static KeyRange of(Collection<String> keys) {
        List<String> sorted = keys.stream().sorted(Keys.ORDER).toList();
        return new KeyRange(sorted.get(0), sorted.get(sorted.size() - 1));
    }

    /** What all keys of the range begin with; may be empty. */
    public String prefix() {
        int common = 0;
        while (common < Math.min(first.length(), last.length()) && first.charAt(common) == last.charAt(common)) {
            common++;
        }
        boolean cutsPair = common > 0 && Character.isHighSurrogate(first.charAt(common - 1));
        return first.substring(0, cutsPair ? common - 1 : common);
    }

    /** A key shortly before the first one, to list from; empty if there is none. */
    public String before() {
        String stem = first.substring(0, first.offsetByCodePoints(first.length(), -1));
        char end = first.charAt(first.length() - 1);
        return end > '!' && end <= '~' ? stem + (char) (end - 1) + '~' : stem;
    }

    /** Whether the end of the range lies at this key or before it. */
    public boolean endsBy(String key) {
        return Keys.ORDER.compare(key, last) >= 0;
    }
}
