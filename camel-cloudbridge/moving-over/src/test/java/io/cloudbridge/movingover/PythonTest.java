/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.movingover;

import static org.assertj.core.api.Assertions.assertThat;

import io.cloudbridge.it.Servers;
import io.cloudbridge.store.openstack.OpenstackProvider;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Map;
import org.apache.camel.RoutesBuilder;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** {@code src-docs/moving-over/python-cloudbridge.adoc}, on Swift, with a token that Keystone gave to somebody else. */
class PythonTest extends MovingOver {

    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private String token;

    PythonTest() {
        super("python-cloudbridge", new OpenstackProvider());
    }

    @BeforeAll
    @Override
    void open() {
        token = token();
        super.open();
    }

    @Override
    Map<String, String> settings() {
        return Map.of("storageUrl", Servers.setting("keystone.storageUrl"), "authToken", token);
    }

    @Override
    RoutesBuilder routes(Side side) {
        return new PythonAfter();
    }

    @Test
    void aTokenStoresListsAndGrantsAnUpload() throws Exception {
        try (Application application = start(Side.AFTER)) {
            application.request("direct:store", "a;b", Map.of("name", "may"), Object.class);
            assertContent(inbox(), "reports/may.csv", "a;b");
            application.request("direct:names", null, Map.of(), Object.class);

            String link = application.request("direct:upload-link", null, Map.of("name", "june"), String.class);
            HttpRequest upload = HttpRequest.newBuilder(URI.create(link))
                    .PUT(HttpRequest.BodyPublishers.ofString("c;d"))
                    .build();
            assertThat(HTTP.send(upload, HttpResponse.BodyHandlers.discarding()).statusCode())
                    .isEqualTo(201);
            assertContent(inbox(), "reports/june.csv", "c;d");
            HttpRequest download = HttpRequest.newBuilder(URI.create(link)).build();
            assertThat(HTTP.send(download, HttpResponse.BodyHandlers.discarding())
                            .statusCode())
                    .as("a link for an upload reads nothing")
                    .isEqualTo(401);
        }
    }

    private static String token() {
        String login = """
                {"auth": {"identity": {"methods": ["password"], "password": {"user": {
                  "name": "%s", "password": "%s", "domain": {"name": "%s"}}}},
                 "scope": {"project": {"name": "%s", "domain": {"name": "%s"}}}}}
                """.formatted(
                        Servers.setting("keystone.username"),
                        Servers.setting("keystone.password"),
                        Servers.setting("keystone.userDomain"),
                        Servers.setting("keystone.project"),
                        Servers.setting("keystone.projectDomain"));
        HttpRequest request = HttpRequest.newBuilder(URI.create(Servers.setting("keystone.authUrl") + "/auth/tokens"))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(login))
                .build();
        try {
            return HTTP.send(request, HttpResponse.BodyHandlers.discarding())
                    .headers()
                    .firstValue("X-Subject-Token")
                    .orElseThrow();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
