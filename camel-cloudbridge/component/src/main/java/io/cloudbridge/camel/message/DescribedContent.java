/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.camel.message;

import io.cloudbridge.camel.ObjectBody;
import io.cloudbridge.store.ObjectInfo;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;

/**
 * The bodies that hold the content that headers describe: the one that was set with the headers, and what the component's own converters made of
 * it. Bodies are compared by identity and held weakly, so that nothing is kept in memory for this. Thread-safe.
 */
final class DescribedContent {

    private final ObjectInfo info;
    private final List<WeakReference<Object>> bodies = new ArrayList<>(1);

    DescribedContent(ObjectInfo info, Object body) {
        this.info = info;
        add(body);
    }

    /** Adds a body, unless bodies of its kind are recognised anyway. */
    synchronized void add(Object body) {
        if (body != null && !(body instanceof ObjectBody)) {
            bodies.add(new WeakReference<>(body));
        }
    }

    boolean isOf(ObjectInfo object) {
        return info.ref().key().equals(object.ref().key())
                && info.ref().bucket().equals(object.ref().bucket())
                && info.etag().equals(object.etag());
    }

    /** Whether the body holds that content. */
    synchronized boolean isHeldBy(Object body) {
        return body instanceof ObjectBody object
                ? isOf(object.info())
                : body != null && bodies.stream().anyMatch(known -> known.get() == body);
    }
}
