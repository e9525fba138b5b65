/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.camel.event;

import io.cloudbridge.camel.CloudBridgeConstants;
import io.cloudbridge.camel.message.Headers;
import io.cloudbridge.store.CloudBridgeException;
import io.cloudbridge.store.ObjectInfo;
import java.util.Map;
import org.apache.camel.Message;
import org.apache.camel.spi.DataType;
import org.apache.camel.spi.DataTypeTransformer;
import org.apache.camel.spi.Transformer;

/**
 * Turns a store's own message about a change into the portable headers, so that {@code download} or {@code head} can follow on any cloud. The body stays
 * as it was. Header {@link CloudBridgeConstants#EVENT} says what happened; a message about no object (the test message of a new subscription) is
 * {@code other} and has no key. Thread-safe.
 *
 * <p>A message with several events is an {@link CloudBridgeException.InvalidRequest}: none of them is dropped silently. Split it before, with
 * {@link io.cloudbridge.camel.NotificationEvents}; each event by itself is understood too.
 */
@DataTypeTransformer(
        name = "cloudbridge:notification",
        description =
                "Turns event messages of Amazon S3, Azure Event Grid and Google Cloud Storage into the headers of CloudBridge")
public final class CloudBridgeNotificationTransformer extends Transformer {

    /** Where camel-google-pubsub puts the attributes of a message. */
    private static final String PUBSUB_ATTRIBUTES = "CamelGooglePubsubAttributes";

    @Override
    public void transform(Message message, DataType from, DataType to) {
        String text = message.getBody(String.class);
        Map<?, ?> attributes = message.getHeader(PUBSUB_ATTRIBUTES, Map.class);
        Notification told = Notification.parse(text == null ? "" : text, attributes == null ? Map.of() : attributes);
        message.setHeader(CloudBridgeConstants.EVENT, told.event());
        message.setHeader(CloudBridgeConstants.EVENT_NAME, told.name());
        if (told.object() == null) {
            message.setHeader(CloudBridgeConstants.PROVIDER, told.provider());
            message.removeHeader(CloudBridgeConstants.KEY);
            return;
        }
        long size = told.size() == null ? -1 : told.size();
        ObjectInfo info = new ObjectInfo(told.object(), size, told.etag(), told.time(), told.properties(), null);
        Headers.describeAttributes(message.getExchange(), message, told.provider(), info, told.size());
    }
}
