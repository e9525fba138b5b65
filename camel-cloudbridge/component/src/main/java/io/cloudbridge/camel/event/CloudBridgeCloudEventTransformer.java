/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.camel.event;

import io.cloudbridge.camel.CloudBridgeConstants;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.apache.camel.Message;
import org.apache.camel.cloudevents.CloudEvent;
import org.apache.camel.cloudevents.CloudEvents;
import org.apache.camel.spi.DataType;
import org.apache.camel.spi.DataTypeTransformer;
import org.apache.camel.spi.Transformer;

/**
 * Gives a message about an object the headers of a <a href="https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/spec.md">CloudEvent</a>: type
 * {@value #TYPE}, source {@code cloudbridge:BUCKET}, the key as subject, when it was stored as time, its media type as type of the data. The id names this
 * version of the object, so that an event sent twice can be told from two. Headers that are set already stay. Thread-safe.
 */
@DataTypeTransformer(
        name = "cloudbridge:application-cloudevents",
        description = "Adds the headers of a CloudEvent to a message about an object")
public final class CloudBridgeCloudEventTransformer extends Transformer {

    /** The type of the event. */
    public static final String TYPE = "io.cloudbridge.camel.object";

    @Override
    public void transform(Message message, DataType from, DataType to) {
        String bucket = message.getHeader(CloudBridgeConstants.BUCKET, String.class);
        String key = message.getHeader(CloudBridgeConstants.KEY, String.class);
        String contentType = message.getHeader(CloudBridgeConstants.CONTENT_TYPE, String.class);
        Map<String, Object> headers = new HashMap<>();
        headers.put(CloudEvent.CAMEL_CLOUD_EVENT_ID, id(message, key));
        headers.put(CloudEvent.CAMEL_CLOUD_EVENT_VERSION, CloudEvents.v1_0.version());
        headers.put(CloudEvent.CAMEL_CLOUD_EVENT_TYPE, TYPE);
        headers.put(CloudEvent.CAMEL_CLOUD_EVENT_SOURCE, bucket == null ? "cloudbridge:" : "cloudbridge:" + bucket);
        headers.put(CloudEvent.CAMEL_CLOUD_EVENT_SUBJECT, key);
        headers.put(CloudEvent.CAMEL_CLOUD_EVENT_TIME, time(message));
        headers.put(
                CloudEvent.CAMEL_CLOUD_EVENT_CONTENT_TYPE,
                contentType == null ? CloudEvent.APPLICATION_OCTET_STREAM_MIME_TYPE : contentType);
        headers.forEach((name, value) -> {
            if (value != null && message.getHeader(name) == null) {
                message.setHeader(name, value);
            }
        });
    }

    private static String id(Message message, String key) {
        String version = message.getHeader(CloudBridgeConstants.VERSION_ID, String.class);
        String etag = message.getHeader(CloudBridgeConstants.ETAG, String.class);
        if (key == null || (version == null && etag == null)) {
            return message.getExchange().getExchangeId();
        }
        return key + "@" + (version == null ? etag : version);
    }

    private static String time(Message message) {
        Instant stored = message.getHeader(CloudBridgeConstants.LAST_MODIFIED, Instant.class);
        return (stored == null ? Instant.now() : stored).toString();
    }
}
