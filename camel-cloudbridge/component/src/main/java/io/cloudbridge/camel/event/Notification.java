/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.camel.event;

import io.cloudbridge.camel.message.Json;
import io.cloudbridge.store.CloudBridgeException;
import io.cloudbridge.store.ObjectProperties;
import io.cloudbridge.store.ObjectRef;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Base64;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.camel.util.json.Jsoner;

/**
 * What a store tells of one change: read from the messages of Amazon S3 (notifications, also through SNS, and EventBridge), Azure Event Grid (its own
 * schema and CloudEvents) and Google Cloud Storage (Pub/Sub and Eventarc).
 *
 * @param event {@code created}, {@code deleted} or {@code other}
 * @param name the store's own name of the event
 * @param object the object; null if the message is about none, such as the test message of a new subscription
 * @param size in bytes; null if not told
 * @param etag unquoted; null if not told
 * @param time when it happened; null if not told
 */
public record Notification(
        String event,
        String name,
        String provider,
        ObjectRef object,
        Long size,
        String etag,
        Instant time,
        ObjectProperties properties) {

    private static final String CREATED = "created";
    private static final String DELETED = "deleted";
    private static final String OTHER = "other";
    private static final String SPLIT = "split it into its events before, with split(method(NotificationEvents.class))";

    /** More wrappers than any service puts around a message. */
    private static final int MOST_WRAPPERS = 8;

    /**
     * @param text the message
     * @param attributes of the message, where the transport has them (Pub/Sub), else empty
     * @throws CloudBridgeException.InvalidRequest if it is no such message, or holds several events
     */
    static Notification parse(String text, Map<?, ?> attributes) {
        return parse(text, attributes, 0);
    }

    private static Notification parse(String text, Map<?, ?> attributes, int wrappers) {
        if (text.isBlank() && attributes.containsKey("eventType")) {
            return google(
                    Map.of(), attributes, text(attributes, "eventType"), text(attributes, "eventTime")); // no payload
        }
        return of(json(text), attributes, wrappers);
    }

    /**
     * The events of a message as texts, each a message by itself.
     *
     * @throws CloudBridgeException.InvalidRequest if it is no JSON
     */
    public static List<String> split(String text) {
        if (text == null || text.isBlank()) {
            return List.of("");
        }
        Object json = json(text);
        for (int wrappers = 0; wrappers < MOST_WRAPPERS; wrappers++) {
            Object inner = unwrapped(json);
            if (inner == json) {
                return json instanceof Collection<?> events
                        ? events.stream().map(Jsoner::serialize).toList()
                        : List.of(Jsoner.serialize(json));
            }
            json = inner;
        }
        throw unknown();
    }

    /** What is inside the wrapper of a service; the message itself if it has none. */
    private static Object unwrapped(Object json) {
        if (json instanceof Collection<?> events && events.size() == 1) {
            return events.iterator().next();
        }
        if (json instanceof Map<?, ?> event && event.get("Records") instanceof Collection<?> records) {
            return records;
        }
        if (json instanceof Map<?, ?> event
                && event.get("Message") instanceof String inner
                && event.containsKey("TopicArn")) {
            return json(inner); // wrapped by SNS
        }
        return json;
    }

    private static Notification of(Object wrapped, Map<?, ?> attributes, int wrappers) {
        if (wrappers > MOST_WRAPPERS) {
            throw unknown();
        }
        Object json = unwrapped(wrapped);
        if (json != wrapped) {
            return of(json, attributes, wrappers + 1);
        }
        if (json instanceof Collection<?> events) {
            throw CloudBridgeException.invalid("the notification holds " + events.size() + " events; " + SPLIT);
        }
        if (!(json instanceof Map<?, ?> event)) {
            throw unknown();
        }
        if (event.get("message") instanceof Map<?, ?> pushed && event.containsKey("subscription")) {
            return parse(base64(text(pushed, "data")), map(pushed, "attributes"), wrappers + 1); // pushed by Pub/Sub
        }
        if (event.get("s3") instanceof Map<?, ?> s3) {
            return amazon(event, s3);
        }
        if ("s3:TestEvent".equals(event.get("Event"))) {
            return new Notification(OTHER, "s3:TestEvent", "aws", null, null, null, time(text(event, "Time")), null);
        }
        String type = first(event, "type", "eventType", "detail-type");
        if ("aws.s3".equals(event.get("source")) && event.get("detail") instanceof Map<?, ?> detail) {
            return eventBridge(type, event, detail);
        }
        if (type != null && (type.startsWith("Microsoft.Storage.") || type.startsWith("Microsoft.EventGrid."))) {
            return azure(type, event);
        }
        if (type != null && type.startsWith("google.cloud.storage.object.")) {
            return google(map(event, "data"), Map.of(), type, text(event, "time"));
        }
        if ("storage#object".equals(event.get("kind")) || attributes.containsKey("objectId")) {
            return google(event, attributes, text(attributes, "eventType"), text(attributes, "eventTime"));
        }
        throw unknown();
    }

    /** <a href="https://docs.aws.amazon.com/AmazonS3/latest/userguide/notification-content-structure.html">Event message structure</a>: the key is URL encoded, but by Ceph. */
    private static Notification amazon(Map<?, ?> event, Map<?, ?> s3) {
        String name = text(event, "eventName");
        Map<?, ?> object = map(s3, "object");
        String told = needed(object, "key");
        String key = "ceph:s3".equals(text(event, "eventSource")) ? told : urlDecoded(told);
        return new Notification(
                has(name, "ObjectCreated:")
                        ? CREATED
                        : has(name, "ObjectRemoved:", "LifecycleExpiration:") ? DELETED : OTHER,
                name,
                "aws",
                new ObjectRef(needed(map(s3, "bucket"), "name"), key, version(text(object, "versionId"))),
                number(object, "size"),
                text(object, "eTag"),
                time(text(event, "eventTime")),
                null);
    }

    /** <a href="https://docs.aws.amazon.com/AmazonS3/latest/userguide/ev-events.html">EventBridge event structure</a>: the key stands as it is. */
    private static Notification eventBridge(String type, Map<?, ?> event, Map<?, ?> detail) {
        Map<?, ?> object = map(detail, "object");
        return new Notification(
                "Object Created".equals(type) ? CREATED : "Object Deleted".equals(type) ? DELETED : OTHER,
                type,
                "aws",
                new ObjectRef(
                        needed(map(detail, "bucket"), "name"),
                        needed(object, "key"),
                        version(text(object, "version-id"))),
                number(object, "size"),
                text(object, "etag"),
                time(text(event, "time")),
                null);
    }

    /** <a href="https://learn.microsoft.com/azure/event-grid/event-schema-blob-storage">Blob Storage as an Event Grid source</a>. */
    private static Notification azure(String type, Map<?, ?> event) {
        String subject = text(event, "subject");
        Instant time = time(first(event, "time", "eventTime"));
        String containers = "/containers/";
        String blobs = "/blobs/";
        int container = subject == null ? -1 : subject.indexOf(containers);
        int blob = container < 0 ? -1 : subject.indexOf(blobs, container + containers.length());
        if (blob < 0) {
            return new Notification(OTHER, type, "azure", null, null, null, time, null);
        }
        Map<?, ?> data = map(event, "data");
        return new Notification(
                type.endsWith(".BlobCreated") ? CREATED : type.endsWith(".BlobDeleted") ? DELETED : OTHER,
                type,
                "azure",
                new ObjectRef(
                        subject.substring(container + containers.length(), blob),
                        subject.substring(blob + blobs.length()),
                        null),
                number(data, "contentLength"),
                text(data, "eTag"),
                time,
                ObjectProperties.NONE.withContentType(text(data, "contentType")));
    }

    /** <a href="https://cloud.google.com/storage/docs/pubsub-notifications">Pub/Sub notifications</a>: attributes, and the object's resource as payload. */
    private static Notification google(Map<?, ?> object, Map<?, ?> attributes, String type, String time) {
        String generation = text(attributes, "objectGeneration");
        return new Notification(
                has(type, "OBJECT_FINALIZE", "google.cloud.storage.object.v1.finalized")
                        ? CREATED
                        : has(type, "OBJECT_DELETE", "google.cloud.storage.object.v1.deleted") ? DELETED : OTHER,
                type,
                "gcp",
                new ObjectRef(
                        attributes.containsKey("bucketId") ? needed(attributes, "bucketId") : needed(object, "bucket"),
                        attributes.containsKey("objectId") ? needed(attributes, "objectId") : needed(object, "name"),
                        generation == null ? text(object, "generation") : generation),
                number(object, "size"),
                text(object, "etag"),
                time(time == null ? text(object, "updated") : time),
                properties(object));
    }

    private static ObjectProperties properties(Map<?, ?> object) {
        Map<String, String> metadata = new HashMap<>();
        map(object, "metadata").forEach((name, value) -> metadata.put(String.valueOf(name), String.valueOf(value)));
        return ObjectProperties.NONE
                .withContentType(text(object, "contentType"))
                .withContentEncoding(text(object, "contentEncoding"))
                .withContentDisposition(text(object, "contentDisposition"))
                .withContentLanguage(text(object, "contentLanguage"))
                .withCacheControl(text(object, "cacheControl"))
                .withStorageClass(text(object, "storageClass"))
                .withMetadata(metadata);
    }

    /** JSON, or JSON in base64 as Event Grid puts it into a storage queue. */
    private static Object json(String text) {
        String start = text.strip();
        String json = start.isEmpty() || "{[\"".indexOf(start.charAt(0)) >= 0 ? text : base64(text);
        return Json.parse(json).orElseThrow(Notification::unknown);
    }

    private static String base64(String text) {
        try {
            return text == null ? "" : new String(Base64.getMimeDecoder().decode(text), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw unknown();
        }
    }

    private static String urlDecoded(String key) {
        try {
            return URLDecoder.decode(key, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw CloudBridgeException.invalid(
                    "the notification has the key '" + key + "', which is not URL encoded as Amazon S3 encodes keys");
        }
    }

    private static CloudBridgeException unknown() {
        return CloudBridgeException.invalid(
                "the body is no notification of a store: cloudbridge:notification reads the JSON messages of Amazon S3"
                        + " (also through SNS or EventBridge), Azure Event Grid and Google Cloud Storage");
    }

    private static boolean has(String name, String... beginnings) {
        String plain = name == null
                ? ""
                : name.startsWith("s3:") ? name.substring(3) : name; // MinIO has the prefix, Amazon not
        return Stream.of(beginnings).anyMatch(plain::startsWith);
    }

    private static Map<?, ?> map(Map<?, ?> in, String name) {
        return in.get(name) instanceof Map<?, ?> map ? map : Map.of();
    }

    private static String first(Map<?, ?> in, String... names) {
        for (String name : names) {
            if (in.get(name) != null) {
                return text(in, name);
            }
        }
        return null;
    }

    private static String text(Map<?, ?> in, String name) {
        Object value = in.get(name);
        return value == null ? null : value.toString();
    }

    private static String needed(Map<?, ?> in, String name) {
        String text = text(in, name);
        if (text == null || text.isEmpty()) {
            throw CloudBridgeException.invalid("the notification has no \"" + name + "\" where a store puts it");
        }
        return text;
    }

    private static Long number(Map<?, ?> in, String name) {
        String text = text(in, name);
        try {
            Long number = text == null || text.isEmpty() ? null : Long.valueOf(text);
            if (number == null || number >= 0) {
                return number;
            }
        } catch (NumberFormatException e) {
            // told below
        }
        throw CloudBridgeException.invalid(
                "the notification has \"" + name + "\": " + text + ", which is no number of bytes");
    }

    /** A bucket that never had versions says {@code null} in words. */
    private static String version(String text) {
        return text == null || text.isEmpty() || text.equals("null") ? null : text;
    }

    private static Instant time(String text) {
        try {
            return text == null ? null : OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeException e) {
            return null; // tells when it happened, and nothing depends on it
        }
    }
}
