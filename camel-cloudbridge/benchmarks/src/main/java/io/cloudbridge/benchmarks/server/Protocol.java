/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.benchmarks.server;

import java.util.Map;

/** The HTTP interface of one kind of object store. Thread-safe. */
interface Protocol {

    Answer answer(Request request);

    /** What an object has that a usual client of this store has uploaded. */
    default Map<String, String> headersOfFilled() {
        return Map.of("content-type", "application/octet-stream");
    }
}
