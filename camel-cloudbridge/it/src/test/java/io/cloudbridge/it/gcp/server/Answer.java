/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.it.gcp.server;

import com.google.gson.JsonElement;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/** One response: status, headers and a body of known length. */
final class Answer {
    /** Where the body comes from, opened when it is sent. */
    interface Source {
        InputStream open() throws IOException;
    }

    final int status;
    final Map<String, String> headers = new LinkedHashMap<>();
    final long length;
    final Source source;

    private Answer(int status, long length, Source source) {
        this.status = status;
        this.length = length;
        this.source = source;
    }

    static Answer empty(int status) {
        return new Answer(status, 0, InputStream::nullInputStream);
    }

    static Answer json(int status, JsonElement body) {
        return text(status, body.toString()).with("Content-Type", "application/json; charset=UTF-8");
    }

    static Answer xml(int status, String body) {
        return text(status, "<?xml version='1.0' encoding='UTF-8'?>" + body)
                .with("Content-Type", "application/xml; charset=UTF-8");
    }

    static Answer bytes(int status, byte[] body) {
        return new Answer(status, body.length, () -> new ByteArrayInputStream(body));
    }

    /** A stream that is open already, so that the bytes stay readable should their object be replaced meanwhile. */
    static Answer stream(int status, long length, InputStream in) {
        return new Answer(status, length, () -> in);
    }

    private static Answer text(int status, String body) {
        return bytes(status, body.getBytes(StandardCharsets.UTF_8));
    }

    Answer with(String name, String value) {
        if (value != null) {
            headers.put(name, value);
        }
        return this;
    }
}
