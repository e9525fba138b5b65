/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.store.gcp;

import io.cloudbridge.store.http.HttpAnswer;
import java.io.InputStream;
import java.util.function.BiConsumer;

/** By the shared transport. */
record OwnAnswer(HttpAnswer answer) implements GcpAnswer {
    @Override
    public int status() {
        return answer.status();
    }

    @Override
    public String reasonPhrase() {
        return answer.reasonPhrase();
    }

    @Override
    public String header(String name) {
        return answer.header(name);
    }

    @Override
    public void forEachHeader(BiConsumer<String, String> action) {
        answer.forEachHeader(action);
    }

    @Override
    public InputStream body() {
        return answer.body();
    }

    @Override
    public void close() {
        answer.close();
    }
}
