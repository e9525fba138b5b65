/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.store.http;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Reads the heads of requests and answers each as the test says, on real sockets. */
final class ScriptedServer implements AutoCloseable {

    /** What happens after the head of a request; an exception closes the connection. */
    interface Script {
        void answer(Connection connection) throws Exception;
    }

    record Connection(InputStream in, OutputStream out) {
        void write(String text) throws IOException {
            out.write(text.getBytes(StandardCharsets.US_ASCII));
            out.flush();
        }
    }

    private final ServerSocket server = new ServerSocket(0, 200, InetAddress.getLoopbackAddress());
    private final List<Socket> sockets = new CopyOnWriteArrayList<>();
    private final AtomicInteger connections = new AtomicInteger();
    private final AtomicInteger broken = new AtomicInteger();
    private final CountDownLatch over = new CountDownLatch(1);
    private volatile String lastHead;
    private volatile Script script;

    ScriptedServer() throws IOException {
        start(this::accept);
    }

    void answers(Script value) {
        script = value;
    }

    URI uri(String path) {
        return URI.create("http://127.0.0.1:" + server.getLocalPort() + path);
    }

    int connections() {
        return connections.get();
    }

    /** How many connections have ended. */
    int broken() {
        return broken.get();
    }

    String lastHead() {
        return lastHead;
    }

    /** Does nothing for this long, or until the test is over. */
    void pause(Duration time) throws Exception {
        if (over.await(time.toMillis(), TimeUnit.MILLISECONDS)) {
            throw new IOException("the test is over");
        }
    }

    void waitForEver() throws Exception {
        pause(Duration.ofMinutes(1));
    }

    private void accept() {
        try {
            while (true) {
                Socket socket = server.accept();
                sockets.add(socket);
                connections.incrementAndGet();
                start(() -> serve(socket));
            }
        } catch (IOException closed) {
            return;
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            while (true) {
                lastHead = readHead(socket.getInputStream());
                script.answer(new Connection(socket.getInputStream(), socket.getOutputStream()));
            }
        } catch (Exception e) {
            broken.incrementAndGet();
        }
    }

    private static String readHead(InputStream in) throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            int c = in.read();
            if (c < 0) {
                throw new IOException("closed");
            }
            head.append((char) c);
        }
        return head.toString();
    }

    private static void start(Runnable task) {
        Thread thread = new Thread(task, "scripted-server");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() throws IOException {
        over.countDown();
        server.close();
        for (Socket socket : sockets) {
            socket.close();
        }
    }
}
