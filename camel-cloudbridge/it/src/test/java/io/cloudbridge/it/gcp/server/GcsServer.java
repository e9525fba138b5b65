/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.it.gcp.server;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;

/**
 * A small Google Cloud Storage: the JSON API, the XML API of signed URLs and multipart uploads, the token endpoint of
 * its one service account, and {@code signBlob}. Strict: it checks tokens, V4 signatures and their expiry, checksums,
 * preconditions and the ranges of resumable chunks, and refuses what it does not know.
 *
 * <p>It is no stub: requests are served from state, concurrently, without answers prepared by a test. Large content is
 * kept in files, everything else in memory. Its behaviour follows the public API reference; NOTES.md beside this file
 * says where Google's own test bench differs.
 */
public final class GcsServer implements AutoCloseable {
    static {
        // otherwise the JDK's server waits 40 ms before it sends short answers
        System.setProperty("sun.net.httpserver.nodelay", "true");
    }

    private static final System.Logger LOG = System.getLogger(GcsServer.class.getName());

    private final HttpServer http;
    private final ExecutorService threads;
    private final String endpoint;
    private final Access access;
    private final State state;
    private final BucketsApi buckets;
    private final ObjectsApi objects;
    private final CopiesApi copies;
    private final UploadsApi uploads;
    private final XmlApi xml;
    private final BatchApi batch = new BatchApi(this::answer);

    private GcsServer(int port, long rewriteBytesPerCall) throws IOException {
        http = HttpServer.create(new InetSocketAddress("127.0.0.1", port), 256);
        endpoint = "http://127.0.0.1:" + http.getAddress().getPort();
        access = new Access(new ServiceAccount("test-project"));
        state = new State(Files.createTempDirectory("gcs-server"));
        buckets = new BucketsApi(state, access, endpoint);
        objects = new ObjectsApi(state, access, endpoint);
        copies = new CopiesApi(state, access, endpoint, rewriteBytesPerCall);
        uploads = new UploadsApi(state, access, endpoint);
        xml = new XmlApi(state, access);
        threads = Executors.newCachedThreadPool(task -> {
            Thread thread = new Thread(task, "gcs-server");
            thread.setDaemon(true);
            return thread;
        });
        http.setExecutor(threads);
        http.createContext("/", this::serve);
        http.start();
    }

    /** A server on a free port of 127.0.0.1. */
    public static GcsServer start() {
        return start(0, Long.MAX_VALUE);
    }

    /**
     * A server on the given port.
     *
     * @param rewriteBytesPerCall how far one rewrite call gets when bytes have to move (another location or class)
     */
    public static GcsServer start(int port, long rewriteBytesPerCall) {
        try {
            return new GcsServer(port, rewriteBytesPerCall);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Serves until the process ends; prints what a client needs. The argument is the port. */
    public static void main(String[] args) {
        GcsServer server = start(args.length > 0 ? Integer.parseInt(args[0]) : 0, Long.MAX_VALUE);
        Runtime.getRuntime().addShutdownHook(new Thread(server::close));
        System.out.println("gcs.endpoint=" + server.endpoint());
        System.out.println("gcs.projectId=" + server.projectId());
        System.out.println("gcs.accessToken=" + server.token());
        System.out.println("gcs.serviceAccountKey=" + server.serviceAccountKey());
    }

    public String endpoint() {
        return endpoint;
    }

    public String projectId() {
        return access.account.project;
    }

    /** The key file of the service account, as JSON; its token endpoint is this server. */
    public String serviceAccountKey() {
        return access.account.keyFile(endpoint + "/token");
    }

    /** A key file of the same account with a private key that is not the account's. */
    public String wrongServiceAccountKey() {
        return access.account.strangersKeyFile(endpoint + "/token");
    }

    /** A bearer token that may do everything, for a day. */
    public String token() {
        return access.issue(
                "owner@example.com", Access.EVERYTHING, Instant.now().plus(Duration.ofDays(1)));
    }

    /** A bearer token that may do what is listed, for a day. */
    public String token(String... permissions) {
        return access.issue(
                "limited@example.com", Set.of(permissions), Instant.now().plus(Duration.ofDays(1)));
    }

    /** A bearer token whose time is over. */
    public String expiredToken() {
        return access.issue("late@example.com", Access.EVERYTHING, Instant.now().minusSeconds(1));
    }

    /** Makes every token so far invalid, as a revocation does. */
    public void revokeTokens() {
        access.revokeAll();
    }

    /** Lets everybody read and list the objects of a bucket. */
    public void makePublic(String bucket) {
        access.makePublic(bucket);
    }

    /** Uploads in parts, of either API, that were begun and neither completed nor dropped. */
    public int unfinishedUploads() {
        return uploads.open() + xml.uploads().open();
    }

    private void serve(HttpExchange exchange) throws IOException {
        Map<String, String> headers = new HashMap<>();
        exchange.getRequestHeaders().forEach((name, values) -> headers.put(name, String.join(",", values)));
        Call call = new Call(
                exchange.getRequestMethod(),
                exchange.getRequestURI().getRawPath(),
                exchange.getRequestURI().getRawQuery(),
                headers,
                body(exchange));
        try (exchange) {
            Answer answer = answer(call);
            // a client that still sends would see a broken connection instead of the answer
            exchange.getRequestBody().transferTo(OutputStream.nullOutputStream());
            answer.headers.forEach(exchange.getResponseHeaders()::set);
            exchange.getResponseHeaders()
                    .set("X-GUploader-UploadID", answer.headers.getOrDefault("X-GUploader-UploadID", newId()));
            exchange.getResponseHeaders().set("Server", "UploadServer");
            boolean noBody = call.method.equals("HEAD") || answer.status == 204 || answer.status == 304;
            if (call.method.equals("HEAD")) {
                exchange.getResponseHeaders().set("Content-Length", Long.toString(answer.length));
            }
            exchange.sendResponseHeaders(answer.status, noBody || answer.length == 0 ? -1 : answer.length);
            try (InputStream body = answer.source.open();
                    OutputStream out = exchange.getResponseBody()) {
                copy(body, out, noBody ? 0 : answer.length);
            }
        }
    }

    /** Google's clients pack what is not media; media keeps its encoding. */
    private static InputStream body(HttpExchange exchange) throws IOException {
        String query = String.valueOf(exchange.getRequestURI().getRawQuery());
        boolean packed = "gzip".equals(exchange.getRequestHeaders().getFirst("Content-Encoding"));
        boolean media = query.contains("uploadType=media")
                || query.contains("upload_id=")
                || !exchange.getRequestURI().getRawPath().contains("/storage/v1");
        return packed && !media ? new GZIPInputStream(exchange.getRequestBody()) : exchange.getRequestBody();
    }

    private static void copy(InputStream in, OutputStream out, long length) throws IOException {
        byte[] buffer = new byte[128 * 1024];
        long left = length;
        while (left > 0) {
            int n = in.read(buffer, 0, (int) Math.min(buffer.length, left));
            if (n < 0) {
                throw new IOException("The payload is shorter than it was");
            }
            out.write(buffer, 0, n);
            left -= n;
        }
    }

    private Answer answer(Call call) {
        boolean json = isJson(call);
        try {
            Answer answer = json ? json(call) : xml.answer(call);
            String fields = call.query("fields");
            return json && fields != null && answer.length > 0 && !"media".equals(call.query("alt"))
                    ? select(answer, fields)
                    : answer;
        } catch (ApiError e) {
            Answer refusal = json ? error(e) : XmlApi.error(e);
            String invalid = e.reason.equals("authError") ? ", error=\"invalid_token\"" : "";
            return e.status == 401
                    ? refusal.with("WWW-Authenticate", "Bearer realm=\"https://accounts.google.com/\"" + invalid)
                    : refusal;
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.ERROR, call.method + " " + call.rawPath, e);
            return error(ApiError.of(500, "internalError", "InternalError", String.valueOf(e)));
        } catch (IOException e) {
            // the client went away in the middle of its request
            return error(ApiError.of(400, "badRequest", "IncompleteBody", "The request body was not complete."));
        }
    }

    private static Answer select(Answer answer, String fields) throws IOException {
        try (InputStream in = answer.source.open()) {
            String text = new String(in.readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
            Answer cut = Answer.json(answer.status, JsonFields.select(JsonParser.parseString(text), fields));
            answer.headers.forEach(cut::with);
            return cut;
        }
    }

    private static boolean isJson(Call call) {
        return call.rawPath.startsWith("/storage/v1/")
                || call.rawPath.startsWith("/download/storage/v1/")
                || call.rawPath.startsWith("/upload/storage/v1/")
                || call.rawPath.startsWith("/batch/storage/v1")
                || call.rawPath.equals("/token")
                || call.rawPath.startsWith("/v1/projects/");
    }

    private Answer json(Call call) throws IOException {
        if (call.rawPath.equals("/token")) {
            return access.token(call, endpoint + "/token");
        }
        if (call.rawPath.startsWith("/batch/")) {
            return batch.post(call);
        }
        if (call.rawPath.endsWith(":signBlob")) {
            return access.signBlob(call);
        }
        List<String> path = call.path.subList(call.path.indexOf("v1") + 1, call.path.size());
        if (path.isEmpty()
                || !path.get(0).equals("b")
                || (path.size() > 2 && !path.get(2).equals("o"))) {
            throw ApiError.notImplemented(call.rawPath);
        }
        if (call.path.get(0).equals("upload")) {
            return switch (call.method) {
                case "POST" -> uploads.post(call, path.get(1));
                case "PUT" -> uploads.put(call);
                case "DELETE" -> uploads.cancel(call);
                default -> throw ApiError.methodNotAllowed();
            };
        }
        return switch (path.size()) {
            case 1 -> call.method.equals("GET") ? buckets.list(call) : only(call, "POST", () -> buckets.insert(call));
            case 2 -> bucket(call, path.get(1));
            case 3 -> only(call, "GET", () -> objects.list(call, path.get(1)));
            case 4 -> object(call, path.get(1), path.get(3));
            default -> copy(call, path);
        };
    }

    private Answer bucket(Call call, String name) throws IOException {
        return switch (call.method) {
            case "GET" -> buckets.get(call, name);
            case "PATCH" -> buckets.patch(call, name);
            case "DELETE" -> buckets.delete(call, name);
            default -> throw ApiError.methodNotAllowed();
        };
    }

    private Answer object(Call call, String bucket, String key) throws IOException {
        return switch (call.method) {
            case "GET" -> objects.get(call, bucket, key);
            case "PATCH" -> objects.patch(call, bucket, key, false);
            case "PUT" -> objects.patch(call, bucket, key, true);
            case "DELETE" -> objects.delete(call, bucket, key);
            default -> throw ApiError.methodNotAllowed();
        };
    }

    private Answer copy(Call call, List<String> path) throws IOException {
        String verb = path.get(4);
        if (verb.equals("compose") && path.size() == 5) {
            return only(call, "POST", () -> copies.compose(call, path.get(1), path.get(3)));
        }
        if (verb.equals("rewriteTo") && path.size() == 9) {
            return only(call, "POST", () -> copies.rewrite(call, path.get(1), path.get(3), path.get(6), path.get(8)));
        }
        throw ApiError.notImplemented(verb);
    }

    private interface Handler {
        Answer answer() throws IOException;
    }

    private static Answer only(Call call, String method, Handler handler) throws IOException {
        if (!call.method.equals(method)) {
            throw ApiError.methodNotAllowed();
        }
        return handler.answer();
    }

    private static Answer error(ApiError e) {
        JsonObject item = new JsonObject();
        item.addProperty("message", e.getMessage());
        item.addProperty("domain", "global");
        item.addProperty("reason", e.reason);
        if (e.status == 401) {
            item.addProperty("locationType", "header");
            item.addProperty("location", "Authorization");
        }
        JsonArray errors = new JsonArray();
        errors.add(item);
        JsonObject error = new JsonObject();
        error.addProperty("code", e.status);
        error.addProperty("message", e.getMessage());
        error.add("errors", errors);
        JsonObject json = new JsonObject();
        json.add("error", error);
        return Answer.json(e.status, json);
    }

    private static String newId() {
        return UUID.randomUUID().toString();
    }

    @Override
    public void close() {
        http.stop(0);
        threads.shutdownNow();
        try (Stream<Path> files = Files.walk(state.directory)) {
            files.sorted(Comparator.reverseOrder()).forEach(file -> {
                try {
                    Files.deleteIfExists(file);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
