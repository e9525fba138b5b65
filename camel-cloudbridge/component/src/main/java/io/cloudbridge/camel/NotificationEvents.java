/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.camel;

import io.cloudbridge.camel.event.Notification;
import java.util.List;

/**
 * Splits a store's message into its events, for stores that put several into one:
 *
 * <pre>.split(method(NotificationEvents.class)).transformDataType("cloudbridge:notification")</pre>
 *
 * Each part is a notification by itself. The wrappers of SNS, of Event Grid and of a storage queue are taken off.
 */
public final class NotificationEvents {

    private NotificationEvents() {}

    /**
     * The events of a message as JSON texts, in their order; a message that cannot be split is its only part.
     *
     * @param body the message
     * @throws io.cloudbridge.store.CloudBridgeException.InvalidRequest if it is no JSON, or nested deeper than any message of a store
     */
    public static List<String> split(String body) {
        return Notification.split(body);
    }
}
