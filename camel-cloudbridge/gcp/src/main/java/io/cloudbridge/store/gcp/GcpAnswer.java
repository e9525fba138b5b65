/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.store.gcp;

import java.io.InputStream;
import java.util.function.BiConsumer;

/** What the service answered. Closing it gives the connection back if the body was read to its end, and drops it otherwise. */
interface GcpAnswer extends AutoCloseable {

    int status();

    /** What stands beside the status, or null. */
    String reasonPhrase();

    /** The first value of a header, or null. */
    String header(String name);

    /** Hands every header to the action; one that came twice comes twice. */
    void forEachHeader(BiConsumer<String, String> action);

    InputStream body();

    @Override
    void close();

    default boolean isSuccess() {
        return status() >= 200 && status() < 300;
    }
}
