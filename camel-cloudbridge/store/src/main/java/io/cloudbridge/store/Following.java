/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.store;

import java.time.Duration;
import java.util.concurrent.Callable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Which tracer follows the requests of a thread, and the trace of the request that the thread makes just now. Thread-safe. */
final class Following {

    private static final Logger LOG = LoggerFactory.getLogger(Following.class);
    private static final ThreadLocal<RequestTracer> TRACER = new ThreadLocal<>();
    private static final ThreadLocal<RequestTracer.Trace> TRACE = new ThreadLocal<>();

    private Following() {}

    static <T> T during(RequestTracer tracer, Callable<T> task) throws Exception {
        RequestTracer before = TRACER.get();
        TRACER.set(tracer);
        try {
            return task.call();
        } finally {
            if (before == null) {
                TRACER.remove();
            } else {
                TRACER.set(before);
            }
        }
    }

    static <T> Callable<T> carried(Callable<T> task) {
        RequestTracer tracer = TRACER.get();
        return tracer == null ? task : () -> during(tracer, task);
    }

    static void begin(String provider, String verb, String bucket, String key) {
        RequestTracer tracer = TRACER.get();
        if (tracer != null) {
            guarded(() -> TRACE.set(tracer.begin(provider, verb, bucket, key)));
        }
    }

    static void retried(int attempt, CloudBridgeException failure, Duration pause) {
        RequestTracer.Trace trace = TRACE.get();
        if (trace != null) {
            guarded(() -> trace.retried(attempt, failure, pause));
        }
    }

    static void end(Throwable failure) {
        RequestTracer.Trace trace = TRACE.get();
        if (trace != null) {
            TRACE.remove();
            guarded(() -> trace.ended(failure));
        }
    }

    private static void guarded(Runnable tell) {
        try {
            tell.run();
        } catch (Throwable e) {
            LOG.debug("a tracer failed, which changes nothing", e);
        }
    }
}
