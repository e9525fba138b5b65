/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.store.aws;

import io.cloudbridge.store.driver.Watcher;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import software.amazon.awssdk.http.AbortableInputStream;
import software.amazon.awssdk.http.ContentStreamProvider;
import software.amazon.awssdk.http.ExecutableHttpRequest;
import software.amazon.awssdk.http.HttpExecuteRequest;
import software.amazon.awssdk.http.HttpExecuteResponse;
import software.amazon.awssdk.http.SdkHttpClient;

/**
 * The SDK's HTTP client knows a time limit for what it reads, and none for what it writes: a server that stops reading would hold an upload for ever,
 * whoever interrupts it. Here a request is aborted when no byte of its body could be written for too long, or when the thread that waits for it is
 * interrupted. Thread-safe.
 */
final class WatchedClient implements SdkHttpClient, Watcher.Watched {

    /** The socket's own limit of reads fires first, which leaves the better message. */
    private static final Duration SLACK = Duration.ofMillis(500);

    private final SdkHttpClient client;
    private final long patienceNanos;
    private final String tooSlow;
    private final Set<Call> calls = ConcurrentHashMap.newKeySet();
    private volatile boolean watched;

    /** @param patience the longest time without progress */
    WatchedClient(SdkHttpClient client, Duration patience) {
        this.client = client;
        this.patienceNanos = patience.toNanos();
        this.tooSlow = "no progress for " + patience.toMillis() + " ms; the limit is requestTimeout";
    }

    @Override
    public ExecutableHttpRequest prepareRequest(HttpExecuteRequest request) {
        Call call = new Call();
        ContentStreamProvider body = request.contentStreamProvider().orElse(null);
        call.request = client.prepareRequest(
                body == null
                        ? request
                        : HttpExecuteRequest.builder()
                                .request(request.httpRequest())
                                .metricCollector(request.metricCollector().orElse(null))
                                .contentStreamProvider(() -> call.watching(body.newStream()))
                                .build());
        return call;
    }

    @Override
    public void close() {
        client.close();
    }

    @Override
    public String clientName() {
        return client.clientName();
    }

    @Override
    public void check() {
        calls.forEach(Call::check);
    }

    @Override
    public boolean isIdle() {
        if (!calls.isEmpty()) {
            return false;
        }
        watched = false;
        return calls.isEmpty();
    }

    private interface Waiting<T> {
        T end() throws IOException;
    }

    private final class Call implements ExecutableHttpRequest {
        private ExecutableHttpRequest request;
        private volatile Thread caller;
        /** When a write has stood still for too long, as nanoTime; 0 while nothing is written. */
        private volatile long deadline;

        private volatile boolean late;

        @Override
        public HttpExecuteResponse call() throws IOException {
            HttpExecuteResponse answer = waiting(request::call);
            AbortableInputStream body = answer.responseBody().orElse(null);
            return body == null
                    ? answer
                    : HttpExecuteResponse.builder()
                            .response(answer.httpResponse())
                            .responseBody(AbortableInputStream.create(interruptible(body), body))
                            .build();
        }

        private <T> T waiting(Waiting<T> call) throws IOException {
            caller = Thread.currentThread();
            calls.add(this);
            if (!watched) {
                watched = true;
                Watcher.watch(WatchedClient.this);
            }
            try {
                return call.end();
            } catch (IOException e) {
                throw explained(e);
            } finally {
                calls.remove(this);
                deadline = 0;
            }
        }

        private IOException explained(IOException thrown) {
            IOException said = caller.isInterrupted()
                    ? new InterruptedIOException("interrupted, probably because the route is stopping")
                    : late ? new SocketTimeoutException(tooSlow) : thrown;
            if (said != thrown) {
                said.initCause(thrown);
            }
            return said;
        }

        @Override
        public void abort() {
            request.abort();
        }

        private void check() {
            long limit = deadline;
            late |= limit != 0 && System.nanoTime() - limit > 0;
            if (late || caller.isInterrupted()) {
                request.abort();
            }
        }

        private InputStream interruptible(InputStream body) {
            return new FilterInputStream(body) {
                @Override
                public int read() throws IOException {
                    return waiting(in::read);
                }

                @Override
                public int read(byte[] target, int offset, int length) throws IOException {
                    return waiting(() -> in.read(target, offset, length));
                }
            };
        }

        /** Between two reads of the body, what was read is written; after the last one the buffers are, and the answer is awaited. */
        private InputStream watching(InputStream body) {
            return new FilterInputStream(body) {
                @Override
                public int read() throws IOException {
                    byte[] one = new byte[1];
                    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
                }

                @Override
                public int read(byte[] target, int offset, int length) throws IOException {
                    deadline = 0; // the time that the source takes is its own
                    int n = in.read(target, offset, length);
                    deadline = System.nanoTime() + patienceNanos + (n < 0 ? SLACK.toNanos() : 0) | 1;
                    return n;
                }
            };
        }
    }
}
