/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.examples.browserupload;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.apache.camel.main.Main;
import org.apache.camel.util.json.JsonObject;
import org.apache.camel.util.json.Jsoner;

/** The application under test, on a port of its own, and its JSON API without a browser. */
final class App implements AutoCloseable {

    static final String DIRECTORY = "camel.component.cloudbridge.connections[directory].rootDirectory=";

    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private final Main main;
    private final int port;

    private App(Main main, int port) {
        this.main = main;
        this.port = port;
    }

    static App start(String... properties) throws Exception {
        int port = freePort();
        List<String> all = new ArrayList<>(List.of(properties));
        all.add("camel.server.port=" + port);
        Main main = BrowserUpload.configured(all.toArray(String[]::new));
        main.start();
        return new App(main, port);
    }

    static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    String origin() {
        return "http://127.0.0.1:" + port;
    }

    HttpResponse<String> get(String path) throws Exception {
        return send(HttpRequest.newBuilder(URI.create(origin() + path)));
    }

    HttpResponse<String> wish(String name, String type, long size) throws Exception {
        JsonObject wish = new JsonObject();
        wish.put("name", name);
        wish.put("type", type);
        wish.put("size", size);
        return post(wish.toJson());
    }

    HttpResponse<String> post(String json) throws Exception {
        return send(HttpRequest.newBuilder(URI.create(origin() + "/api/uploads"))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(json)));
    }

    static HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
        return HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    /** Sends content with a signed request, as the page does. */
    static HttpResponse<String> put(JsonObject signed, byte[] content) throws Exception {
        HttpRequest.Builder put = HttpRequest.newBuilder(URI.create(signed.getString("url")))
                .PUT(HttpRequest.BodyPublishers.ofByteArray(content));
        ((JsonObject) signed.get("headers")).forEach((name, value) -> put.header(name, value.toString()));
        return send(put);
    }

    static JsonObject json(HttpResponse<String> response) throws Exception {
        return (JsonObject) Jsoner.deserialize(response.body());
    }

    static String query(String key) {
        return "?key=" + URLEncoder.encode(key, StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        main.stop();
    }
}
