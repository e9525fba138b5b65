/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.camel;

import io.cloudbridge.camel.message.Json;
import io.cloudbridge.store.CloudBridgeException;
import io.cloudbridge.store.ObjectInfo;
import io.cloudbridge.store.ObjectProperties;
import io.cloudbridge.store.ObjectRef;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Map;
import org.apache.camel.util.json.JsonObject;

/**
 * Names one version of one object, as a text that any broker carries: where one process lists a bucket and others do the work, this is the message
 * between them. A producer that gets one opens, deletes, copies or moves exactly this version, and fails with
 * {@link CloudBridgeException.PreconditionFailed} if the object was replaced since. Its JSON looks like
 *
 * <pre>{"cloudbridge":"object","provider":"aws","bucket":"inbox","key":"in/a.csv","size":1024,"etag":"9a0364b9","lastModified":"2026-05-01T08:30:00Z"}</pre>
 *
 * Camel converts between this, its JSON as {@code String} or {@code byte[]}, and {@link ObjectInfo}. It holds no secret and grants nothing. Immutable.
 *
 * @param provider name of the provider, or null if it is not known; a producer of another provider refuses the reference
 * @param ref bucket, key and, where the store has them, the version
 * @param size in bytes, or -1 if it is not known
 * @param etag unquoted; empty if it is not known, so that whatever version is there counts
 * @param lastModified when it was stored, or null
 */
public record ObjectReference(String provider, ObjectRef ref, long size, String etag, Instant lastModified) {

    /** What tells the JSON of a reference from other JSON. */
    private static final String MARK = "cloudbridge";

    private static final String KIND = "object";

    public ObjectReference {
        if (ref == null) {
            throw CloudBridgeException.invalid("an object reference needs a bucket and a key");
        }
        etag = etag == null ? "" : etag;
    }

    /**
     * The reference to an object as it was seen.
     *
     * @param provider name of the provider, or null
     */
    public static ObjectReference to(String provider, ObjectInfo object) {
        return new ObjectReference(provider, object.ref(), object.size(), object.etag(), object.lastModified());
    }

    /** Whether a text is the JSON of a reference, complete or not. */
    public static boolean isJson(String text) {
        return text.length() < 16 * 1024
                && text.stripLeading().startsWith("{")
                && text.contains('"' + MARK + '"')
                && Json.parse(text).filter(ObjectReference::isMarked).isPresent();
    }

    private static boolean isMarked(Object json) {
        return json instanceof Map<?, ?> map && KIND.equals(map.get(MARK));
    }

    /**
     * Reads {@link #toJson()}. Members that this version does not know are ignored.
     *
     * @throws CloudBridgeException.InvalidRequest if it is something else, or has no bucket or key
     */
    public static ObjectReference parse(String json) {
        Map<?, ?> members = (Map<?, ?>) Json.parse(json)
                .filter(ObjectReference::isMarked)
                .orElseThrow(() -> CloudBridgeException.invalid(
                        "the text is no object reference: it is no JSON with \"" + MARK + "\":\"" + KIND
                                + "\", as converting an ObjectReference or ObjectInfo to String makes it"));
        return new ObjectReference(
                text(members, "provider"),
                new ObjectRef(needed(members, "bucket"), needed(members, "key"), text(members, "versionId")),
                size(members.get("size")),
                text(members, "etag"),
                time(text(members, "lastModified")));
    }

    /** The reference as JSON, in one line. */
    public String toJson() {
        JsonObject json = new JsonObject();
        json.put(MARK, KIND);
        put(json, "provider", provider);
        json.put("bucket", ref.bucket());
        json.put("key", ref.key());
        put(json, "versionId", ref.versionId());
        put(json, "size", size < 0 ? null : size);
        put(json, "etag", etag.isEmpty() ? null : etag);
        put(json, "lastModified", lastModified == null ? null : lastModified.toString());
        return json.toJson();
    }

    /** What is known of the object by this reference. */
    public ObjectInfo toInfo() {
        return new ObjectInfo(ref, size, etag, lastModified, ObjectProperties.NONE, null);
    }

    @Override
    public String toString() {
        return toJson();
    }

    private static void put(JsonObject json, String name, Object value) {
        if (value != null) {
            json.put(name, value);
        }
    }

    private static String needed(Map<?, ?> members, String name) {
        String text = text(members, name);
        if (text == null || text.isEmpty()) {
            throw CloudBridgeException.invalid("the object reference has no \"" + name + "\"");
        }
        return text;
    }

    private static String text(Map<?, ?> members, String name) {
        Object value = members.get(name);
        if (value != null && !(value instanceof String)) {
            throw CloudBridgeException.invalid("the object reference has a \"" + name + "\" that is no text");
        }
        return (String) value;
    }

    private static long size(Object value) {
        if (value == null) {
            return -1;
        }
        try {
            long size = new java.math.BigDecimal(value.toString()).longValueExact();
            if (size >= 0) {
                return size;
            }
        } catch (ArithmeticException | NumberFormatException e) {
            // told below
        }
        throw CloudBridgeException.invalid("the object reference has a \"size\" that is no number of bytes");
    }

    private static Instant time(String text) {
        try {
            return text == null ? null : Instant.parse(text);
        } catch (DateTimeException e) {
            throw CloudBridgeException.invalid(
                    "the object reference has a \"lastModified\" that is no time such as 2026-05-01T08:30:00Z");
        }
    }
}
