/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.store.driver;

import io.cloudbridge.store.CloudBridgeException;
import io.cloudbridge.store.Failure;
import io.cloudbridge.store.RequestTracer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Function;

/** Tasks on other threads, whose errors reach the caller as what they are. */
public final class Tasks {

    private Tasks() {}

    /**
     * Starts a task.
     *
     * @throws CloudBridgeException.Unavailable if the executor is shut down
     */
    public static <T> Future<T> start(Executor executor, Callable<T> task) {
        Stoppable<T> future = new Stoppable<>(RequestTracer.carried(task));
        try {
            executor.execute(future);
        } catch (RejectedExecutionException e) {
            throw stopping(e);
        }
        return future;
    }

    /**
     * Waits for a result.
     *
     * @throws CloudBridgeException what the task threw; {@link CloudBridgeException.Unavailable} if this thread is interrupted, or the task
     *     failed with an exception of another kind
     */
    public static <T> T get(Future<T> task) {
        try {
            return task.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw stopping(e);
        } catch (CancellationException e) {
            throw stopping(e);
        } catch (ExecutionException e) {
            throw unchecked(e.getCause());
        }
    }

    /**
     * Asks one question of many items, some of them at once.
     *
     * @return the answers in the order of the items; a failure is thrown once all that had begun have ended
     */
    public static <T, R> List<R> all(Executor executor, int atOnce, List<T> items, Function<T, R> question) {
        List<R> answers = new ArrayList<>(items.size());
        for (int from = 0; from < items.size(); from += atOnce) {
            List<Future<R>> running = items.subList(from, Math.min(items.size(), from + atOnce)).stream()
                    .map(item -> start(executor, () -> question.apply(item)))
                    .toList();
            running.forEach(Tasks::settle);
            running.forEach(task -> answers.add(get(task)));
        }
        return answers;
    }

    /**
     * Interrupts the thread of a task that was {@link #start started}, and does not wait for its end. A task that has not begun begins all the same,
     * since it may have something to give back; it finds out by itself that it came too late.
     */
    public static void stop(Future<?> task) {
        ((Stoppable<?>) task).stop();
    }

    /** Unlike one that is cancelled, a task that was stopped is done only once its thread has left it. */
    private static final class Stoppable<T> extends FutureTask<T> {
        private Thread runner;
        private boolean stopped;

        private Stoppable(Callable<T> task) {
            super(task);
        }

        @Override
        public void run() {
            synchronized (this) {
                runner = Thread.currentThread();
            }
            try {
                super.run();
            } finally {
                leave();
            }
        }

        private synchronized void leave() {
            runner = null;
            if (stopped) {
                Thread.interrupted(); // was meant for this task, not for the next one of the thread
            }
        }

        private synchronized void stop() {
            if (runner != null) {
                stopped = true;
                runner.interrupt();
            }
        }
    }

    /** Waits until a task has ended, however it ends; an interruption of this thread is kept for later. */
    public static void settle(Future<?> task) {
        boolean interrupted = false;
        while (!task.isDone()) {
            try {
                task.get();
            } catch (InterruptedException e) {
                interrupted = true;
            } catch (ExecutionException | CancellationException e) {
                break;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private static RuntimeException unchecked(Throwable cause) {
        if (cause instanceof Error error) {
            throw error;
        }
        return cause instanceof RuntimeException known
                ? known
                : new CloudBridgeException.Unavailable(
                        Failure.of("a task of this transfer failed: " + cause).withRetryable(false), cause);
    }

    private static CloudBridgeException stopping(Exception cause) {
        return new CloudBridgeException.Unavailable(
                Failure.of("stopped before the end, probably because the route is stopping")
                        .withRetryable(false),
                cause);
    }
}
