/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.store.local;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import io.cloudbridge.store.StoreConfig;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** The origins whose pages may use signed URLs (CORS); {@code *} for all. A signed URL is its own permission, so no credentials are allowed. */
record AllowedOrigins(Set<String> origins) {

    private static final String ALL = "*";
    private static final Pattern ORIGIN = Pattern.compile("https?://[^/\\s]+");

    static AllowedOrigins of(StoreConfig config) {
        String text = config.get("presignAllowedOrigins", ALL);
        Set<String> origins = new TreeSet<>(Arrays.asList(text.split("\\s*,\\s*")));
        for (String origin : origins) {
            if (!origin.equals(ALL) && !ORIGIN.matcher(origin).matches()) {
                throw config.invalid(
                        "presignAllowedOrigins",
                        "has '" + origin
                                + "'; give origins such as https://app.example.org, separated by commas, or *");
            }
        }
        return new AllowedOrigins(origins);
    }

    void answer(HttpExchange exchange) {
        Headers request = exchange.getRequestHeaders();
        Headers response = exchange.getResponseHeaders();
        if (origins.contains(ALL)) {
            response.set("Access-Control-Allow-Origin", ALL);
        } else {
            response.set("Vary", "Origin");
            String origin = request.getFirst("Origin");
            if (origin == null || !origins.contains(origin)) {
                return;
            }
            response.set("Access-Control-Allow-Origin", origin);
        }
        response.set(
                "Access-Control-Expose-Headers",
                "ETag, Content-Length, Content-Range, Content-Type, Content-Disposition, Content-Encoding,"
                        + " Content-Language, Cache-Control, Last-Modified, Accept-Ranges");
        if (exchange.getRequestMethod().equals("OPTIONS")) {
            String wanted = request.getFirst("Access-Control-Request-Headers");
            response.set("Access-Control-Allow-Headers", wanted == null ? ALL : wanted);
            response.set("Access-Control-Allow-Methods", "GET, HEAD, PUT, DELETE");
            response.set("Access-Control-Max-Age", "3600");
        }
    }
}
