/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.examples.cloudtocloud;

import io.cloudbridge.camel.CloudBridgeConstants;
import io.cloudbridge.camel.ObjectBody;
import io.cloudbridge.store.Checksum;
import io.cloudbridge.store.ObjectInfo;
import java.util.HashMap;
import java.util.Map;
import org.apache.camel.Body;
import org.apache.camel.Exchange;
import org.apache.camel.Headers;
import org.apache.camel.Variable;

/** What a copy is a copy of: the version of its source, in the copy's metadata. */
public final class Mark {

    /** A name that every store takes; Azure's rules are the strictest. */
    static final String NAME = "mirroredfrom";

    /**
     * Whether the target has the version that the listing shows.
     *
     * @param mark the metadata of the object at the target, or null if there is none
     */
    public boolean isCurrent(@Variable("object") ObjectInfo source, @Variable("mark") Map<String, String> mark) {
        return mark != null && version(source).equals(mark.get(NAME));
    }

    /** Marks the upload, with the version that was opened: it may be newer than the one in the listing. */
    public void put(@Body ObjectBody body, @Headers Map<String, Object> headers) {
        Map<String, String> metadata = new HashMap<>(body.info().metadata());
        metadata.put(NAME, version(body.info()));
        headers.put(CloudBridgeConstants.METADATA, metadata);
    }

    /** Where the source does not know a checksum of the whole, as of objects that came in parts, reads it once to have one. */
    public void checksum(@Body ObjectBody body, Exchange exchange) {
        if (body.info().checksum() != null) {
            return; // the component declares it
        }
        Checksum.Digest digest = Checksum.Algorithm.SHA256.digest();
        byte[] buffer = new byte[64 << 10];
        for (int n = body.read(buffer, 0, buffer.length); n >= 0; n = body.read(buffer, 0, buffer.length)) {
            digest.update(buffer, 0, n);
        }
        body.reset();
        Checksum checksum = digest.checksum();
        exchange.getMessage().setHeader(CloudBridgeConstants.CHECKSUM, checksum.hex());
        exchange.getMessage()
                .setHeader(
                        CloudBridgeConstants.CHECKSUM_ALGORITHM,
                        checksum.algorithm().name());
    }

    private static String version(ObjectInfo object) {
        return object.etag().isEmpty() ? object.lastModified().toString() : object.etag();
    }
}
