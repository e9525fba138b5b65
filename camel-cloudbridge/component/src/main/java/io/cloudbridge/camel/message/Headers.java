/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.camel.message;

import io.cloudbridge.camel.CloudBridgeConstants;
import io.cloudbridge.camel.ObjectReference;
import io.cloudbridge.camel.producer.Request;
import io.cloudbridge.store.ObjectInfo;
import io.cloudbridge.store.ObjectProperties;
import io.cloudbridge.store.PutResult;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.Message;

/**
 * Writes the headers that describe an object, and remembers which values it wrote. A header that still has such a value describes what was read
 * and was not set by the route; {@link Request} must tell the two apart, since a length or checksum that somebody declared is verified while that
 * of an object read earlier says nothing about a body made since.
 */
public final class Headers {

    /** Property with the headers written last, by name. Internal. */
    private static final String WRITTEN = "CamelCloudBridgeWrittenHeaders";

    /** Property with the bodies that hold what the headers describe. Internal. */
    private static final String CONTENT = "CamelCloudBridgeDescribedContent";

    /** So many that the map of an object's headers is made with room for them. */
    private static final int MOST_HEADERS = 48;

    private Headers() {}

    /**
     * The headers of an object that was consumed or opened. The message has its body already: only a body that holds this content may be stored
     * under the content type and encoding that are written here.
     *
     * @param length of the body, which is less than the object's size if a range was asked for; null if it is not known
     */
    public static void describe(Exchange exchange, Message message, String provider, ObjectInfo info, Long length) {
        describeAttributes(exchange, message, provider, info, length);
        exchange.setProperty(CONTENT, new DescribedContent(info, message.getBody()));
    }

    /**
     * The headers of an object that was looked at and not opened.
     *
     * @param length of the object; null if it is not known
     */
    public static void describeAttributes(
            Exchange exchange, Message message, String provider, ObjectInfo info, Long length) {
        exchange.removeProperty(CONTENT);
        Map<String, Object> headers = new HashMap<>(MOST_HEADERS);
        headers.put(CloudBridgeConstants.PROVIDER, provider);
        headers.put(CloudBridgeConstants.BUCKET, info.bucket());
        headers.put(CloudBridgeConstants.KEY, info.key());
        headers.put(CloudBridgeConstants.CONTENT_LENGTH, length);
        headers.put(CloudBridgeConstants.ETAG, info.etag().isEmpty() ? null : info.etag());
        headers.put(CloudBridgeConstants.VERSION_ID, info.versionId());
        headers.put(CloudBridgeConstants.LAST_MODIFIED, info.lastModified());
        headers.put(
                CloudBridgeConstants.MESSAGE_TIMESTAMP,
                info.lastModified() == null ? null : info.lastModified().toEpochMilli());
        headers.put(
                CloudBridgeConstants.CHECKSUM,
                info.checksum() == null ? null : info.checksum().hex());
        headers.put(
                CloudBridgeConstants.CHECKSUM_ALGORITHM,
                info.checksum() == null ? null : info.checksum().algorithm().name());
        headers.put(CloudBridgeConstants.FILE_NAME, FileNames.of(info.key()));
        headers.put(CloudBridgeConstants.FILE_LENGTH, length);
        ObjectProperties properties = info.properties();
        headers.put(CloudBridgeConstants.CONTENT_TYPE, properties.contentType());
        headers.put(CloudBridgeConstants.CONTENT_ENCODING, properties.contentEncoding());
        headers.put(CloudBridgeConstants.CONTENT_DISPOSITION, properties.contentDisposition());
        headers.put(CloudBridgeConstants.CONTENT_LANGUAGE, properties.contentLanguage());
        headers.put(CloudBridgeConstants.CACHE_CONTROL, properties.cacheControl());
        headers.put(CloudBridgeConstants.STORAGE_CLASS, properties.storageClass());
        headers.put(CloudBridgeConstants.METADATA, properties.metadata());
        headers.put(CloudBridgeConstants.REFERENCE, null);
        write(exchange, message, headers);
    }

    /**
     * The headers of an object that was written.
     *
     * @param length in bytes, or null if the operation does not tell
     */
    public static void produced(
            Exchange exchange, String provider, String bucket, String key, PutResult result, Long length) {
        Map<String, Object> headers = new HashMap<>();
        headers.put(CloudBridgeConstants.PROVIDER, provider);
        headers.put(CloudBridgeConstants.PRODUCED_BUCKET, bucket);
        headers.put(CloudBridgeConstants.PRODUCED_KEY, key);
        headers.put(CloudBridgeConstants.ETAG, result.etag().isEmpty() ? null : result.etag());
        headers.put(CloudBridgeConstants.VERSION_ID, result.versionId());
        headers.put(
                CloudBridgeConstants.CHECKSUM,
                result.checksum() == null ? null : result.checksum().hex());
        headers.put(
                CloudBridgeConstants.CHECKSUM_ALGORITHM,
                result.checksum() == null ? null : result.checksum().algorithm().name());
        if (length != null) {
            headers.put(CloudBridgeConstants.CONTENT_LENGTH, length);
        }
        write(exchange, exchange.getMessage(), headers);
    }

    /** Keeps the reference by which an object was opened, for what is to be done with that version later. */
    public static void reference(Exchange exchange, ObjectReference reference) {
        write(exchange, exchange.getMessage(), new HashMap<>(Map.of(CloudBridgeConstants.REFERENCE, reference)));
    }

    /** Whether the body holds the content that the headers written here describe, so that their type and encoding are its own. */
    public static boolean areOf(Exchange exchange, Object body) {
        return exchange.getProperty(CONTENT) instanceof DescribedContent content && content.isHeldBy(body);
    }

    /**
     * Notes that a body holds the same content as another one.
     *
     * @param exchange or null
     */
    public static void sameContent(Exchange exchange, ObjectInfo object, Object converted) {
        if (exchange != null
                && exchange.getProperty(CONTENT) instanceof DescribedContent content
                && content.isOf(object)) {
            content.add(converted);
        }
    }

    /** Whether the header has the value that was written here, so that nobody set it since. */
    public static boolean isWritten(Exchange exchange, String name, Object value) {
        Map<?, ?> written = exchange.getProperty(WRITTEN, Map.class);
        return value != null && written != null && value.equals(written.get(name));
    }

    /** The value written here last, or null. */
    public static Object written(Exchange exchange, String name) {
        Map<?, ?> written = exchange.getProperty(WRITTEN, Map.class);
        return written == null ? null : written.get(name);
    }

    /**
     * Sets those with a value and removes the others, so that none is left from an object before.
     *
     * @param headers taken over
     */
    private static void write(Exchange exchange, Message message, Map<String, Object> headers) {
        boolean removes = message.hasHeaders();
        headers.forEach((name, value) -> {
            if (value != null) {
                message.setHeader(name, value);
            } else if (removes) {
                message.removeHeader(name);
            }
        });
        Map<?, ?> before = exchange.getProperty(WRITTEN, Map.class);
        if (before != null) {
            before.forEach((name, value) -> {
                if (!headers.containsKey(name)) {
                    headers.put((String) name, value);
                }
            });
        }
        // a new map each time: copies of the exchange share the old one
        exchange.setProperty(WRITTEN, Collections.unmodifiableMap(headers));
    }
}
