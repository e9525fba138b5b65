/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.store.driver;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * One daemon thread that looks after all requests of the process, for what a blocking socket does not know: a time limit for writes, and interruption. It
 * ends when nothing is to be watched, and starts again with the next request.
 */
public final class Watcher implements Runnable {

    /** What has requests on their way. Thread-safe. */
    public interface Watched {

        /** Ends requests that are due to; called several times a second. */
        void check();

        /** Whether there is nothing to look after. True ends the watch, until {@link Watcher#watch} is called again. */
        boolean isIdle();
    }

    private static final long TICK_MILLIS = 100;

    private static final Set<Watched> WATCHED = ConcurrentHashMap.newKeySet();
    /** Guarded by WATCHED. */
    private static Thread thread;

    private Watcher() {}

    /** Watches until there is nothing to look after. */
    public static void watch(Watched watched) {
        synchronized (WATCHED) {
            WATCHED.add(watched);
            if (thread == null) {
                thread = new Thread(new Watcher(), "cloudbridge-http-watcher");
                thread.setDaemon(true);
                // not that of an application that may be undeployed before others
                thread.setContextClassLoader(null);
                thread.start();
            }
        }
    }

    @Override
    public void run() {
        while (true) {
            try {
                Thread.sleep(TICK_MILLIS);
            } catch (InterruptedException e) {
                // Nobody has a reason to; the interrupted threads that count are those of the callers.
                continue;
            }
            WATCHED.forEach(Watched::check);
            synchronized (WATCHED) {
                WATCHED.removeIf(Watched::isIdle);
                if (WATCHED.isEmpty()) {
                    thread = null;
                    return;
                }
            }
        }
    }
}
