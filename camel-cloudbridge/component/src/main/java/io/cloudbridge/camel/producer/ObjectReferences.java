/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.camel.producer;

import io.cloudbridge.camel.ObjectReference;
import io.cloudbridge.store.ObjectInfo;
import org.apache.camel.Exchange;

/** References to objects as bodies of messages: the class itself, the entry of a list, or JSON as a broker brings it. */
final class ObjectReferences {

    private ObjectReferences() {}

    /** The reference that a body is, or null if it is something else. */
    static ObjectReference in(Exchange exchange, Object body) {
        if (body instanceof ObjectReference reference) {
            return reference;
        }
        if (body instanceof ObjectInfo object) {
            return ObjectReference.to(null, object);
        }
        if (body instanceof String || body instanceof byte[]) {
            String text = exchange.getContext().getTypeConverter().convertTo(String.class, exchange, body);
            return ObjectReference.isJson(text) ? ObjectReference.parse(text) : null;
        }
        return null;
    }
}
