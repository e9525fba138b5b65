/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.store;

import java.time.Duration;

/** Hears of every request, for metrics. Called on the thread that made it, so it must be quick and thread-safe. */
@FunctionalInterface
public interface RequestListener {

    /**
     * A request ended, retries included.
     *
     * @param operation the driver's verb, for example {@code put}
     * @param outcome {@code success}, or the simple name of the error's class
     */
    void requested(String provider, String operation, String outcome, Duration took);
}
