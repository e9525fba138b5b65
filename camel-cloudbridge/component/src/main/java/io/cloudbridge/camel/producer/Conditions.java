/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.camel.producer;

import static io.cloudbridge.camel.CloudBridgeOperation.copy;
import static io.cloudbridge.camel.CloudBridgeOperation.delete;
import static io.cloudbridge.camel.CloudBridgeOperation.deleteAll;
import static io.cloudbridge.camel.CloudBridgeOperation.deletePrefix;
import static io.cloudbridge.camel.CloudBridgeOperation.download;
import static io.cloudbridge.camel.CloudBridgeOperation.head;
import static io.cloudbridge.camel.CloudBridgeOperation.move;
import static io.cloudbridge.camel.CloudBridgeOperation.setMetadata;
import static io.cloudbridge.camel.CloudBridgeOperation.upload;

import io.cloudbridge.camel.CloudBridgeOperation;
import io.cloudbridge.store.CloudBridgeException;
import java.util.EnumSet;
import java.util.Set;

/** Which operations know {@code ifMatch} and {@code ifNoneMatch}. The others refuse them: an operation that ignored one would act unconditionally. */
final class Conditions {

    private static final Set<CloudBridgeOperation> IF_NONE_MATCH = EnumSet.of(upload, download, head, copy, move);
    private static final Set<CloudBridgeOperation> IF_MATCH =
            EnumSet.of(upload, download, head, copy, move, delete, setMetadata);

    private Conditions() {}

    static void check(CloudBridgeOperation operation, Request request) {
        if (request.ifMatch() != null && !IF_MATCH.contains(operation)) {
            throw refused("ifMatch", operation);
        }
        if (request.ifNoneMatch() != null && !IF_NONE_MATCH.contains(operation)) {
            throw refused("ifNoneMatch", operation);
        }
    }

    private static CloudBridgeException refused(String condition, CloudBridgeOperation operation) {
        String remedy = IF_MATCH.contains(operation)
                ? "use ifMatch for one version of the object"
                : operation == deleteAll || operation == deletePrefix
                        ? "use operation=delete for one version of one object"
                        : "remove the option or the header";
        return CloudBridgeException.invalid(condition + " means nothing to " + operation + "; " + remedy);
    }
}
