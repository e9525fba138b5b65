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
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Refuses what is set and means nothing to an operation. To ignore it would leave its writer in the belief that it holds. */
final class Refusals {

    private static final Set<CloudBridgeOperation> IF_NONE_MATCH = EnumSet.of(upload, download, head, copy, move);
    private static final Set<CloudBridgeOperation> IF_MATCH =
            EnumSet.of(upload, download, head, copy, move, delete, setMetadata);

    private Refusals() {}

    /** Conditions that an operation does not know. */
    static void checkConditions(CloudBridgeOperation operation, Request request) {
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

    /**
     * Properties that an operation does not store.
     *
     * @param unused by the name of the option, the value; null where it is not set
     * @param reason why they mean nothing to it
     */
    static void check(CloudBridgeOperation operation, Map<String, ?> unused, String reason) {
        List<String> set = unused.entrySet().stream()
                .filter(property -> property.getValue() != null)
                .map(Map.Entry::getKey)
                .toList();
        if (!set.isEmpty()) {
            String orNone = set.contains("encryption") ? ", or set encryption=none here if the component sets it" : "";
            throw CloudBridgeException.invalid(String.join(", ", set) + " given to " + operation + ", " + reason
                    + "; remove the header or the option" + orNone);
        }
    }
}
