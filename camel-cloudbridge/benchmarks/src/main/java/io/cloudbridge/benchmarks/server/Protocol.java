/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.benchmarks.server;

import java.util.Map;

/** The HTTP interface of one kind of object store. Thread-safe. */
interface Protocol {

    Answer answer(Request request);

    /** An object as a usual client of this store would have uploaded it. */
    default StoredObject filled(byte[] content) {
        return StoredObject.of(content, Map.of("content-type", "application/octet-stream"));
    }
}
