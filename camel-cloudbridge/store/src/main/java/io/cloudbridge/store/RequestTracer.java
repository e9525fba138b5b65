/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.store;

import java.time.Duration;
import java.util.concurrent.Callable;

/** Follows the requests of one operation, on whatever threads they are made. What it throws changes nothing. Thread-safe. */
@FunctionalInterface
public interface RequestTracer {

    /**
     * A request begins, on the thread that makes it.
     *
     * @param verb the driver's, for example {@code uploadPart}
     * @param bucket or null
     * @param key or null
     * @return told how it goes on, on the same thread
     */
    Trace begin(String provider, String verb, String bucket, String key);

    /** One request under way. */
    interface Trace {

        /**
         * An attempt failed, and another follows.
         *
         * @param attempt the one that failed, from 1
         * @param pause before the next
         */
        void retried(int attempt, CloudBridgeException failure, Duration pause);

        /**
         * The request is over.
         *
         * @param failure or null if it succeeded
         */
        void ended(Throwable failure);
    }

    /** Runs an operation whose requests a tracer follows. */
    static <T> T follow(RequestTracer tracer, Callable<T> operation) throws Exception {
        return Following.during(tracer, operation);
    }

    /** A task for another thread, whose requests are followed by the tracer that follows those of this thread. */
    static <T> Callable<T> carried(Callable<T> task) {
        return Following.carried(task);
    }
}
