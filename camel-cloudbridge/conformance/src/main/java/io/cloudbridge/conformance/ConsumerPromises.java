/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.cloudbridge.camel.CloudBridgeConstants;
import io.cloudbridge.store.ObjectInfo;
import io.cloudbridge.store.ObjectProperties;
import io.cloudbridge.store.ObjectRef;
import io.cloudbridge.store.PutOptions;
import io.cloudbridge.store.ReadOptions;
import io.cloudbridge.store.Source;
import io.cloudbridge.store.TransferSettings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.camel.Processor;
import org.apache.camel.builder.RouteBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code from("cloudbridge:…")} emits, how often, and what becomes of the object. */
public interface ConsumerPromises extends RouteFixture {

    /** Consumes from a folder of the shared bucket, polling often. */
    private void consume(String folder, String options, Processor processor) {
        consumeFrom(uri("prefix=" + folder + "&initialDelay=0&delay=100" + options), processor);
    }

    private void consumeFrom(String uri, Processor processor) {
        start(new RouteBuilder() {
            @Override
            public void configure() {
                from(uri).routeId("consumer").process(processor);
            }
        });
    }

    private void putAll(String... keys) {
        for (String key : keys) {
            put(key, Samples.text("content of " + key));
        }
    }

    private void awaitKeysLeft(String prefix, String... keys) {
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(keys(prefix)).containsExactly(keys));
    }

    @Test
    default void everyObjectIsEmittedOnceAndStays() {
        putAll("once/a", "once/b", "once/c");
        Consumed consumed = new Consumed();
        consume("once/", "", consumed);

        consumed.staysAt("once/a", "once/b", "once/c");
        assertThat(consumed.bodies())
                .containsExactlyInAnyOrder("content of once/a", "content of once/b", "content of once/c");
        assertThat(keys("once/")).containsExactly("once/a", "once/b", "once/c");
    }

    @Test
    default void aNewObjectIsEmittedWhenItComes() {
        Consumed consumed = new Consumed();
        putAll("new/b");
        consume("new/", "", consumed);
        consumed.awaitKeys("new/b");
        putAll("new/a", "new/c");
        consumed.staysAt("new/a", "new/b", "new/c");
    }

    @Test
    default void aRewrittenObjectIsEmittedAgain() {
        put("rewritten/x", Samples.text("first"));
        Consumed consumed = new Consumed();
        consume("rewritten/", "", consumed);
        consumed.awaitKeys("rewritten/x");
        put("rewritten/x", Samples.text("second"));
        consumed.staysAt("rewritten/x", "rewritten/x");
        assertThat(consumed.bodies()).containsExactly("first", "second");
    }

    @Test
    default void objectsComeInTheOrderOfTheListing() {
        putAll("order/2", "order/10", "order/1", "order/ä", "order/Z", "order/a/b");
        Consumed consumed = new Consumed();
        consume("order/", "&delete=true", consumed);
        consumed.awaitInOrder("order/1", "order/10", "order/2", "order/Z", "order/a/b", "order/ä");
    }

    @Test
    default void deleteDeletesAfterSuccess() {
        putAll("delete/a", "delete/b");
        Consumed consumed = new Consumed();
        consume("delete/", "&delete=true", consumed);
        consumed.staysAt("delete/a", "delete/b");
        awaitKeysLeft("delete/");
    }

    @Test
    default void moveMovesAfterSuccess() {
        putAll("move/in/a.txt", "move/in/deep/b.txt");
        Consumed consumed = new Consumed();
        consume("move/in/", "&move=move/done/${file:onlyname}", consumed);
        consumed.staysAt("move/in/a.txt", "move/in/deep/b.txt");
        awaitKeysLeft("move/", "move/done/a.txt", "move/done/b.txt");
        assertContent("move/done/a.txt", Samples.text("content of move/in/a.txt"));
    }

    @Test
    default void moveMayGoToAnotherBucket() {
        String archive = newBucket();
        putAll("archive/a");
        Consumed consumed = new Consumed();
        consume("archive/", "&move=kept/&moveBucket=" + archive, consumed);
        consumed.awaitKeys("archive/a");
        awaitKeysLeft("archive/");
        assertThat(keys(archive, "")).containsExactly("kept/a");
    }

    @Test
    default void moveKeepsPropertiesOfTheObject() {
        ObjectProperties properties =
                ObjectProperties.NONE.withContentType("text/csv").withMetadata(Map.of("owner", "me"));
        store().upload(
                        at("move-properties/in/x"),
                        Source.of(Samples.text("x")),
                        PutOptions.of(properties),
                        TransferSettings.DEFAULTS);
        consume("move-properties/in/", "&move=move-properties/out/", new Consumed());
        awaitKeysLeft("move-properties/", "move-properties/out/x");
        ObjectInfo moved = store().head(at("move-properties/out/x"), ReadOptions.NONE);
        assertThat(moved.contentType()).isEqualTo("text/csv");
        assertThat(moved.metadata()).isEqualTo(Map.of("owner", "me"));
    }

    @Test
    default void aMessageDescribesItsObject() {
        put("described/ü x.txt", Samples.text("described"));
        ObjectInfo info = store().head(at("described/ü x.txt"), ReadOptions.NONE);
        Consumed consumed = new Consumed();
        consume("described/", "", consumed);
        consumed.awaitKeys("described/ü x.txt");

        Consumed.Seen seen = consumed.seen().get(0);
        assertThat(seen.headers())
                .containsEntry(CloudBridgeConstants.PROVIDER, provider())
                .containsEntry(CloudBridgeConstants.BUCKET, bucket())
                .containsEntry(CloudBridgeConstants.KEY, "described/ü x.txt")
                .containsEntry(CloudBridgeConstants.CONTENT_LENGTH, 9L)
                .containsEntry(CloudBridgeConstants.ETAG, info.etag())
                .containsEntry(CloudBridgeConstants.FILE_NAME, "described/ü x.txt")
                .doesNotContainKey(CloudBridgeConstants.OVERRIDE_BUCKET);
        assertThat((Instant) seen.headers().get(CloudBridgeConstants.LAST_MODIFIED))
                .isBetween(
                        info.lastModified().minusSeconds(1), info.lastModified().plusSeconds(1));
        assertThat(seen.object().ref().key()).isEqualTo("described/ü x.txt");
        assertThat(seen.object().etag()).isEqualTo(info.etag());
        assertThat(seen.object().size()).isEqualTo(9);
    }

    @Test
    default void aRouteThatChangesHeadersRedirectsNothing() {
        putAll("redirect/a", "redirect-victim");
        consume("redirect/", "&delete=true", exchange -> {
            exchange.getMessage().setHeader(CloudBridgeConstants.KEY, "redirect-victim");
            exchange.getMessage().setHeader(CloudBridgeConstants.BUCKET, "elsewhere");
            exchange.getMessage().removeHeader(CloudBridgeConstants.ETAG);
            exchange.setProperty(
                    CloudBridgeConstants.OBJECT,
                    new ObjectInfo(new ObjectRef(bucket(), "redirect-victim"), 1, "", null, null, null));
        });
        awaitKeysLeft("redirect", "redirect-victim");
        assertContent("redirect-victim", Samples.text("content of redirect-victim"));
    }

    @Test
    default void aRouteThatDropsAllHeadersStillDeletesItsObject() {
        putAll("headless/a");
        consume("headless/", "&delete=true", exchange -> {
            exchange.getMessage().removeHeaders("*");
            exchange.getMessage().setBody("replaced");
        });
        awaitKeysLeft("headless/");
    }

    @Test
    default void anObjectReplacedWhileItIsProcessedIsNotDeleted() {
        put("replaced/x", Samples.text("first"));
        Consumed consumed = new Consumed();
        consume("replaced/", "&delete=true", exchange -> {
            consumed.process(exchange);
            if (consumed.seen().size() == 1) {
                put("replaced/x", Samples.text("second"));
            }
        });
        consumed.staysAt("replaced/x", "replaced/x");
        assertThat(consumed.bodies()).containsExactly("first", "second");
        awaitKeysLeft("replaced/");
    }

    @Test
    default void maxMessagesPerPollBoundsAPoll() {
        for (int i = 0; i < 5; i++) {
            putAll("bounded/" + i);
        }
        Consumed consumed = new Consumed();
        consume("bounded/", "&maxMessagesPerPoll=2&delete=true", consumed);
        consumed.awaitInOrder("bounded/0", "bounded/1", "bounded/2", "bounded/3", "bounded/4");
        awaitKeysLeft("bounded/");
    }

    @Test
    default void maxMessagesPerPollReachesObjectsBehindThoseThatStay() {
        for (int i = 0; i < 5; i++) {
            putAll("stay/" + i);
        }
        Consumed consumed = new Consumed();
        consume("stay/", "&maxMessagesPerPoll=2", consumed);
        consumed.staysAt("stay/0", "stay/1", "stay/2", "stay/3", "stay/4");
    }

    @Test
    default void severalExchangesAtOnceEmitEachObjectOnce() {
        String[] keys = new String[20];
        for (int i = 0; i < keys.length; i++) {
            keys[i] = "parallel/" + i;
        }
        putAll(keys);
        Consumed consumed = new Consumed();
        consume("parallel/", "&maxConcurrency=4&delete=true", exchange -> {
            Thread.onSpinWait();
            consumed.process(exchange);
        });
        consumed.staysAt(keys);
        awaitKeysLeft("parallel/");
    }

    @Test
    default void anEmptyObjectIsEmittedAndAFolderMarkerIsNot() {
        put("folder/", new byte[0]);
        put("folder/empty", new byte[0]);
        put("folder/sub/", new byte[0]);
        Consumed consumed = new Consumed();
        consume("folder/", "", consumed);
        consumed.staysAt("folder/empty");
        assertThat(consumed.bodies()).containsExactly("");
    }

    @Test
    default void aStoppedConsumerStartsAgainWithWhatIsNew() throws Exception {
        putAll("restart/a");
        Consumed consumed = new Consumed();
        consume("restart/", "", consumed);
        consumed.awaitKeys("restart/a");
        camel().getRouteController().stopRoute("consumer");
        putAll("restart/b");
        camel().getRouteController().startRoute("consumer");
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(consumed.keys()).contains("restart/b"));
    }

    @Test
    default void aSeenFileRemembersOverARestart(@TempDir Path directory) throws Exception {
        Path seenFile = directory.resolve("seen.log");
        putAll("durable/a", "durable/b");
        Consumed consumed = new Consumed();
        consume("durable/", "&seenFile=" + seenFile, consumed);
        consumed.awaitKeys("durable/a", "durable/b");
        await().atMost(Duration.ofSeconds(10)).until(() -> Files.exists(seenFile) && Files.size(seenFile) > 0);
        camel().getRouteController().stopRoute("consumer");
        camel().removeRoute("consumer");
        putAll("durable/c");

        Consumed afterwards = new Consumed();
        consume("durable/", "&seenFile=" + seenFile, afterwards);
        afterwards.staysAt("durable/c");
    }

    @Test
    default void bytesTextAndFileMayBeTheBody(@TempDir Path work) {
        for (String type : new String[] {"bytes", "string", "file"}) {
            put("typed-" + type + "/x", Samples.text("typed"));
            Consumed consumed = new Consumed();
            String options =
                    "&delete=true&bodyType=" + type + ("file".equals(type) ? "&localWorkDirectory=" + work : "");
            start(new RouteBuilder() {
                @Override
                public void configure() {
                    from(uri("prefix=typed-" + type + "/&initialDelay=0&delay=100" + options))
                            .process(exchange -> exchange.getMessage()
                                    .setHeader(
                                            "class",
                                            exchange.getMessage()
                                                    .getBody()
                                                    .getClass()
                                                    .getName()))
                            .process(consumed);
                }
            });
            consumed.awaitKeys("typed-" + type + "/x");
            assertThat(consumed.bodies()).containsExactly("typed");
            assertThat(consumed.seen().get(0).headers())
                    .containsEntry(
                            "class",
                            switch (type) {
                                case "bytes" -> byte[].class.getName();
                                case "string" -> String.class.getName();
                                default -> java.io.File.class.getName();
                            });
        }
        await().atMost(Duration.ofSeconds(10)).untilAsserted(() -> {
            try (Stream<Path> files = Files.walk(work)) {
                // the consumer's own directory is there, with its lock file, while it lives
                assertThat(files.filter(Files::isRegularFile))
                        .allMatch(file -> file.toString().endsWith(".lock"));
            }
        });
    }

    @Test
    default void withoutABodyThereIsNone() {
        putAll("bodyless/x");
        Consumed consumed = new Consumed();
        consume("bodyless/", "&bodyType=none", exchange -> {
            assertThat(exchange.getMessage().getBody()).isNull();
            consumed.process(exchange);
        });
        consumed.staysAt("bodyless/x");
    }
}
