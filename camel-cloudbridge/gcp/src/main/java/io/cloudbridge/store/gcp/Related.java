/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.store.gcp;

import io.cloudbridge.store.Content;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;

/** The body of an upload in one request: what the object is to be, and its content, as {@code multipart/related}. */
final class Related {

    /** Nobody outside can know it, so no content holds it. */
    private static final String PROCESS = UUID.randomUUID().toString();

    private static final AtomicLong COUNT = new AtomicLong();

    private Related() {}

    /** @param type of the content, or null */
    static GcpHttp.Body of(byte[] resource, String type, Content content) {
        String boundary = PROCESS + "-" + COUNT.incrementAndGet();
        Content head = ascii("--" + boundary + "\r\nContent-Type: " + GcpJson.TYPE + "\r\n\r\n");
        Content between =
                ascii("\r\n--" + boundary + "\r\n" + (type == null ? "" : "Content-Type: " + type + "\r\n") + "\r\n");
        Content end = ascii("\r\n--" + boundary + "--\r\n");
        return new GcpHttp.Body(
                "multipart/related; boundary=" + boundary,
                JoinedContent.of(head, Content.of(resource), between, content, end));
    }

    private static Content ascii(String text) {
        return Content.of(text.getBytes(StandardCharsets.ISO_8859_1));
    }
}
