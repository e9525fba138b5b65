/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.camel;

import static org.assertj.core.api.Assertions.assertThat;

import io.cloudbridge.store.CloudBridgeException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.StreamCacheException;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Camel still runs the first step of a route when stream caching could not read the body: it must not store, delete or change anything. */
class FailedExchangeTest {

    @TempDir
    Path directory;

    private LocalContext context;

    @BeforeEach
    void start() throws Exception {
        context = new LocalContext(directory, new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:to").to("cloudbridge:box?key=o");
                from("direct:toD").toD("cloudbridge:box?key=${header.name}");
                from("direct:direct").to("direct:to");
                from("direct:again")
                        .errorHandler(
                                defaultErrorHandler().maximumRedeliveries(3).redeliveryDelay(0))
                        .to("cloudbridge:box?key=o");
                from("direct:aside")
                        .onException(StreamCacheException.class)
                        .handled(true)
                        .to("cloudbridge:box?key=aside")
                        .end()
                        .to("cloudbridge:box?key=o");
            }
        });
        context.put("o", "the old object");
    }

    @AfterEach
    void stop() throws Exception {
        context.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"to", "toD", "direct", "again"})
    void aBodyThatStreamCachingCannotReadLeavesTheOldObject(String route) {
        Exchange sent = context.send("direct:" + route, new ThrowsOnce(), Map.of("name", "o"));
        assertThat(sent.getException()).isNotNull();
        assertThat(context.text("o")).isEqualTo("the old object");
    }

    @Test
    void theRestOfABodyThatStreamCachingCouldNotReadIsNotStoredElsewhere() {
        Exchange sent = context.send("direct:aside", new ThrowsOnce(), Map.of());
        assertThat(sent.getException())
                .isInstanceOf(CloudBridgeException.InvalidRequest.class)
                .hasMessageContaining("stream caching");
        assertThat(context.text("o")).isEqualTo("the old object");
    }

    @ParameterizedTest
    @EnumSource(CloudBridgeOperation.class)
    void doesNothingWhateverTheOperation(CloudBridgeOperation operation) throws Exception {
        Exchange exchange = new DefaultExchange(context.camel);
        exchange.getMessage().setBody("body");
        exchange.getMessage().setHeader(CloudBridgeConstants.KEY, "o");
        exchange.getMessage().setHeader(CloudBridgeConstants.KEYS, Arrays.asList("o"));
        exchange.getMessage().setHeader(CloudBridgeConstants.DESTINATION_KEY, "elsewhere");
        exchange.getMessage().setHeader(CloudBridgeConstants.METADATA, Map.of("a", "b"));
        exchange.getMessage().setHeader(CloudBridgeConstants.TAGS, Map.of("a", "b"));
        exchange.getMessage().setHeader(CloudBridgeConstants.PREFIX, "o");
        Map<String, Object> headers = new HashMap<>(exchange.getMessage().getHeaders());
        IOException failure = new IOException("failed before");
        exchange.setException(failure);

        CloudBridgeEndpoint endpoint =
                context.camel.getEndpoint("cloudbridge:box?operation=" + operation, CloudBridgeEndpoint.class);
        CloudBridgeProducer producer = (CloudBridgeProducer) endpoint.createProducer();
        producer.start();
        producer.process(exchange);
        producer.stop();

        assertThat(exchange.getException()).isSameAs(failure);
        assertThat(exchange.getMessage().getBody()).isEqualTo("body");
        assertThat(exchange.getMessage().getHeaders()).isEqualTo(headers);
        assertThat(context.text("o")).isEqualTo("the old object");
        assertThat(context.root.resolve("box").toFile().list()).doesNotContain("elsewhere");
    }

    /** 300 bytes, an error, and what is left: a socket that broke off is read on like this. */
    private static final class ThrowsOnce extends InputStream {
        private final InputStream bytes = new SequenceInputStream(
                new ByteArrayInputStream(new byte[300]),
                new ByteArrayInputStream("the tail".getBytes(StandardCharsets.UTF_8)));
        private int read;
        private boolean thrown;

        @Override
        public int read() throws IOException {
            if (read == 300 && !thrown) {
                thrown = true;
                throw new IOException("broken once");
            }
            read++;
            return bytes.read();
        }

        /** The inherited one keeps errors to itself. */
        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            int next = length == 0 ? 0 : read();
            if (next < 0 || length == 0) {
                return next;
            }
            target[offset] = (byte) next;
            return 1;
        }
    }
}
