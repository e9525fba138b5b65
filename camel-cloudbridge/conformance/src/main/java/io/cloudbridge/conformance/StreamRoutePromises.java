/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.cloudbridge.camel.CloudBridgeConstants;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** A downloaded body works in every pattern that reads a body more than once, later, elsewhere, half or never. */
public interface StreamRoutePromises extends RouteFixture {

    private byte[] stored(String key) {
        byte[] content = Samples.bytes(key.hashCode(), 300_000);
        put(key, content);
        return content;
    }

    private static String digest(Exchange exchange) {
        return Samples.sha256(exchange.getMessage().getBody(byte[].class));
    }

    @Test
    default void redeliveryReadsTheWholeBodyAgain() {
        byte[] content = stored("stream/redelivery");
        List<String> digests = Collections.synchronizedList(new ArrayList<>());
        start(new RouteBuilder() {
            @Override
            public void configure() {
                errorHandler(defaultErrorHandler().maximumRedeliveries(3).redeliveryDelay(0));
                from("direct:redelivery").to(uri("operation=download")).process(exchange -> {
                    digests.add(digest(exchange));
                    if (digests.size() < 3) {
                        throw new IllegalStateException("try again");
                    }
                });
            }
        });
        done("direct:redelivery", null, "stream/redelivery");
        assertThat(digests).hasSize(3).containsOnly(Samples.sha256(content));
    }

    @Test
    default void redeliveryAfterHalfABodyReadsTheWholeBody() {
        byte[] content = stored("stream/half");
        AtomicInteger tries = new AtomicInteger();
        start(new RouteBuilder() {
            @Override
            public void configure() {
                errorHandler(defaultErrorHandler().maximumRedeliveries(3).redeliveryDelay(0));
                from("direct:half").to(uri("operation=download")).process(exchange -> {
                    InputStream in = exchange.getMessage().getBody(InputStream.class);
                    if (tries.incrementAndGet() == 1) {
                        in.readNBytes(1000);
                        throw new IllegalStateException("broke in the middle");
                    }
                    exchange.setProperty("digest", Samples.sha256(in.readAllBytes()));
                });
            }
        });
        Exchange exchange = send("direct:half", null, "stream/half");
        assertThat(exchange.getException()).isNull();
        assertThat(exchange.getProperty("digest")).isEqualTo(Samples.sha256(content));
    }

    @Test
    default void multicastGivesEachBranchTheWholeBody() {
        byte[] content = stored("stream/multicast");
        List<String> digests = Collections.synchronizedList(new ArrayList<>());
        start(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:multicast")
                        .to(uri("operation=download"))
                        .multicast()
                        .parallelProcessing()
                        .to("direct:branch-1", "direct:branch-2", "direct:branch-3");
                for (int i = 1; i <= 3; i++) {
                    from("direct:branch-" + i).process(exchange -> digests.add(digest(exchange)));
                }
            }
        });
        done("direct:multicast", null, "stream/multicast");
        assertThat(digests).hasSize(3).containsOnly(Samples.sha256(content));
    }

    @Test
    default void aWireTapReadsTheWholeBodyLater() {
        byte[] content = stored("stream/tap");
        List<String> digests = Collections.synchronizedList(new ArrayList<>());
        start(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:tap")
                        .to(uri("operation=download"))
                        .wireTap("direct:tapped")
                        .process(exchange -> digests.add(digest(exchange)));
                from("direct:tapped").delay(300).process(exchange -> digests.add(digest(exchange)));
            }
        });
        done("direct:tap", null, "stream/tap");
        Awaitility.await()
                .atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(digests).hasSize(2).containsOnly(Samples.sha256(content)));
    }

    @Test
    default void aBodyIsSplitIntoLinesAsItStreams() {
        String lines = IntStream.range(0, 5000).mapToObj(i -> "line " + i).collect(Collectors.joining("\n"));
        put("stream/lines", lines.getBytes(StandardCharsets.UTF_8));
        List<String> seen = Collections.synchronizedList(new ArrayList<>());
        start(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:lines")
                        .to(uri("operation=download"))
                        .split(body().tokenize("\n"))
                        .streaming()
                        .process(exchange -> seen.add(exchange.getMessage().getBody(String.class)));
            }
        });
        done("direct:lines", null, "stream/lines");
        assertThat(seen).hasSize(5000).startsWith("line 0", "line 1").endsWith("line 4999");
    }

    @Test
    default void aBodyGoesThroughThreadsAndSeda() {
        byte[] content = stored("stream/threads");
        start(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:threads")
                        .to(uri("operation=download"))
                        .threads(2)
                        .to("seda:stream-work?waitForTaskToComplete=Always");
                from("seda:stream-work")
                        .process(exchange -> exchange.getMessage().setHeader("digest", digest(exchange)));
            }
        });
        assertThat(done("direct:threads", null, "stream/threads").getHeader("digest"))
                .isEqualTo(Samples.sha256(content));
    }

    @Test
    default void aBodyThatIsReadLateIsWhole() {
        byte[] content = stored("stream/late");
        start(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:late").to(uri("operation=download")).delay(2000).process(exchange -> exchange.getMessage()
                        .setHeader("digest", digest(exchange)));
            }
        });
        assertThat(done("direct:late", null, "stream/late").getHeader("digest")).isEqualTo(Samples.sha256(content));
    }

    @Test
    default void bodiesThatAreNeverReadExhaustNothing() {
        byte[] content = stored("stream/unread");
        start(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:unread").to(uri("operation=download"));
            }
        });
        for (int i = 0; i < 200; i++) {
            done("direct:unread", null, "stream/unread");
        }
        assertContent("stream/unread", content);
    }

    @Test
    default void bodiesThatAreHalfReadExhaustNothing() {
        byte[] content = stored("stream/half-read");
        start(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:half-read").to(uri("operation=download")).process(exchange -> exchange.getMessage()
                        .getBody(InputStream.class)
                        .readNBytes(100));
            }
        });
        for (int i = 0; i < 150; i++) {
            done("direct:half-read", null, "stream/half-read");
        }
        assertThat(done(uri("operation=download"), null, "stream/half-read").getBody(byte[].class))
                .isEqualTo(content);
    }

    @Test
    default void enrichAddsAnObjectToAMessage() {
        put("stream/enrich", Samples.text("enriched"));
        start(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:enrich").enrich(uri("operation=download&key=stream/enrich"), (original, object) -> {
                    original.getMessage()
                            .setBody(original.getMessage().getBody(String.class) + " and "
                                    + object.getMessage().getBody(String.class));
                    return original;
                });
            }
        });
        assertThat(done("direct:enrich", "original", Map.of()).getBody()).isEqualTo("original and enriched");
    }

    @Test
    default void aBodyIsCopiedToAnotherKeyWithItsLength() {
        byte[] content = stored("stream/copied");
        start(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:copied")
                        .to(uri("operation=download"))
                        .setHeader(CloudBridgeConstants.KEY, simple("${header.CamelCloudBridgeKey}-copy"))
                        .to(uri(""));
            }
        });
        assertThat(done("direct:copied", null, "stream/copied").getHeader(CloudBridgeConstants.CONTENT_LENGTH))
                .isEqualTo((long) content.length);
        assertContent("stream/copied-copy", content);
    }
}
