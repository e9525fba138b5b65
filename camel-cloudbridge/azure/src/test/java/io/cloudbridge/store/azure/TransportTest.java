/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.store.azure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.azure.core.http.HttpHeaderName;
import com.azure.core.http.HttpMethod;
import com.azure.core.http.HttpRequest;
import com.azure.core.http.HttpResponse;
import com.azure.core.util.BinaryData;
import com.azure.core.util.Context;
import io.cloudbridge.store.StoreConfig;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The transport against a server that is slow, silent or gone in every way a test asks for. */
class TransportTest {

    private static final int MIB = 1 << 20;

    private interface Answering {
        void answer(InputStream in, OutputStream out) throws Exception;
    }

    private final List<Socket> sockets = new CopyOnWriteArrayList<>();
    private final AtomicInteger connections = new AtomicInteger();
    private final AtomicInteger reset = new AtomicInteger();
    private final CountDownLatch over = new CountDownLatch(1);
    private ServerSocket server;
    private volatile Answering answering;

    @BeforeEach
    void listen() throws IOException {
        server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Thread acceptor = new Thread(this::accept, "server");
        acceptor.setDaemon(true);
        acceptor.start();
    }

    @AfterEach
    void close() throws IOException {
        over.countDown();
        server.close();
        for (Socket socket : sockets) {
            socket.close();
        }
    }

    private void accept() {
        try {
            while (true) {
                Socket socket = server.accept();
                sockets.add(socket);
                connections.incrementAndGet();
                Thread thread = new Thread(() -> serve(socket), "connection");
                thread.setDaemon(true);
                thread.start();
            }
        } catch (IOException closed) {
            return;
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            while (true) {
                readHead(socket.getInputStream());
                answering.answer(socket.getInputStream(), socket.getOutputStream());
            }
        } catch (Exception e) {
            reset.incrementAndGet();
        }
    }

    private static void readHead(InputStream in) throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.length() < 4 || !head.substring(head.length() - 4).equals("\r\n\r\n")) {
            int c = in.read();
            if (c < 0) {
                throw new IOException("closed");
            }
            head.append((char) c);
        }
    }

    private static void write(OutputStream out, String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.US_ASCII));
        out.flush();
    }

    private static Transport transport(int patienceMillis, int maxConnections) {
        return new Transport(new StoreConfig(
                "azure",
                Map.of("requestTimeout", Duration.ofMillis(patienceMillis), "maxConnections", maxConnections)));
    }

    private HttpRequest request(HttpMethod method) {
        return new HttpRequest(method, "http://127.0.0.1:" + server.getLocalPort() + "/x");
    }

    private HttpRequest upload(int length) {
        return request(HttpMethod.PUT)
                .setHeader(HttpHeaderName.CONTENT_LENGTH, String.valueOf(length))
                .setBody(BinaryData.fromStream(new ByteArrayInputStream(new byte[length]), (long) length));
    }

    private static InputStream body(HttpResponse response) {
        return ((TransportResponse) response).stream();
    }

    @Test
    void aSlowUploadIsFineAsLongAsItMoves() {
        int length = 24 * MIB;
        answering = (in, out) -> {
            for (int i = 0; i < 24; i++) {
                in.readNBytes(MIB);
                pause(Duration.ofMillis(100));
            }
            write(out, "HTTP/1.1 201 Created\r\nContent-Length: 0\r\n\r\n");
        };
        long start = System.nanoTime();
        try (HttpResponse response = transport(1500, 1).sendSync(upload(length), Context.NONE)) {
            assertThat(response.getStatusCode()).isEqualTo(201);
        }
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(Duration.ofMillis(2000));
    }

    @Test
    void anUploadThatStandsStillFails() {
        answering = (in, out) -> waitForEver();
        assertThatExceptionOfType(UncheckedIOException.class)
                .isThrownBy(() -> transport(500, 1).sendSync(upload(64 * MIB), Context.NONE))
                .withMessageContaining("requestTimeout");
    }

    /** The server does nothing for this long, or until the test is over. */
    private void pause(Duration time) throws Exception {
        if (over.await(time.toMillis(), TimeUnit.MILLISECONDS)) {
            throw new IOException("the test is over");
        }
    }

    private void waitForEver() throws Exception {
        pause(Duration.ofMinutes(1));
    }

    @Test
    void anAnswerThatNeverComesFails() {
        answering = (in, out) -> waitForEver();
        assertThatExceptionOfType(UncheckedIOException.class)
                .isThrownBy(() -> transport(300, 1).sendSync(request(HttpMethod.GET), Context.NONE))
                .withMessageContaining("no progress");
    }

    @Test
    void aBodyThatStandsStillFailsTheRead() throws Exception {
        answering = (in, out) -> {
            write(out, "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf");
            waitForEver();
        };
        HttpResponse response = transport(300, 1).sendSync(request(HttpMethod.GET), Context.NONE);
        InputStream in = body(response);
        assertThat(in.readNBytes(4)).asString(StandardCharsets.US_ASCII).isEqualTo("half");
        assertThatIOException().isThrownBy(in::read).withMessageContaining("requestTimeout");
    }

    @Test
    void aConnectionThatBreaksIsAnIoExceptionOfTheStream() throws Exception {
        CountDownLatch halfRead = new CountDownLatch(1);
        answering = (in, out) -> {
            write(out, "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf");
            halfRead.await();
            throw new IOException("gone");
        };
        HttpResponse response = transport(5000, 1).sendSync(request(HttpMethod.GET), Context.NONE);
        InputStream in = body(response);
        assertThat(in.readNBytes(4)).hasSize(4);
        halfRead.countDown();
        assertThatIOException().isThrownBy(in::read);
    }

    /** When the break comes together with the head, the JDK's client may tell it instead of the head. */
    @Test
    void aConnectionThatBreaksAtOnceIsAnIoExceptionOfTheStreamOrTheRequest() {
        answering = (in, out) -> {
            write(out, "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf");
            throw new IOException("gone");
        };
        assertThatThrownBy(() -> {
                    try (InputStream in = body(transport(5000, 1).sendSync(request(HttpMethod.GET), Context.NONE))) {
                        in.readAllBytes();
                    }
                })
                .isInstanceOfAny(IOException.class, UncheckedIOException.class);
    }

    @Test
    void closingEarlyDropsTheConnectionWithoutReadingTheRest() throws Exception {
        answering = (in, out) -> {
            write(out, "HTTP/1.1 200 OK\r\nContent-Length: " + 500L * MIB + "\r\n\r\n");
            for (int i = 0; i < 500; i++) {
                out.write(new byte[MIB]);
            }
        };
        Transport transport = transport(5000, 1);
        HttpResponse response = transport.sendSync(request(HttpMethod.GET), Context.NONE);
        InputStream in = body(response);
        assertThat(in.readNBytes(1000)).hasSize(1000);
        in.close();

        await().atMost(Duration.ofSeconds(10)).until(() -> reset.get() == 1);
        assertThatIOException().isThrownBy(in::read);
    }

    @Test
    void aBodyThatIsReadToItsLastByteGivesTheConnectionBack() throws Exception {
        answering = (in, out) -> write(out, "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nfour");
        Transport transport = transport(5000, 1);
        for (int i = 0; i < 5; i++) {
            try (InputStream in = body(transport.sendSync(request(HttpMethod.GET), Context.NONE))) {
                assertThat(in.readNBytes(4)).hasSize(4);
            }
        }
        assertThat(connections).hasValue(1);
    }

    @Test
    void noMoreThanTheAllowedConnectionsAreUsedAtATime() throws Exception {
        answering = (in, out) -> {
            write(out, "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf");
            waitForEver();
        };
        Transport transport = transport(400, 2);
        HttpResponse first = transport.sendSync(request(HttpMethod.GET), Context.NONE);
        HttpResponse second = transport.sendSync(request(HttpMethod.GET), Context.NONE);

        assertThatExceptionOfType(UncheckedIOException.class)
                .isThrownBy(() -> transport.sendSync(request(HttpMethod.GET), Context.NONE))
                .withMessageContaining("maxConnections");
        body(first).close();
        HttpResponse third = transport.sendSync(request(HttpMethod.GET), Context.NONE);
        assertThat(third.getStatusCode()).isEqualTo(200);
        second.close();
        third.close();
    }

    @Test
    void anInterruptionEndsTheWaitAndIsKept() throws Exception {
        answering = (in, out) -> waitForEver();
        Transport transport = transport(30_000, 1);
        List<Throwable> thrown = new CopyOnWriteArrayList<>();
        Thread caller = new Thread(() -> {
            try {
                transport.sendSync(request(HttpMethod.GET), Context.NONE);
            } catch (UncheckedIOException e) {
                thrown.add(e.getCause());
                assertThat(Thread.currentThread().isInterrupted()).isTrue();
                thrown.add(e);
            }
        });
        caller.start();
        await().until(() -> connections.get() == 1);
        caller.interrupt();
        caller.join(5000);

        assertThat(thrown).hasSize(2);
        assertThat(thrown.get(0)).isInstanceOf(InterruptedIOException.class);
    }

    @Test
    void aBodyShorterThanDeclaredFailsTheRequest() {
        answering = (in, out) -> waitForEver();
        HttpRequest request = request(HttpMethod.PUT)
                .setHeader(HttpHeaderName.CONTENT_LENGTH, "100")
                .setBody(BinaryData.fromStream(new ByteArrayInputStream(new byte[50]), 100L));
        assertThatExceptionOfType(UncheckedIOException.class)
                .isThrownBy(() -> transport(2000, 1).sendSync(request, Context.NONE));
    }
}
