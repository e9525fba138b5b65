/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.conformance.wire;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.LongAdder;
import java.util.regex.Pattern;

/**
 * Stands between a client and a real server and breaks what a test asks it to break.
 *
 * <p>{@link #to} understands HTTP/1.1 and forwards requests and answers unchanged, the {@code Host} header included, so that signatures stay valid. Faults are {@linkplain #when rules}: the
 * first one that matches a request and still has something to do is applied to it. {@link #tcp} forwards bytes blindly (for TLS) and can only {@linkplain #breakConnectionsAfter break
 * connections}.
 *
 * <p>Every request is {@linkplain #requests remembered} with its headers, so that a test can say what went over the wire. Thread-safe. It listens on 127.0.0.1, on a port the system chooses.
 */
public final class FaultProxy implements AutoCloseable {

    private final URI target;
    private final boolean http;
    private final ServerSocket listener;
    private final ExecutorService threads;
    private final List<FaultRule> rules = new CopyOnWriteArrayList<>();
    private final List<SeenRequest> requests = new CopyOnWriteArrayList<>();
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private final LongAdder answered = new LongAdder();
    private volatile ConnectionBreaker breaker = ConnectionBreaker.NONE;
    private volatile boolean closed;

    private FaultProxy(URI target, boolean http) {
        this.target = target;
        this.http = http;
        try {
            listener = new ServerSocket(0, 256, InetAddress.getByName("127.0.0.1"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        threads = Executors.newCachedThreadPool(task -> {
            Thread thread = new Thread(task, "fault-proxy-" + listener.getLocalPort());
            thread.setDaemon(true);
            return thread;
        });
        threads.execute(this::acceptConnections);
    }

    /** Forwards HTTP/1.1 to {@code target}, of which only host and port matter. */
    public static FaultProxy to(URI target) {
        return new FaultProxy(target, true);
    }

    /** Forwards the bytes of connections to the host and port of {@code target} without looking at them. */
    public static FaultProxy tcp(URI target) {
        return new FaultProxy(target, false);
    }

    /** What the client is given instead of the target: same scheme and path, this proxy's host and port. */
    public URI endpoint() {
        String path = target.getRawPath() == null ? "" : target.getRawPath();
        return URI.create(target.getScheme() + "://127.0.0.1:" + listener.getLocalPort() + path);
    }

    /**
     * Starts a rule for requests whose method and request target (path and query, as sent) match.
     *
     * @param method an HTTP method, or {@code *} for any
     * @param target a regular expression that has to be found somewhere in the request target
     */
    public FaultRule when(String method, String target) {
        FaultRule rule = new FaultRule(method, Pattern.compile(target));
        rules.add(rule);
        return rule;
    }

    /** Resets each of the next {@code connections} connections once {@code bytes} bytes went through it, both ways counted together. */
    public void breakConnectionsAfter(long bytes, int connections) {
        breaker = new ConnectionBreaker(bytes, connections);
    }

    /** Forgets all rules; what was seen stays. */
    public void clearRules() {
        rules.clear();
        breaker = ConnectionBreaker.NONE;
    }

    /** Forgets the requests seen so far. */
    public void clearRequests() {
        requests.clear();
    }

    /** The requests seen so far, in the order of their arrival; empty for {@link #tcp}. */
    public List<SeenRequest> requests() {
        return List.copyOf(requests);
    }

    /** Those of the requests seen so far that match, with the meaning {@link #when} gives to its arguments. */
    public List<SeenRequest> requests(String method, String target) {
        Pattern pattern = Pattern.compile(target);
        return requests.stream()
                .filter(request -> request.matches(method, pattern))
                .toList();
    }

    /** How many of the requests seen so far match, with the meaning {@link #when} gives to its arguments. */
    public int count(String method, String target) {
        return requests(method, target).size();
    }

    /** How many bytes of answers, heads included, were passed on to clients so far; 0 for {@link #tcp}. */
    public long bytesAnswered() {
        return answered.sum();
    }

    /** How many connections of clients are open now. */
    public int openConnections() {
        return (int) sockets.stream()
                .filter(socket -> socket.getLocalPort() == listener.getLocalPort())
                .count();
    }

    @Override
    public void close() throws IOException {
        closed = true;
        listener.close();
        sockets.forEach(FaultProxy::reset);
        threads.shutdownNow();
    }

    /** The first rule that wants this request, or one that does nothing. */
    FaultRule ruleFor(SeenRequest request) {
        requests.add(request);
        return rules.stream().filter(rule -> rule.claims(request)).findFirst().orElse(FaultRule.NONE);
    }

    /** What is written to a client, counted. */
    OutputStream counted(OutputStream toClient) {
        return new FilterOutputStream(toClient) {
            @Override
            public void write(int b) throws IOException {
                out.write(b);
                answered.increment();
            }

            @Override
            public void write(byte[] bytes, int offset, int length) throws IOException {
                out.write(bytes, offset, length);
                answered.add(length);
            }
        };
    }

    Socket connectToTarget() throws IOException {
        Socket server = new Socket();
        int port = target.getPort() > 0 ? target.getPort() : "https".equals(target.getScheme()) ? 443 : 80;
        server.connect(new InetSocketAddress(target.getHost(), port), 10_000);
        server.setTcpNoDelay(true);
        sockets.add(server);
        return server;
    }

    void inBackground(Runnable task) {
        threads.execute(task);
    }

    /** Closes so that the other side sees a reset and not an orderly end. */
    static void reset(Socket socket) {
        try {
            socket.setSoLinger(true, 0);
        } catch (IOException e) {
            // already closed by the other side; nothing to break any more
        }
        closeQuietly(socket);
    }

    static void closeQuietly(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            // a socket that cannot be closed is of no more use to anyone
        }
    }

    private void acceptConnections() {
        while (!closed) {
            try {
                Socket client = listener.accept();
                client.setTcpNoDelay(true);
                sockets.add(client);
                threads.execute(() -> serve(client));
            } catch (IOException e) {
                return; // the listener was closed
            }
        }
    }

    private void serve(Socket client) {
        Socket server = null;
        try {
            server = connectToTarget();
            if (http) {
                new ProxiedConnection(this, client, server).run();
            } else {
                forwardBytes(client, server);
            }
        } catch (IOException e) {
            reset(client); // the target refuses or one side broke off: so does the proxy
        } finally {
            closeQuietly(client);
            sockets.remove(client);
            if (server != null) {
                closeQuietly(server);
                sockets.remove(server);
            }
        }
    }

    private void forwardBytes(Socket client, Socket server) throws IOException {
        ConnectionBreaker.Budget budget = breaker.budget();
        inBackground(() -> {
            try {
                pump(client, server, budget);
            } catch (IOException e) {
                reset(server);
            }
        });
        pump(server, client, budget);
    }

    private static void pump(Socket from, Socket to, ConnectionBreaker.Budget budget) throws IOException {
        byte[] buffer = new byte[16 * 1024];
        InputStream in = from.getInputStream();
        OutputStream out = to.getOutputStream();
        for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
            if (!budget.allows(n)) {
                reset(from);
                reset(to);
                return;
            }
            out.write(buffer, 0, n);
        }
        to.shutdownOutput();
    }
}
