/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.store.openstack;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.cloudbridge.store.CloudBridgeException;
import io.cloudbridge.store.http.HttpAnswer;
import java.io.IOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the server tells of itself at {@code /info}, asked for once. Where it tells nothing, it is taken for a server that keeps no promise beyond
 * the protocol. Thread-safe.
 */
final class ServerInfo {

    private static final Logger LOG = LoggerFactory.getLogger(ServerInfo.class);

    private final SwiftClient client;
    private volatile JsonNode known;

    ServerInfo(SwiftClient client) {
        this.client = client;
    }

    /**
     * Whether this is OpenStack's own Swift, which promises more than others: {@code If-None-Match: *} is looked at before an object is stored;
     * {@code If-Match} holds for the source of a copy; POST removes the headers that it does not have; a copy of a large object is an object of its own.
     * Ceph's gateway does none of these.
     */
    boolean isOpenStack() {
        return info().path("swift").has("account_autocreate");
    }

    /** Whether it says that it has static large objects; another may have them as well. */
    boolean hasLargeObjects() {
        return info().has("slo");
    }

    /** Whether TempURLs must be signed with SHA-1: the server says what it knows, and SHA-256 is not among it. */
    boolean wantsSha1() {
        JsonNode tempUrl = info().path("tempurl");
        JsonNode digests = tempUrl.path("allowed_digests");
        boolean old = tempUrl.isObject() && digests.isMissingNode();
        return old
                || digests.isArray()
                        && !digests.isEmpty()
                        && !digests.toString().contains("\"sha256\"");
    }

    private JsonNode info() {
        JsonNode info = known;
        if (info == null) {
            try {
                info = ask();
                known = info;
            } catch (IOException | CloudBridgeException e) {
                LOG.debug("What the server knows could not be read; it is asked again later", e);
                info = MissingNode.getInstance();
            }
        }
        return info;
    }

    private JsonNode ask() throws IOException {
        String path = client.session().storageUrl().getRawPath();
        int version = path.indexOf("/v1");
        try (HttpAnswer answer = client.outside((version > 0 ? path.substring(0, version) : "") + "/info")) {
            return answer.isSuccess() ? SwiftClient.JSON.readTree(answer.document()) : MissingNode.getInstance();
        } catch (JsonProcessingException e) {
            LOG.debug("What the server says of itself is not JSON", e);
            return MissingNode.getInstance();
        }
    }
}
