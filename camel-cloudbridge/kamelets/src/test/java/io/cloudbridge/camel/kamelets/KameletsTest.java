/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.camel.kamelets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.main.Main;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each Kamelet, run on the local store. */
class KameletsTest {

    @TempDir
    private Path directory;

    private final Main main = new Main();
    private final List<String> received = new CopyOnWriteArrayList<>();

    @BeforeEach
    void makeBucket() throws Exception {
        Files.createDirectories(directory.resolve("box"));
    }

    @AfterEach
    void stop() {
        main.stop();
    }

    private String local() {
        return "bucketName=box&provider=local&rootDirectory=" + directory;
    }

    private ProducerTemplate start(RouteBuilder routes) {
        main.configure().addRoutesBuilder(routes);
        main.start();
        return main.getCamelContext().createProducerTemplate();
    }

    @Test
    void theSourceEmitsEachNewObjectOnceAndMovesIt() throws Exception {
        Files.createDirectories(directory.resolve("box/in"));
        Files.writeString(directory.resolve("box/in/a.csv"), "a");
        Files.writeString(directory.resolve("box/in/b.txt"), "b");
        Files.writeString(directory.resolve("box/c.csv"), "c");
        start(new RouteBuilder() {
            @Override
            public void configure() {
                from("kamelet:cloudbridge-source?" + local() + "&delay=50&prefix=in/&include=.*[.]csv&move=done/")
                        .process(e -> received.add(e.getMessage().getBody(String.class)));
            }
        });
        await().untilAsserted(
                        () -> assertThat(directory.resolve("box/done/a.csv")).exists());
        assertThat(received).containsExactly("a");
        assertThat(directory.resolve("box/in/b.txt")).exists();
        assertThat(directory.resolve("box/c.csv")).exists();
    }

    @Test
    void theSourceMovesAsideWhatFailsTooOften() throws Exception {
        Files.writeString(directory.resolve("box/bad"), "bad");
        start(new RouteBuilder() {
            @Override
            public void configure() {
                from("kamelet:cloudbridge-source?" + local() + "&delay=50&maxFailures=1&moveFailed=failed/")
                        .throwException(new IllegalStateException("as this test wants"));
            }
        });
        await().untilAsserted(() -> {
            assertThat(directory.resolve("box/failed/bad")).hasContent("bad");
            assertThat(directory.resolve("box/bad")).doesNotExist();
        });
    }

    @Test
    void theSourceRemembersOverARestartWhatItHasSeen() throws Exception {
        Files.writeString(directory.resolve("box/a"), "a");
        Path seen = directory.resolve("seen.db");
        RouteBuilder routes = new RouteBuilder() {
            @Override
            public void configure() {
                from("kamelet:cloudbridge-source?" + local() + "&delay=50&seenFile=" + seen)
                        .process(e -> received.add(e.getMessage().getBody(String.class)));
            }
        };
        start(routes);
        await().until(() -> !received.isEmpty());
        main.stop();
        Files.writeString(directory.resolve("box/b"), "b");
        Main again = new Main();
        again.configure().addRoutesBuilder(routes);
        again.start();
        try {
            await().until(() -> received.contains("b"));
        } finally {
            again.stop();
        }
        assertThat(received).containsExactly("a", "b");
    }

    @Test
    void theSourceLeavesObjectsWhereTheyAreUnlessToldOtherwise() throws Exception {
        Files.writeString(directory.resolve("box/a"), "a");
        start(new RouteBuilder() {
            @Override
            public void configure() {
                from("kamelet:cloudbridge-source?" + local() + "&delay=50")
                        .process(e -> received.add(e.getMessage().getBody(String.class)));
            }
        });
        await().until(() -> !received.isEmpty());
        Files.writeString(directory.resolve("box/b"), "b");
        await().until(() -> received.size() > 1);
        assertThat(received).containsExactly("a", "b");
        assertThat(directory.resolve("box/a")).exists();
    }

    @Test
    void theSinkStoresTheBodyUnderItsKey() {
        ProducerTemplate template = start(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:header").to("kamelet:cloudbridge-sink?" + local());
                from("direct:key")
                        .to("kamelet:cloudbridge-sink?" + local() + "&key=RAW(${header.day}/report.csv)"
                                + "&contentType=text/csv");
            }
        });
        template.sendBodyAndHeader("direct:header", "1", "CamelFileName", "one.txt");
        template.sendBodyAndHeader("direct:key", "2", "day", "monday");
        assertThat(directory.resolve("box/one.txt")).hasContent("1");
        assertThat(directory.resolve("box/monday/report.csv")).hasContent("2");
    }

    @Test
    void theSinkTakesItsStoreFromTheComponentWhenNothingElseIsSet() {
        main.addInitialProperty("camel.component.cloudbridge.provider", "local");
        main.addInitialProperty("camel.component.cloudbridge.rootDirectory", directory.toString());
        ProducerTemplate template = start(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:in").to("kamelet:cloudbridge-sink?bucketName=new&autoCreateBucket=true");
            }
        });
        template.sendBodyAndHeader("direct:in", "1", "CamelFileName", "one.txt");
        assertThat(directory.resolve("new/one.txt")).hasContent("1");
    }

    @Test
    void thePresignActionMakesAUrlThatWorks() throws Exception {
        Files.writeString(directory.resolve("box/a b.txt"), "signed");
        ProducerTemplate template = start(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:link").to("kamelet:cloudbridge-presign-action?" + local() + "&key=RAW(${body})");
            }
        });
        String url = template.requestBody("direct:link", "a b.txt", String.class);
        HttpRequest request = HttpRequest.newBuilder(URI.create(url)).build();
        assertThat(HttpClient.newHttpClient()
                        .send(request, BodyHandlers.ofString())
                        .body())
                .isEqualTo("signed");
    }
}
