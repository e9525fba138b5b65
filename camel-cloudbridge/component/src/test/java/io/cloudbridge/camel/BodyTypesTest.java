/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.camel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cloudbridge.store.Checksum;
import io.cloudbridge.store.CloudBridgeException;
import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.apache.camel.Exchange;
import org.apache.camel.StreamCache;
import org.apache.camel.WrappedFile;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.file.GenericFile;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every type of body, with stream caching on (a route's default) and off. */
class BodyTypesTest {

    private static final byte[] CONTENT = new byte[300_001];

    static {
        new Random(1).nextBytes(CONTENT);
    }

    @TempDir
    static Path files;

    @TempDir
    Path directory;

    private LocalContext context;

    @BeforeEach
    void start() throws Exception {
        context = new LocalContext(directory, new RouteBuilder() {
            @Override
            public void configure() {
                // parts of 64 KiB: the content takes the way of large objects
                String to = "cloudbridge:box?multipartThreshold=65536&partSize=65536";
                from("direct:cached").to(to).to("mock:after");
                from("direct:raw").streamCache("false").to(to).to("mock:after");
            }
        });
    }

    @AfterEach
    void stop() throws Exception {
        context.close();
    }

    private interface Maker {
        Object make(LocalContext context) throws Exception;
    }

    static Stream<Arguments> bodies() throws IOException {
        Path file = Files.write(files.resolve("content.bin"), CONTENT);
        Map<String, Maker> makers = new java.util.LinkedHashMap<>();
        makers.put("byte[]", c -> CONTENT.clone());
        makers.put("File", c -> file.toFile());
        makers.put("Path", c -> file);
        makers.put("WrappedFile", c -> wrapped(file.toFile()));
        makers.put("ByteBuffer", c -> ByteBuffer.wrap(CONTENT));
        makers.put(
                "direct ByteBuffer",
                c -> ByteBuffer.allocateDirect(CONTENT.length).put(CONTENT).flip());
        makers.put("ByteArrayInputStream", c -> new ByteArrayInputStream(CONTENT));
        makers.put("BufferedInputStream", c -> new BufferedInputStream(new ByteArrayInputStream(CONTENT)));
        makers.put("FileInputStream", c -> Files.newInputStream(file));
        makers.put("stream that trickles", c -> new Trickle(CONTENT));
        makers.put("StreamCache", c -> c.camel
                .getTypeConverter()
                .mandatoryConvertTo(StreamCache.class, c.exchange(), new ByteArrayInputStream(CONTENT)));
        makers.put("remote WrappedFile", c -> new Remote(new ByteArrayInputStream(CONTENT)));
        makers.put("remote WrappedFile of bytes", c -> new Remote(CONTENT.clone()));
        makers.put("ObjectBody", c -> {
            c.put("source", CONTENT);
            return c.request("cloudbridge:box?operation=download&key=source", null, Map.of())
                    .getMessage()
                    .getBody();
        });
        return makers.entrySet().stream().flatMap(e -> Stream.of("direct:cached", "direct:raw")
                .map(r -> Arguments.of(r, e.getKey(), e.getValue())));
    }

    @ParameterizedTest(name = "{1} through {0}")
    @MethodSource("bodies")
    void everyBodyArrivesWhole(String route, String type, Maker maker) throws Exception {
        Exchange done = context.request(route, maker.make(context), Map.of(CloudBridgeConstants.KEY, "k"));
        assertThat(context.bytes("k")).isEqualTo(CONTENT);
        assertThat(done.getMessage().getHeader(CloudBridgeConstants.CONTENT_LENGTH))
                .isEqualTo((long) CONTENT.length);
    }

    @ParameterizedTest(name = "{1} through {0}, length declared")
    @MethodSource("bodies")
    void aDeclaredLengthIsFine(String route, String type, Maker maker) throws Exception {
        context.request(
                route,
                maker.make(context),
                Map.of(CloudBridgeConstants.KEY, "k", CloudBridgeConstants.CONTENT_LENGTH, CONTENT.length));
        assertThat(context.bytes("k")).isEqualTo(CONTENT);
    }

    @ParameterizedTest(name = "{1} through {0}, wrong length declared")
    @MethodSource("bodies")
    void aDeclaredLengthThatIsWrongFailsAndLeavesTheOldObject(String route, String type, Maker maker) throws Exception {
        context.put("k", "old");
        for (long wrong : List.of(CONTENT.length - 1L, CONTENT.length + 1L, 0L)) {
            Object body = maker.make(context);
            assertThatThrownBy(() -> context.request(
                            route,
                            body,
                            Map.of(CloudBridgeConstants.KEY, "k", CloudBridgeConstants.CONTENT_LENGTH, wrong)))
                    .as("declared %s", wrong)
                    .isInstanceOf(CloudBridgeException.InvalidRequest.class);
            assertThat(context.text("k")).isEqualTo("old");
        }
    }

    @Test
    void aStreamCacheIsLeftAsItWas() throws Exception {
        StreamCache cache = context.camel
                .getTypeConverter()
                .mandatoryConvertTo(StreamCache.class, context.exchange(), new ByteArrayInputStream(CONTENT));
        Exchange done = context.request("direct:cached", cache, Map.of(CloudBridgeConstants.KEY, "k"));
        assertThat(done.getMessage().getBody(byte[].class)).isEqualTo(CONTENT);
    }

    @Test
    void textIsStoredInTheCharsetOfTheExchange() {
        context.request(
                "direct:cached", "grün €", Map.of(CloudBridgeConstants.KEY, "k", Exchange.CHARSET_NAME, "UTF-16LE"));
        assertThat(context.bytes("k")).isEqualTo("grün €".getBytes(StandardCharsets.UTF_16LE));
        context.request("direct:cached", "grün €", Map.of(CloudBridgeConstants.KEY, "k"));
        assertThat(context.bytes("k")).isEqualTo("grün €".getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void aReaderIsTurnedIntoAStream() {
        for (String route : List.of("direct:cached", "direct:raw")) {
            context.request(route, new StringReader("read me"), Map.of(CloudBridgeConstants.KEY, "k"));
            assertThat(context.text("k")).as(route).isEqualTo("read me");
        }
    }

    @Test
    void emptyBodiesMakeEmptyObjects() throws Exception {
        Path empty = Files.createFile(directory.resolve("empty"));
        for (Object body : List.of("", new byte[0], empty, new ByteArrayInputStream(new byte[0]))) {
            context.put("k", body);
            assertThat(context.bytes("k")).isEmpty();
        }
    }

    @Test
    void aNullBodyIsRefusedUnlessAllowed() {
        assertThatThrownBy(() -> context.put("k", null))
                .isInstanceOf(CloudBridgeException.InvalidRequest.class)
                .hasMessageContaining("allowNullBody=true");
        context.request("cloudbridge:box?allowNullBody=true", null, Map.of(CloudBridgeConstants.KEY, "k"));
        assertThat(context.bytes("k")).isEmpty();
    }

    @Test
    void aBodyThatIsNoStreamIsRefusedByType() {
        assertThatThrownBy(() -> context.put("k", new Object[] {1}))
                .isInstanceOf(CloudBridgeException.InvalidRequest.class)
                .hasMessageContaining("[Ljava.lang.Object;");
    }

    @Test
    void aDirectoryIsNoBody() {
        assertThatThrownBy(() -> context.put("k", directory))
                .isInstanceOf(CloudBridgeException.InvalidRequest.class)
                .hasMessageContaining(directory.toString());
    }

    @Test
    void aStreamThatFailsLeavesTheOldObjectAndIsNotTakenForWholeWhenSentAgain() {
        context.put("k", "old");
        Trickle broken = new Trickle(CONTENT) {
            @Override
            void check(int position) throws IOException {
                if (position > 100_000 && !failed) {
                    failed = true;
                    throw new IOException("broken once");
                }
            }
        };
        Map<String, Object> headers = Map.of(CloudBridgeConstants.KEY, "k");
        Exchange exchange = context.send("direct:raw", broken, headers);
        assertThat(exchange.getException()).isInstanceOf(CloudBridgeException.class);
        assertThat(context.text("k")).isEqualTo("old");

        exchange.setException(null);
        context.template.send("direct:raw", exchange);
        assertThat(exchange.getException())
                .isInstanceOf(CloudBridgeException.InvalidRequest.class)
                .hasMessageContaining("stream caching");
        assertThat(context.text("k")).isEqualTo("old");
    }

    @Test
    void theLengthOfAnObjectReadBeforeSaysNothingAboutABodyMadeSince() {
        context.put("k", "short");
        Exchange read = context.request("cloudbridge:box?operation=download&key=k", null, Map.of());
        read.getMessage().setBody(new ByteArrayInputStream("much longer than that".getBytes(StandardCharsets.UTF_8)));
        context.template.send("cloudbridge:box?key=copy", read);
        assertThat(read.getException()).isNull();
        assertThat(context.text("copy")).isEqualTo("much longer than that");
    }

    @Test
    void aDeclaredChecksumIsVerified() {
        String hex = Checksum.Algorithm.SHA256.digest().checksum().hex();
        Map<String, Object> headers = Map.of(
                CloudBridgeConstants.KEY,
                "k",
                CloudBridgeConstants.CHECKSUM,
                hex,
                CloudBridgeConstants.CHECKSUM_ALGORITHM,
                "SHA-256");
        context.request("cloudbridge:box", "", headers);
        assertThatThrownBy(() -> context.request("cloudbridge:box", "other", headers))
                .isInstanceOf(CloudBridgeException.ChecksumMismatch.class);
        assertThat(context.bytes("k")).isEmpty();
    }

    @Test
    void anObjectGoesToAnotherBucketWithItsPropertiesAndNothingElseToSay() throws Exception {
        Files.createDirectory(context.root.resolve("other"));
        context.request(
                "cloudbridge:box?contentType=text/csv&contentLanguage=en",
                CONTENT,
                Map.of(CloudBridgeConstants.KEY, "k", CloudBridgeConstants.METADATA, Map.of("a", "b")));
        Exchange read = context.request("cloudbridge:box?operation=download&key=k", null, Map.of());
        context.template.send("cloudbridge:other", read);
        assertThat(read.getException()).isNull();
        assertThat(context.root.resolve("other/k")).hasBinaryContent(CONTENT);
        Exchange head = context.request("cloudbridge:other?operation=head&key=k", null, Map.of());
        assertThat(head.getMessage().getHeader(CloudBridgeConstants.CONTENT_TYPE))
                .isEqualTo("text/csv");
        assertThat(head.getMessage().getHeader(CloudBridgeConstants.CONTENT_LANGUAGE))
                .isEqualTo("en");
        assertThat(head.getMessage().getHeader(CloudBridgeConstants.METADATA)).isEqualTo(Map.of("a", "b"));
    }

    private static GenericFile<File> wrapped(File file) {
        GenericFile<File> wrapped = new GenericFile<>();
        wrapped.setFile(file);
        wrapped.setBody(file);
        wrapped.setFileName(file.getName());
        return wrapped;
    }

    /** A file on another machine: what it wraps is no file of this one, its content is something else. */
    private record Remote(Object content) implements WrappedFile<String> {
        @Override
        public String getFile() {
            return "/on/another/machine";
        }

        @Override
        public Object getBody() {
            return content;
        }

        @Override
        public long getFileLength() {
            return -1;
        }
    }

    /** Gives a few bytes at a time, says that none are available and pretends to support marks. */
    private static class Trickle extends InputStream {
        boolean failed;
        private final byte[] bytes;
        private int position;

        Trickle(byte[] bytes) {
            this.bytes = bytes;
        }

        void check(int position) throws IOException {}

        @Override
        public int read() throws IOException {
            check(position);
            return position < bytes.length ? bytes[position++] & 0xff : -1;
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            check(position);
            int n = Math.min(Math.min(length, 1000), bytes.length - position);
            if (n == 0 && length > 0) {
                return -1;
            }
            byte[] part = Arrays.copyOfRange(bytes, position, position + n);
            System.arraycopy(part, 0, target, offset, n);
            position += n;
            return n;
        }

        @Override
        public int available() {
            return 0;
        }

        @Override
        public boolean markSupported() {
            return true;
        }

        @Override
        public void reset() throws IOException {
            throw new IOException("not really");
        }
    }
}
