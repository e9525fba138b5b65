/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.examples.browserupload;

import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.apache.camel.main.Main;
import org.apache.camel.util.json.JsonObject;
import org.apache.camel.util.json.Jsoner;

/** Makes the requests of the page without a browser, says what comes back, and ends. Exits with 0 only if all of it was right. */
public final class Demo {

    private final HttpClient http = HttpClient.newHttpClient();
    private final PrintStream out;
    private final String origin;
    private int checks;
    private int held;

    private Demo(PrintStream out, String origin) {
        this.out = out;
        this.origin = origin;
    }

    public static void main(String[] args) throws Exception {
        System.exit(play(System.out, args) ? 0 : 1);
    }

    /** All of it, against an application of its own; returns whether all was right. */
    static boolean play(PrintStream out, String... args) throws Exception {
        Main main = BrowserUpload.configured(args);
        main.start();
        try {
            String port = main.getCamelContext().resolvePropertyPlaceholders("{{camel.server.port}}");
            return new Demo(out, "http://127.0.0.1:" + port).play();
        } finally {
            main.stop();
        }
    }

    private boolean play() throws Exception {
        String content = "Grüße aus dem Browser\n";
        byte[] bytes = content.getBytes(StandardCharsets.UTF_8);

        JsonObject upload = json(wish("Grüße ☂.txt", "text/plain", bytes.length));
        out.println("\nThe server signed an upload: PUT " + upload.getString("url") + "\n");
        HttpRequest.Builder put = to(upload.getString("url")).PUT(HttpRequest.BodyPublishers.ofByteArray(bytes));
        ((Map<?, ?>) upload.get("headers")).forEach((name, value) -> put.header(name.toString(), value.toString()));
        int stored = send(put).statusCode();
        check("the file went straight to the store", stored >= 200 && stored < 300);

        String key = upload.getString("key");
        check("the bucket lists it", send(to(origin + "/api/objects")).body().contains("\"key\":\"" + key + "\""));
        String link = json(send(to(origin + "/api/link?key=" + URLEncoder.encode(key, StandardCharsets.UTF_8))))
                .getString("url");
        check("its link gives the same bytes", send(to(link)).body().equals(content));
        check("a link that was changed is refused", send(to(changed(link))).statusCode() >= 400);
        HttpResponse<String> refused = wish("setup.exe", "application/x-msdownload", 1);
        check(
                "a type that is not accepted is refused: " + json(refused).getString("error"),
                refused.statusCode() == 415);

        out.println("\nSummary: " + held + " of " + checks + " checks held");
        return held == checks;
    }

    private HttpResponse<String> wish(String name, String type, long size) throws Exception {
        JsonObject wish = new JsonObject(Map.of("name", name, "type", type, "size", size));
        return send(to(origin + "/api/uploads")
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(wish.toJson())));
    }

    /** Of every store: the signature or what it covers is in the query. */
    private static String changed(String link) {
        return link.replaceAll("(?i)(sig[a-z_]*=)..", "$1-");
    }

    private static HttpRequest.Builder to(String url) {
        return HttpRequest.newBuilder(URI.create(url));
    }

    private HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    private static JsonObject json(HttpResponse<String> response) throws Exception {
        return (JsonObject) Jsoner.deserialize(response.body());
    }

    private void check(String what, boolean holds) {
        checks++;
        held += holds ? 1 : 0;
        out.println((holds ? "  ok      " : "  FAILED  ") + what);
    }
}
