/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.camel.consumer;

import io.cloudbridge.store.CloudBridgeException;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.CRC32;

/**
 * One of {@code count} equal parts of all keys, so that processes share a bucket without talking to each other.
 *
 * <p>A key belongs to shard {@code crc32(utf8(key)) mod count}, where {@code crc32} is the unsigned CRC-32 of zlib and ZIP. This never changes:
 * processes of different releases agree, and any language can compute it ({@code zlib.crc32(key.encode()) % count} in Python).
 *
 * @param index this part, from 0
 * @param count how many parts there are
 */
record Shard(int index, int count) {

    /** Every key. */
    static final Shard ALL = new Shard(0, 1);

    private static final Pattern TEXT = Pattern.compile("\\s*(\\d{1,6})\\s*/\\s*(\\d{1,6})\\s*");

    Shard {
        if (count < 1 || index < 0 || index >= count) {
            throw CloudBridgeException.invalid(
                    "option shard is '" + index + "/" + count + "'; write index/count with the index from 0 to "
                            + "count - 1, for example 0/4, 1/4, 2/4 and 3/4 for four processes");
        }
    }

    /** Reads {@code index/count}; null or blank text means every key. */
    static Shard parse(String text) {
        if (text == null || text.isBlank()) {
            return ALL;
        }
        Matcher matcher = TEXT.matcher(text);
        if (!matcher.matches()) {
            throw CloudBridgeException.invalid("option shard is '" + text
                    + "'; write index/count, for example 0/4 for the first of four processes");
        }
        return new Shard(Integer.parseInt(matcher.group(1)), Integer.parseInt(matcher.group(2)));
    }

    boolean owns(String key) {
        return count == 1 || of(key, count) == index;
    }

    /** The shard of a key among {@code count}. */
    static int of(String key, int count) {
        CRC32 crc = new CRC32();
        crc.update(key.getBytes(StandardCharsets.UTF_8));
        return (int) (crc.getValue() % count);
    }
}
