/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.store.local;

import io.cloudbridge.store.Checksum;
import io.cloudbridge.store.ObjectProperties;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The text of a sidecar's file: a line {@code name=value} for each value, an empty line between two versions. Control characters, {@code %} and
 * {@code =} are escaped as {@code %XX}.
 */
final class SidecarFormat {

    private static final String METADATA = "metadata.";
    private static final String TAG = "tag.";
    private static final HexFormat HEX = HexFormat.of().withUpperCase();

    private SidecarFormat() {}

    static byte[] format(List<Sidecar> versions) {
        StringBuilder text = new StringBuilder(256);
        for (Sidecar sidecar : versions) {
            if (text.length() > 0) {
                text.append('\n');
            }
            ObjectProperties properties = sidecar.properties();
            line(text, "key", sidecar.key());
            line(text, "size", Long.toString(sidecar.version().size()));
            line(text, "mtime", Long.toString(sidecar.version().mtime()));
            line(text, "inode", Long.toString(sidecar.version().inode()));
            line(
                    text,
                    "crc32c",
                    sidecar.checksum() == null ? null : sidecar.checksum().hex());
            line(text, "contentType", properties.contentType());
            line(text, "contentEncoding", properties.contentEncoding());
            line(text, "contentDisposition", properties.contentDisposition());
            line(text, "contentLanguage", properties.contentLanguage());
            line(text, "cacheControl", properties.cacheControl());
            properties.metadata().forEach((name, value) -> line(text, METADATA + name, value));
            sidecar.tags().forEach((name, value) -> line(text, TAG + name, value));
        }
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }

    /** @throws IllegalArgumentException if the text is damaged */
    static List<Sidecar> parse(byte[] bytes) {
        List<Sidecar> versions = new ArrayList<>(2);
        for (String block : new String(bytes, StandardCharsets.UTF_8).split("\n\n")) {
            versions.add(version(block));
        }
        return versions;
    }

    private static Sidecar version(String block) {
        Map<String, String> values = new HashMap<>();
        Map<String, String> metadata = new TreeMap<>();
        Map<String, String> tags = new TreeMap<>();
        block.lines().forEach(line -> {
            int equals = line.indexOf('=');
            String name = FileNames.decoded(line.substring(0, Math.max(0, equals)));
            String value = FileNames.decoded(line.substring(equals + 1));
            if (name.startsWith(METADATA)) {
                metadata.put(name.substring(METADATA.length()), value);
            } else if (name.startsWith(TAG)) {
                tags.put(name.substring(TAG.length()), value);
            } else {
                values.put(name, value);
            }
        });
        ObjectProperties properties = new ObjectProperties(
                values.get("contentType"),
                values.get("contentEncoding"),
                values.get("contentDisposition"),
                values.get("contentLanguage"),
                values.get("cacheControl"),
                null,
                metadata);
        return new Sidecar(
                values.get("key"),
                properties,
                tags,
                checksum(values.get("crc32c")),
                new FileVersion(
                        Long.parseLong(values.getOrDefault("inode", "0")),
                        Long.parseLong(values.getOrDefault("size", "")),
                        Long.parseLong(values.getOrDefault("mtime", ""))));
    }

    private static Checksum checksum(String hex) {
        return hex == null ? null : new Checksum(Checksum.Algorithm.CRC32C, hex);
    }

    private static void line(StringBuilder text, String name, String value) {
        if (value != null) {
            escape(text, name);
            text.append('=');
            escape(text, value);
            text.append('\n');
        }
    }

    private static void escape(StringBuilder text, String value) {
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c < ' ' || c == 0x7f || c == '%' || c == '=') {
                text.append('%').append(HEX.toHexDigits((byte) c));
            } else {
                text.append(c);
            }
        }
    }
}
