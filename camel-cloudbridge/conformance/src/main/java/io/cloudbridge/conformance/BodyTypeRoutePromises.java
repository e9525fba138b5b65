/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.cloudbridge.camel.CloudBridgeConstants;
import java.io.ByteArrayInputStream;
import java.io.File;
import java.io.IOException;
import java.io.StringReader;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every type of body arrives whole, with stream caching on and off, in one request and in parts. */
public interface BodyTypeRoutePromises extends RouteFixture {

    /** Sends a fresh body through a route with stream caching and one without, and looks at both objects and at the body afterwards. */
    private void arrives(String type, byte[] content, Supplier<Object> body) {
        start(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:cached-" + type).streamCache("true").to(uri(smallParts()));
                from("direct:plain-" + type).streamCache("false").to(uri(smallParts()));
            }
        });
        for (String route : new String[] {"cached-" + type, "plain-" + type}) {
            String key = "types/" + route;
            done("direct:" + route, body.get(), key);
            assertContent(key, content);
        }
    }

    private byte[] small() {
        return Samples.bytes(1, 3000);
    }

    private byte[] large() {
        return Samples.bytes(2, partSize() + 3000L);
    }

    private static Path write(Path directory, String name, byte[] content) {
        try {
            return Files.write(directory.resolve(name), content);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @Test
    default void textArrives() {
        arrives("text", "Grüße, 世界 😀".getBytes(StandardCharsets.UTF_8), () -> "Grüße, 世界 😀");
    }

    @Test
    default void textArrivesInTheCharsetOfTheExchange() {
        Exchange exchange = template().send(uri(""), sent -> {
            sent.setProperty(Exchange.CHARSET_NAME, "ISO-8859-1");
            sent.getMessage().setHeader(CloudBridgeConstants.KEY, "types/latin1");
            sent.getMessage().setBody("Grüße");
        });
        assertThat(exchange.getException()).isNull();
        assertContent("types/latin1", "Grüße".getBytes(StandardCharsets.ISO_8859_1));
    }

    @Test
    default void anArrayArrives() {
        arrives("array", small(), this::small);
        arrives("array-large", large(), this::large);
    }

    @Test
    default void aBufferArrives() {
        arrives("buffer", small(), () -> ByteBuffer.wrap(small()));
    }

    @Test
    default void aDirectBufferArrives() {
        arrives("direct-buffer", small(), () -> ByteBuffer.allocateDirect(3000)
                .put(small())
                .flip());
    }

    @Test
    default void aSliceOfABufferArrives() {
        byte[] slice = java.util.Arrays.copyOfRange(small(), 100, 200);
        arrives("buffer-slice", slice, () -> ByteBuffer.wrap(small(), 100, 100));
    }

    @Test
    default void aStreamArrives() {
        arrives("stream", small(), () -> new ByteArrayInputStream(small()));
        arrives("stream-large", large(), () -> Samples.trickle(large()));
    }

    @Test
    default void anEmptyStreamArrives() {
        arrives("stream-empty", new byte[0], () -> new ByteArrayInputStream(new byte[0]));
    }

    @Test
    default void aFileArrives(@TempDir Path directory) {
        Path file = write(directory, "body.bin", small());
        Path largeFile = write(directory, "large.bin", large());
        arrives("file", small(), file::toFile);
        arrives("file-large", large(), largeFile::toFile);
    }

    @Test
    default void aPathArrives(@TempDir Path directory) {
        Path file = write(directory, "body.bin", small());
        arrives("path", small(), () -> file);
    }

    @Test
    default void aReaderArrives() {
        arrives("reader", Samples.text("read by a reader"), () -> new StringReader("read by a reader"));
    }

    @Test
    default void aCachedStreamArrivesTwice() {
        byte[] content = large();
        start(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:twice")
                        .streamCache("true")
                        .setHeader(CloudBridgeConstants.KEY, constant("types/twice-1"))
                        .to(uri(smallParts()))
                        .setHeader(CloudBridgeConstants.KEY, constant("types/twice-2"))
                        .to(uri(smallParts()));
            }
        });
        done("direct:twice", Samples.trickle(content), Map.of());
        assertContent("types/twice-1", content);
        assertContent("types/twice-2", content);
    }

    @Test
    default void theBodyOfADownloadArrives() {
        byte[] content = large();
        put("types/source", content);
        start(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:through")
                        .to(uri("operation=download"))
                        .setHeader(CloudBridgeConstants.KEY, constant("types/target"))
                        .to(uri(smallParts()));
            }
        });
        done("direct:through", null, "types/source");
        assertContent("types/target", content);
    }

    @Test
    default void filesThatAreDroppedArriveUnderTheirNames(@TempDir Path directory) throws IOException {
        Path drop = Files.createDirectories(directory.resolve("drop/deep"));
        start(new RouteBuilder() {
            @Override
            public void configure() {
                from("file:" + directory.resolve("drop")
                                + "?recursive=true&initialDelay=0&delay=100&moveFailed=.failed")
                        .to(uri(smallParts()))
                        .routeId("drop");
            }
        });
        Path ready = write(directory, "ready", large());
        Files.move(ready, drop.resolve("späť report.bin"));

        Awaitility.await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> {
            assertThat(keys("deep/")).containsExactly("deep/späť report.bin");
            assertThat(drop.resolve("späť report.bin").toFile()).doesNotExist();
        });
        assertContent("deep/späť report.bin", large());
        assertThat(new File(drop.toFile(), ".camel/späť report.bin")).exists();
    }

    @Test
    default void aBodyArrivesThroughSeda() {
        byte[] content = large();
        start(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:to-seda").streamCache("true").to("seda:work?waitForTaskToComplete=Always");
                from("seda:work").to(uri(smallParts()));
            }
        });
        done("direct:to-seda", Samples.trickle(content), "types/seda");
        assertContent("types/seda", content);
    }

    @Test
    default void aBodyArrivesThroughWireTapAndMulticast() {
        byte[] content = large();
        start(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:copies")
                        .streamCache("true")
                        .wireTap("direct:tapped")
                        .multicast()
                        .parallelProcessing()
                        .to("direct:first", "direct:second");
                from("direct:tapped")
                        .setHeader(CloudBridgeConstants.KEY, constant("copies/tapped"))
                        .to(uri(smallParts()));
                from("direct:first")
                        .setHeader(CloudBridgeConstants.KEY, constant("copies/first"))
                        .to(uri(smallParts()));
                from("direct:second")
                        .setHeader(CloudBridgeConstants.KEY, constant("copies/second"))
                        .to(uri(smallParts()));
            }
        });
        done("direct:copies", Samples.trickle(content), Map.of());
        Awaitility.await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> assertThat(keys("copies/"))
                .containsExactly("copies/first", "copies/second", "copies/tapped"));
        for (String key : keys("copies/")) {
            assertContent(key, content);
        }
    }
}
