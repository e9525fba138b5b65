/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.benchmarks.contestant;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

/** One that is compared: does the work that its standard input names, line by line, and answers each with a line that tells time and CPU. */
abstract class Contestant implements AutoCloseable {

    static final String BUCKET = "bench";
    static final String ACCOUNT = "devstoreaccount1";
    static final String ACCESS_KEY = "AKIAIOSFODNN7EXAMPLE";
    static final String SECRET_KEY = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY";

    /** Part of some work. */
    interface Step {
        void on(int number) throws Exception;
    }

    /** Makes a contestant. */
    interface Maker {
        Contestant make(URI endpoint) throws Exception;
    }

    private final ExecutorService threads = Executors.newCachedThreadPool();

    /** Does the work, and times the part of it that counts. */
    abstract void run(Task task, Stopwatch watch) throws Exception;

    /** The loop of a contestant's process. */
    static void compete(String[] args, Maker maker) throws Exception {
        // whatever a library prints must not be taken for an answer
        PrintStream answers = System.out;
        System.setOut(System.err);
        try (Contestant contestant = maker.make(URI.create(args[0]));
                BufferedReader tasks = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
            answers.println("ready");
            for (String line = tasks.readLine(); line != null; line = tasks.readLine()) {
                Stopwatch watch = new Stopwatch();
                System.gc();
                try {
                    contestant.run(Task.parse(line), watch);
                    answers.println(watch);
                } catch (Exception | LinkageError | OutOfMemoryError e) {
                    e.printStackTrace();
                    answers.println("failed " + e);
                }
            }
        }
        System.exit(0);
    }

    /** Does the step for 0 to {@code count - 1} in the task's number of threads. Fails as its first failure. */
    void each(Task task, Stopwatch watch, Step step) throws Exception {
        watch.start();
        inThreads(task.threads(), task.count(), step);
        watch.stop();
    }

    void inThreads(int count, int steps, Step step) throws Exception {
        if (count == 1) {
            for (int number = 0; number < steps; number++) {
                step.on(number);
            }
            return;
        }
        AtomicInteger next = new AtomicInteger();
        java.util.List<Future<?>> running = new java.util.ArrayList<>();
        for (int thread = 0; thread < count; thread++) {
            running.add(threads.submit(() -> {
                for (int number = next.getAndIncrement(); number < steps; number = next.getAndIncrement()) {
                    step.on(number);
                }
                return null;
            }));
        }
        for (Future<?> future : running) {
            future.get();
        }
    }

    static byte[] body(Task task) {
        byte[] body = new byte[task.size()];
        new Random(1).nextBytes(body);
        return body;
    }

    static void check(byte[] got, Task task) {
        require(got != null && got.length == task.size(), "not what was stored");
    }

    static void require(boolean condition, String otherwise) {
        if (!condition) {
            throw new IllegalStateException(otherwise);
        }
    }

    /** Waits until the server has no object below the prefix any more. */
    static void awaitDeleted(URI endpoint, String prefix) throws Exception {
        HttpURLConnection connection =
                (HttpURLConnection) endpoint.resolve("/-/await?bucket=" + BUCKET + "&prefix=" + prefix)
                        .toURL()
                        .openConnection();
        require(connection.getResponseCode() == 200, "the server does not answer");
        connection.getInputStream().readAllBytes();
    }

    static UnsupportedOperationException unknown(Task task) {
        return new UnsupportedOperationException("does not do " + task.name());
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
