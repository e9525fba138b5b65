/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.store.local;

import io.cloudbridge.store.Checksum;
import io.cloudbridge.store.ObjectProperties;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;

/**
 * What the store knows of an object beside its bytes.
 *
 * @param key the object's key, so that leftovers can be told; null in {@link #NONE}
 * @param checksum of the content, or null
 */
record Sidecar(String key, ObjectProperties properties, Map<String, String> tags, Checksum checksum) {

    /** Of a file that another program wrote. */
    static final Sidecar NONE =
            new Sidecar(null, ObjectProperties.NONE.withContentType("application/octet-stream"), Map.of(), null);

    private static final String METADATA = "metadata.";
    private static final String TAG = "tag.";

    Sidecar {
        tags = Map.copyOf(tags);
    }

    Sidecar withProperties(ObjectProperties value) {
        return new Sidecar(key, value, tags, checksum);
    }

    Sidecar withTags(Map<String, String> value) {
        return new Sidecar(key, properties, value, checksum);
    }

    Sidecar withKey(String value) {
        return new Sidecar(value, properties, tags, checksum);
    }

    byte[] toBytes() {
        Properties text = new Properties();
        text.setProperty("key", key);
        set(text, "contentType", properties.contentType());
        set(text, "contentEncoding", properties.contentEncoding());
        set(text, "contentDisposition", properties.contentDisposition());
        set(text, "contentLanguage", properties.contentLanguage());
        set(text, "cacheControl", properties.cacheControl());
        properties.metadata().forEach((name, value) -> text.setProperty(METADATA + name, value));
        tags.forEach((name, value) -> text.setProperty(TAG + name, value));
        if (checksum != null) {
            text.setProperty("checksum", checksum.algorithm() + " " + checksum.hex());
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(512);
        try {
            text.store(bytes, null);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    static Sidecar parse(byte[] bytes) throws IOException {
        Properties text = new Properties();
        text.load(new ByteArrayInputStream(bytes));
        Map<String, String> metadata = new TreeMap<>();
        Map<String, String> tags = new TreeMap<>();
        text.forEach((name, value) -> {
            if (((String) name).startsWith(METADATA)) {
                metadata.put(((String) name).substring(METADATA.length()), (String) value);
            } else if (((String) name).startsWith(TAG)) {
                tags.put(((String) name).substring(TAG.length()), (String) value);
            }
        });
        ObjectProperties properties = new ObjectProperties(
                text.getProperty("contentType"),
                text.getProperty("contentEncoding"),
                text.getProperty("contentDisposition"),
                text.getProperty("contentLanguage"),
                text.getProperty("cacheControl"),
                null,
                metadata);
        return new Sidecar(text.getProperty("key"), properties, tags, checksum(text.getProperty("checksum")));
    }

    private static Checksum checksum(String text) {
        if (text == null) {
            return null;
        }
        int space = text.indexOf(' ');
        return new Checksum(Checksum.Algorithm.parse(text.substring(0, space)), text.substring(space + 1));
    }

    private static void set(Properties text, String name, String value) {
        if (value != null) {
            text.setProperty(name, value);
        }
    }
}
