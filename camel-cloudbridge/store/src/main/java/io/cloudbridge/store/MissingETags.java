/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.store;

import io.cloudbridge.store.driver.Tasks;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.function.Function;

/**
 * Some stores list objects without their ETags, as Apache Ozone's S3 gateway did. What is deleted or moved after it was processed must be the version
 * that was listed, so each such object is asked for its own; several at once. Thread-safe.
 */
final class MissingETags {

    private static final int AT_ONCE = 8;

    private final Function<ObjectRef, ObjectInfo> head;
    private final Executor executor;

    MissingETags(Function<ObjectRef, ObjectInfo> head, Executor executor) {
        this.head = head;
        this.executor = executor;
    }

    /** The same page with the ETags, sizes and times that the objects have now; without those that are gone. */
    ObjectPage filledIn(ObjectPage page) {
        List<ObjectInfo> objects = page.objects();
        if (objects.stream().noneMatch(object -> object.etag().isEmpty())) {
            return page;
        }
        List<ObjectInfo> filledIn = Tasks.all(executor, AT_ONCE, objects, this::filledIn).stream()
                .filter(Objects::nonNull)
                .toList();
        return new ObjectPage(filledIn, page.commonPrefixes(), page.nextToken());
    }

    private ObjectInfo filledIn(ObjectInfo listed) {
        if (!listed.etag().isEmpty()) {
            return listed;
        }
        try {
            ObjectInfo now = head.apply(listed.ref());
            return new ObjectInfo(
                    listed.ref(), now.size(), now.etag(), now.lastModified(), listed.properties(), listed.checksum());
        } catch (CloudBridgeException.ObjectNotFound e) {
            return null;
        } catch (CloudBridgeException.AccessDenied e) {
            return listed; // may list and not look
        }
    }
}
