/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.camel.event;

import io.cloudbridge.camel.CloudBridgeConstants;
import io.cloudbridge.camel.ObjectReference;
import io.cloudbridge.store.CloudBridgeException;
import io.cloudbridge.store.ObjectInfo;
import io.cloudbridge.store.ObjectRef;
import java.time.Instant;
import org.apache.camel.Message;
import org.apache.camel.spi.DataType;
import org.apache.camel.spi.DataTypeTransformer;
import org.apache.camel.spi.Transformer;

/**
 * Makes the body the JSON of an {@link ObjectReference} to the object that the headers describe, as a consumer, {@code head} or {@code cloudbridge:notification}
 * writes them; without such headers, to the object that was consumed. Headers with Camel's names do not pass a broker, this body does. Thread-safe.
 */
@DataTypeTransformer(
        name = "cloudbridge:reference",
        description = "Makes the body a reference to the object, as JSON that any broker carries")
public final class CloudBridgeReferenceTransformer extends Transformer {

    @Override
    public void transform(Message message, DataType from, DataType to) {
        String provider = message.getHeader(CloudBridgeConstants.PROVIDER, String.class);
        String bucket = message.getHeader(CloudBridgeConstants.BUCKET, String.class);
        String key = message.getHeader(CloudBridgeConstants.KEY, String.class);
        ObjectInfo consumed = message.getExchange().getProperty(CloudBridgeConstants.OBJECT, ObjectInfo.class);
        if (bucket != null && key != null) {
            message.setBody(described(message, provider, bucket, key).toJson());
        } else if (consumed != null) {
            message.setBody(ObjectReference.to(provider, consumed).toJson());
        } else {
            throw CloudBridgeException.invalid("cloudbridge:reference finds no object to refer to; it needs headers "
                    + CloudBridgeConstants.BUCKET + " and " + CloudBridgeConstants.KEY);
        }
    }

    private static ObjectReference described(Message message, String provider, String bucket, String key) {
        Long size = message.getHeader(CloudBridgeConstants.CONTENT_LENGTH, Long.class);
        return new ObjectReference(
                provider,
                new ObjectRef(bucket, key, message.getHeader(CloudBridgeConstants.VERSION_ID, String.class)),
                size == null ? -1 : size,
                message.getHeader(CloudBridgeConstants.ETAG, String.class),
                message.getHeader(CloudBridgeConstants.LAST_MODIFIED, Instant.class));
    }
}
