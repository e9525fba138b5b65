/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.camel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cloudbridge.camel.message.PinnedObjectBody;
import io.cloudbridge.store.CloudBridgeException;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.StreamCache;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.mock.MockEndpoint;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Bodies of downloaded objects in routes with stock settings. */
class ObjectBodyTest {

    private static final byte[] CONTENT = new byte[2_000_000];

    static {
        new Random(2).nextBytes(CONTENT);
    }

    @TempDir
    Path directory;

    private LocalContext context;

    @BeforeEach
    void start() throws Exception {
        context = new LocalContext(directory);
        context.put("big", CONTENT);
        context.put("text", "line 1\nline 2\nline 3");
    }

    @AfterEach
    void stop() throws Exception {
        context.close();
    }

    private void route(RouteBuilder builder) throws Exception {
        context.camel.addRoutes(builder);
    }

    private ObjectBody open(String key) {
        return (ObjectBody) context.request("cloudbridge:box?operation=download&key=" + key, null, Map.of())
                .getMessage()
                .getBody();
    }

    private MockEndpoint mock(String name) {
        return context.camel.getEndpoint("mock:" + name, MockEndpoint.class);
    }

    /** Checks the body and how much of it is there. */
    private static Processor whole() {
        return exchange -> assertThat(read(exchange)).isEqualTo(CONTENT);
    }

    private static byte[] read(Exchange exchange) throws IOException {
        try (InputStream in = exchange.getMessage().getBody(InputStream.class)) {
            return in.readAllBytes();
        }
    }

    /** Objects that this process has open. */
    private long openObjects() throws IOException {
        try (Stream<Path> descriptors = Files.list(Path.of("/proc/self/fd"))) {
            String bucket = context.root.resolve("box").toRealPath().toString();
            return descriptors
                    .map(fd -> {
                        try {
                            return Files.readSymbolicLink(fd).toString();
                        } catch (IOException e) {
                            return "";
                        }
                    })
                    .filter(name -> name.startsWith(bucket))
                    .count();
        }
    }

    @Test
    void convertsToWhatRoutesNeed() throws Exception {
        ObjectBody body = open("text");
        Exchange exchange = context.exchange();
        exchange.getMessage().setBody(body);
        byte[] expected = "line 1\nline 2\nline 3".getBytes(StandardCharsets.UTF_8);

        assertThat(exchange.getMessage().getBody(byte[].class)).isEqualTo(expected);
        assertThat(exchange.getMessage().getBody(String.class)).isEqualTo("line 1\nline 2\nline 3");
        assertThat(exchange.getMessage().getBody(ByteBuffer.class)).isEqualTo(ByteBuffer.wrap(expected));
        assertThat(exchange.getMessage().getBody(InputStream.class)).isSameAs(body);
        assertThat(exchange.getMessage().getBody(StreamCache.class)).isSameAs(body);
        File file = exchange.getMessage().getBody(File.class);
        assertThat(file).hasBinaryContent(expected);
        assertThat(((PinnedObjectBody) body).isConnected()).isFalse();
        assertThat(file.delete()).isTrue();
    }

    @Test
    void aTemporaryFileGoesWithItsExchange() throws Exception {
        AtomicInteger seen = new AtomicInteger();
        Path[] file = new Path[1];
        route(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:file")
                        .to("cloudbridge:box?operation=download&key=text")
                        .process(e -> {
                            file[0] = e.getMessage().getBody(File.class).toPath();
                            assertThat(file[0]).exists();
                            seen.incrementAndGet();
                        });
            }
        });
        context.request("direct:file", null, Map.of());
        assertThat(seen).hasValue(1);
        assertThat(file[0]).doesNotExist();
    }

    @Test
    void textIsReadInTheCharsetOfTheContentTypeUnlessTheExchangeHasOne() {
        context.request(
                "cloudbridge:box?key=latin&contentType=text/plain;charset=ISO-8859-1",
                "grün".getBytes(StandardCharsets.ISO_8859_1),
                Map.of());
        assertThat(context.text("latin")).isEqualTo("grün");
    }

    @Test
    void nothingIsOpenAfterTheExchangeNorAfterTheLastByte() throws Exception {
        ObjectBody body = open("big");
        assertThat(openObjects()).as("its exchange has ended").isZero();
        assertThat(body.skip(10)).isEqualTo(10);
        assertThat(openObjects()).isZero();
        assertThat(body.read()).isEqualTo(CONTENT[10] & 0xff);
        assertThat(openObjects()).isEqualTo(1);
        assertThat(body.readAllBytes()).hasSize(CONTENT.length - 11);
        assertThat(openObjects()).isZero();
        assertThat(body.read()).isEqualTo(-1);
        assertThat(openObjects()).isZero();
    }

    @Test
    void resetReadsAgainAndCopyReadsByItself() throws Exception {
        ObjectBody body = open("big");
        body.readNBytes(1000);
        ObjectBody copy = (ObjectBody) body.copy(context.exchange());
        assertThat(copy.readAllBytes()).isEqualTo(CONTENT);
        assertThat(body.position()).isEqualTo(1000);
        body.reset();
        assertThat(body.readAllBytes()).isEqualTo(CONTENT);
        body.close();
        assertThatThrownBy(body::read).isInstanceOf(CloudBridgeException.InvalidState.class);
        body.reset();
        assertThat(body.readAllBytes()).isEqualTo(CONTENT);
    }

    @Test
    void aConnectionDroppedAtTheEndOfTheExchangeIsOpenedAgainWhereReadingStopped() throws Exception {
        ObjectBody body = open("big");
        byte[] head = body.readNBytes(1000);
        ((PinnedObjectBody) body).release();
        assertThat(openObjects()).isZero();
        byte[] tail = body.readAllBytes();
        assertThat(head).isEqualTo(java.util.Arrays.copyOf(CONTENT, 1000));
        assertThat(tail).isEqualTo(java.util.Arrays.copyOfRange(CONTENT, 1000, CONTENT.length));
    }

    @Test
    void anObjectReplacedSinceItWasFoundIsNeverMixed() throws Exception {
        ObjectBody unread = open("big");
        ObjectBody halfRead = open("big");
        halfRead.readNBytes(1000);
        ((PinnedObjectBody) halfRead).release();
        byte[] other = CONTENT.clone();
        other[5]++;
        context.put("big", other);
        assertThatThrownBy(unread::read).isInstanceOf(CloudBridgeException.PreconditionFailed.class);
        assertThatThrownBy(halfRead::read).isInstanceOf(CloudBridgeException.PreconditionFailed.class);
    }

    @Test
    void anObjectDeletedSinceItWasFoundIsNotFound() {
        ObjectBody body = open("big");
        context.request("cloudbridge:box?operation=delete&key=big", null, Map.of());
        assertThatThrownBy(body::read).isInstanceOf(CloudBridgeException.ObjectNotFound.class);
    }

    @Test
    void redeliveryReadsFromTheStart() throws Exception {
        AtomicInteger tries = new AtomicInteger();
        route(new RouteBuilder() {
            @Override
            public void configure() {
                errorHandler(defaultErrorHandler().maximumRedeliveries(3).redeliveryDelay(0));
                from("direct:redelivery")
                        .to("cloudbridge:box?operation=download&key=big")
                        .process(exchange -> {
                            byte[] read = exchange.getMessage()
                                    .getBody(InputStream.class)
                                    .readNBytes(1_500_000);
                            assertThat(read[0]).isEqualTo(CONTENT[0]);
                            if (tries.incrementAndGet() < 3) {
                                throw new IOException("half-way");
                            }
                        })
                        .process(whole());
            }
        });
        context.request("direct:redelivery", null, Map.of());
        assertThat(tries).hasValue(3);
        assertThat(openObjects()).isZero();
    }

    @Test
    void multicastAndParallelMulticastReadTheWholeInEveryBranch() throws Exception {
        AtomicInteger branches = new AtomicInteger();
        Processor branch = exchange -> {
            whole().process(exchange);
            branches.incrementAndGet();
        };
        route(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:branch").process(branch);
                from("direct:multicast")
                        .to("cloudbridge:box?operation=download&key=big")
                        .multicast()
                        .stopOnException()
                        .to("direct:branch", "direct:branch", "direct:branch")
                        .end()
                        .multicast()
                        .parallelProcessing()
                        .stopOnException()
                        .to("direct:branch", "direct:branch", "direct:branch")
                        .end()
                        .process(whole());
            }
        });
        context.request("direct:multicast", null, Map.of());
        assertThat(branches).hasValue(6);
        assertThat(openObjects()).isZero();
    }

    @Test
    void wireTapReadsByItselfWhileTheRouteGoesOn() throws Exception {
        MockEndpoint tapped = mock("tapped");
        tapped.expectedMessageCount(1);
        route(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:tap")
                        .to("cloudbridge:box?operation=download&key=big")
                        .wireTap("seda:tapped")
                        .process(whole());
                from("seda:tapped").delay(300).process(whole()).to("mock:tapped");
            }
        });
        context.request("direct:tap", null, Map.of());
        tapped.assertIsSatisfied(20_000);
        org.awaitility.Awaitility.await()
                .untilAsserted(() -> assertThat(openObjects()).isZero());
    }

    @Test
    void threadsAndSedaReadAfterTheCallerHasGone() throws Exception {
        MockEndpoint done = mock("done");
        done.expectedMessageCount(2);
        route(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:seda")
                        .to("cloudbridge:box?operation=download&key=big")
                        .to("seda:later");
                from("seda:later").delay(300).process(whole()).to("mock:done");
                from("direct:threads")
                        .to("cloudbridge:box?operation=download&key=big")
                        .threads(2)
                        .delay(300)
                        .process(whole())
                        .to("mock:done");
            }
        });
        context.template.sendBody("direct:seda", null);
        context.template.sendBody("direct:threads", null);
        done.assertIsSatisfied(20_000);
        org.awaitility.Awaitility.await()
                .untilAsserted(() -> assertThat(openObjects()).isZero());
    }

    @Test
    void aStreamingSplitReadsLineByLine() throws Exception {
        String lines = IntStream.range(0, 50_000).mapToObj(i -> "line " + i).collect(Collectors.joining("\n"));
        context.put("lines", lines);
        AtomicInteger count = new AtomicInteger();
        route(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:split")
                        .to("cloudbridge:box?operation=download&key=lines")
                        .split(body().tokenize("\n"))
                        .streaming()
                        .process(e -> assertThat(e.getMessage().getBody(String.class))
                                .isEqualTo("line " + count.getAndIncrement()))
                        .end();
            }
        });
        context.request("direct:split", null, Map.of());
        assertThat(count).hasValue(50_000);
        assertThat(openObjects()).isZero();
    }

    @Test
    void routesThatNeverReadOrReadHalfLeaveNothingOpen() throws Exception {
        route(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:unread").to("cloudbridge:box?operation=download&key=big");
                from("direct:half")
                        .to("cloudbridge:box?operation=download&key=big")
                        .process(e -> e.getMessage().getBody(InputStream.class).readNBytes(10));
            }
        });
        for (int i = 0; i < 500; i++) {
            context.template.sendBody("direct:unread", null);
            context.template.sendBody("direct:half", null);
        }
        assertThat(openObjects()).isZero();
        assertThat(context.component.engine().transfers().active()).isEmpty();
    }

    @Test
    void anEnrichedBodyIsReadByTheRouteAndReleasedAtItsEnd() throws Exception {
        route(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:enrich")
                        .enrich("cloudbridge:box?operation=download&key=big")
                        .process(e -> {
                            byte[] head =
                                    e.getMessage().getBody(InputStream.class).readNBytes(1000);
                            assertThat(head).isEqualTo(java.util.Arrays.copyOf(CONTENT, 1000));
                            assertThat(openObjects()).isEqualTo(1);
                        });
            }
        });
        context.request("direct:enrich", "in", Map.of());
        assertThat(openObjects()).isZero();
    }

    @Test
    void aBodyGoesThroughToAFileAndBackWithStockSettings() throws Exception {
        route(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:file")
                        .to("cloudbridge:box?operation=download&key=big")
                        .to("file:" + directory.resolve("out"));
                from("file:" + directory.resolve("out") + "?initialDelay=0&delay=50")
                        .to("cloudbridge:box?key=back")
                        .to("mock:back");
            }
        });
        mock("back").expectedMessageCount(1);
        context.template.sendBody("direct:file", null);
        mock("back").assertIsSatisfied(20_000);
        assertThat(context.bytes("back")).isEqualTo(CONTENT);
        assertThat(openObjects()).isZero();
    }

    @Test
    void aRedeliveryGoesToTheBucketThatOverrides() throws Exception {
        route(new RouteBuilder() {
            @Override
            public void configure() {
                errorHandler(defaultErrorHandler()
                        .maximumRedeliveries(5)
                        .redeliveryDelay(0)
                        .onRedelivery(e -> {
                            if (e.getMessage().getHeader(Exchange.REDELIVERY_COUNTER, Integer.class) == 3) {
                                Files.createDirectory(context.root.resolve("late"));
                            }
                        }));
                from("direct:override").to("cloudbridge:box?key=o");
            }
        });
        Exchange done = context.request("direct:override", "x", Map.of(CloudBridgeConstants.OVERRIDE_BUCKET, "late"));
        assertThat(context.root.resolve("late/o")).hasContent("x");
        assertThat(context.root.resolve("box/o")).doesNotExist();
        assertThat(done.getMessage().getHeaders()).doesNotContainKey(CloudBridgeConstants.OVERRIDE_BUCKET);
    }
}
