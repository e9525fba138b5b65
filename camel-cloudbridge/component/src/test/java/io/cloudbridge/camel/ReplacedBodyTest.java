/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.camel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.cloudbridge.store.ObjectInfo;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;
import org.apache.camel.Exchange;
import org.apache.camel.builder.NotifyBuilder;
import org.apache.camel.builder.RouteBuilder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a route has made of an object is stored under its own name, type and encoding, and not under those of the object. */
class ReplacedBodyTest {

    private static final byte[] CSV = gzip("name;amount\nGr\u00fc\u00dfe;7\n");

    @TempDir
    Path directory;

    private LocalContext context;

    @BeforeEach
    void start() throws Exception {
        context = new LocalContext(directory);
        context.template.sendBody("cloudbridge:incoming?operation=createBucket", null);
        context.template.sendBody("cloudbridge:outgoing?operation=createBucket", null);
        context.request(
                "cloudbridge:incoming?contentEncoding=gzip&contentType=text/csv",
                CSV,
                Map.of(CloudBridgeConstants.KEY, "report", CloudBridgeConstants.METADATA, Map.of("author", "me")));
    }

    @AfterEach
    void stop() throws Exception {
        context.close();
    }

    /** Consumes the object once and runs the steps. */
    private void through(String options, RouteBuilder steps) throws Exception {
        context.camel.addRoutes(steps);
        NotifyBuilder done =
                new NotifyBuilder(context.camel).fromRoute("in").whenDone(1).create();
        context.camel.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("cloudbridge:incoming?initialDelay=0&" + options)
                        .routeId("in")
                        .to("direct:steps");
            }
        });
        assertThat(done.matches(20, TimeUnit.SECONDS)).isTrue();
        // a multicast may tell of the end of a copy before that of the whole
        await().until(() -> context.camel.getInflightRepository().size() == 0);
    }

    private ObjectInfo head(String key) {
        return context.template.requestBodyAndHeader(
                "cloudbridge:outgoing?operation=head", null, CloudBridgeConstants.KEY, key, ObjectInfo.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"stream", "bytes", "string"})
    void aBodyThatWasReplacedHasItsOwnTypeAndEncoding(String bodyType) throws Exception {
        through("bodyType=" + bodyType, new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:steps").setBody(constant("{\"a\":1}")).to("cloudbridge:outgoing?key=report.json");
            }
        });
        ObjectInfo stored = head("report.json");
        assertThat(stored.properties().contentEncoding()).isNull();
        assertThat(stored.contentType()).isEqualTo("application/json");
        assertThat(stored.metadata()).containsEntry("author", "me");
    }

    @ParameterizedTest
    @CsvSource({"stream,", "bytes,", "file,", "stream,[B", "stream,java.io.File"})
    void aBodyThatIsStillTheObjectKeepsItsTypeAndEncoding(String bodyType, String convertTo) throws Exception {
        Class<?> type = convertTo == null ? null : Class.forName(convertTo);
        through(
                "bodyType=" + bodyType + (bodyType.equals("file") ? "&localWorkDirectory=" + directory : ""),
                new RouteBuilder() {
                    @Override
                    public void configure() {
                        var steps = from("direct:steps");
                        (type == null ? steps : steps.convertBodyTo(type)).to("cloudbridge:outgoing");
                    }
                });
        ObjectInfo stored = head("report");
        assertThat(stored.properties().contentEncoding()).isEqualTo("gzip");
        assertThat(stored.contentType()).isEqualTo("text/csv");
        assertThat(stored.size()).isEqualTo(CSV.length);
    }

    @Test
    void copiesOfAMulticastKeepTheTypeToo() throws Exception {
        through("bodyType=stream", new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:steps")
                        .multicast()
                        .to("cloudbridge:outgoing?key=one", "cloudbridge:outgoing?key=two")
                        .end();
            }
        });
        assertThat(head("one").properties().contentEncoding()).isEqualTo("gzip");
        assertThat(head("two").contentType()).isEqualTo("text/csv");
    }

    @Test
    void whatTheRouteSetsItselfIsStored() throws Exception {
        through("bodyType=bytes", new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:steps")
                        .setBody(constant("x"))
                        .setHeader(CloudBridgeConstants.CONTENT_TYPE, constant("text/x-mine"))
                        .to("cloudbridge:outgoing");
            }
        });
        assertThat(head("report").contentType()).isEqualTo("text/x-mine");
        assertThat(head("report").properties().contentEncoding()).isNull();
    }

    @Test
    void aDownloadToAFileKeepsTheType() {
        Exchange downloaded = context.request(
                "cloudbridge:incoming?operation=download&toFile=" + directory.resolve("f"),
                null,
                Map.of(CloudBridgeConstants.KEY, "report"));
        context.template.send("cloudbridge:outgoing", downloaded);
        assertThat(head("report").contentType()).isEqualTo("text/csv");
        downloaded.getMessage().setBody("replaced");
        context.template.send("cloudbridge:outgoing", downloaded);
        assertThat(head("report").contentType()).isEqualTo("application/octet-stream");
        assertThat(head("report").size()).isEqualTo(8);
    }

    private void storeArchive() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            for (String name : new String[] {"a.txt", "b/b.json"}) {
                zip.putNextEntry(new ZipEntry(name));
                zip.write(name.getBytes(StandardCharsets.UTF_8));
            }
        }
        context.request(
                "cloudbridge:incoming?contentType=application/zip",
                bytes.toByteArray(),
                Map.of(CloudBridgeConstants.KEY, "all.zip"));
    }

    @Test
    void partsOfAnArchiveHaveTheirOwnNamesAndTypes() throws Exception {
        storeArchive();
        context.camel.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:unzip")
                        .to("cloudbridge:incoming?operation=download&key=all.zip")
                        .process(ReplacedBodyTest::takeFirstEntry)
                        .to("cloudbridge:outgoing");
            }
        });
        context.request("direct:unzip", null, Map.of());
        assertThat(head("a.txt").contentType()).isEqualTo("text/plain");
        assertThat(context.template.requestBodyAndHeader(
                        "cloudbridge:outgoing?operation=exists", null, CloudBridgeConstants.KEY, "all.zip"))
                .isEqualTo(false);
    }

    /** As the splitter of camel-zipfile does it: the name of the entry goes into header CamelFileName. */
    private static void takeFirstEntry(Exchange exchange) throws IOException {
        ZipInputStream zip = new ZipInputStream(
                new ByteArrayInputStream(exchange.getMessage().getBody(byte[].class)));
        exchange.getMessage().setHeader(Exchange.FILE_NAME, zip.getNextEntry().getName());
        exchange.getMessage().setBody(zip.readAllBytes());
    }

    @Test
    void aKeyThatTheRouteSetsWinsOverAFileName() {
        Exchange downloaded = context.request(
                "cloudbridge:incoming?operation=download", null, Map.of(CloudBridgeConstants.KEY, "report"));
        downloaded.getMessage().setHeader(CloudBridgeConstants.KEY, "mine");
        downloaded.getMessage().setHeader(CloudBridgeConstants.FILE_NAME, "name");
        context.template.send("cloudbridge:outgoing", downloaded);
        assertThat(downloaded.getMessage().getHeader(CloudBridgeConstants.PRODUCED_KEY))
                .isEqualTo("mine");
    }

    @Test
    void aFileNameIsNoExpression() {
        Exchange downloaded = context.request(
                "cloudbridge:incoming?operation=download", null, Map.of(CloudBridgeConstants.KEY, "report"));
        downloaded.getMessage().setHeader(CloudBridgeConstants.FILE_NAME, "${header.CamelCloudBridgeBucket}");
        context.template.send("cloudbridge:outgoing", downloaded);
        assertThat(downloaded.getMessage().getHeader(CloudBridgeConstants.PRODUCED_KEY))
                .isEqualTo("${header.CamelCloudBridgeBucket}");
    }

    private static byte[] gzip(String text) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream zip = new GZIPOutputStream(bytes)) {
            zip.write(text.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        return bytes.toByteArray();
    }
}
