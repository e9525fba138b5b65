/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.store.gcp;

import io.cloudbridge.store.Content;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;

/** The body of an upload in one request: what the object is to be, and its content, as {@code multipart/related}. */
final class Related implements Content {

    /** Nobody outside can know it, so no content holds it. */
    private static final String PROCESS = UUID.randomUUID().toString();

    private static final AtomicLong COUNT = new AtomicLong();

    private final String boundary = PROCESS + "-" + COUNT.incrementAndGet();
    private final byte[] head;
    private final Content content;
    private final byte[] tail;

    /** @param type of the content, or null */
    Related(byte[] resource, String type, Content content) {
        this.head = bytes("--" + boundary + "\r\nContent-Type: " + GcpJson.TYPE + "\r\n\r\n"
                + new String(resource, StandardCharsets.ISO_8859_1) + "\r\n--" + boundary + "\r\n"
                + (type == null ? "" : "Content-Type: " + type + "\r\n") + "\r\n");
        this.content = content;
        this.tail = bytes("\r\n--" + boundary + "--\r\n");
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    String boundary() {
        return boundary;
    }

    @Override
    public long length() {
        return head.length + content.length() + tail.length;
    }

    @Override
    public InputStream open() throws IOException {
        return new SequenceInputStream(Collections.enumeration(
                List.of(new ByteArrayInputStream(head), content.open(), new ByteArrayInputStream(tail))));
    }
}
