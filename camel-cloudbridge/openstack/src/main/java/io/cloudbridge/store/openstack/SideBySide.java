/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.store.openstack;

import static java.util.concurrent.TimeUnit.SECONDS;

import io.cloudbridge.store.driver.Tasks;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.function.Function;

/** Asks the server for many small things, several at once. All clients share a few threads, which end when they are idle. */
final class SideBySide {

    private static final int AT_ONCE = 8;
    private static final int IDLE_SECONDS = 5;

    private static final Executor THREADS = threads();

    private SideBySide() {}

    /** The results in the order of the items; the first failure is thrown after all have ended. */
    static <T, R> List<R> map(List<T> items, Function<T, R> question) {
        return items.size() == 1
                ? Collections.singletonList(question.apply(items.get(0)))
                : Tasks.all(THREADS, items.size(), items, question); // the threads are the limit
    }

    private static Executor threads() {
        ThreadPoolExecutor threads =
                new ThreadPoolExecutor(AT_ONCE, AT_ONCE, IDLE_SECONDS, SECONDS, new LinkedBlockingQueue<>(), task -> {
                    Thread thread = new Thread(task, "cloudbridge-openstack");
                    thread.setDaemon(true);
                    return thread;
                });
        threads.allowCoreThreadTimeOut(true);
        return threads;
    }
}
