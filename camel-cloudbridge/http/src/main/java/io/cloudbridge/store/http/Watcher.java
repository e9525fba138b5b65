/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.store.http;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** One daemon thread that looks after all transports of the process; it ends when none has a connection, and starts again with the next request. */
final class Watcher implements Runnable {

    private static final long TICK_MILLIS = 100;

    private static final Set<HttpTransport> WATCHED = ConcurrentHashMap.newKeySet();
    /** Guarded by WATCHED. */
    private static Thread thread;

    private Watcher() {}

    /** Watches a transport until it has no connection any more. */
    static void watch(HttpTransport transport) {
        synchronized (WATCHED) {
            WATCHED.add(transport);
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
            WATCHED.forEach(HttpTransport::check);
            synchronized (WATCHED) {
                WATCHED.removeIf(HttpTransport::isIdle);
                if (WATCHED.isEmpty()) {
                    thread = null;
                    return;
                }
            }
        }
    }
}
