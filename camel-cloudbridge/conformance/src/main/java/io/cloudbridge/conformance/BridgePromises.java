/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.cloudbridge.camel.CloudBridgeConstants;
import io.cloudbridge.store.ObjectProperties;
import io.cloudbridge.store.ObjectRef;
import io.cloudbridge.store.PutOptions;
import io.cloudbridge.store.ReadOptions;
import io.cloudbridge.store.Source;
import io.cloudbridge.store.TransferSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.apache.camel.builder.RouteBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Routes from one place to another need no glue. */
public interface BridgePromises extends RouteFixture {

    private void awaitKeys(String bucket, String prefix, String... keys) {
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(keys(bucket, prefix)).containsExactly(keys));
    }

    @Test
    default void aBridgeKeepsKeysContentAndProperties() {
        String target = newBucket();
        byte[] content = Samples.bytes(1, partSize() + 5000L);
        ObjectProperties properties =
                ObjectProperties.NONE.withContentType("text/csv").withMetadata(Map.of("owner", "me"));
        store().upload(
                        at("bridge/deep/ü x.csv"),
                        Source.of(content),
                        PutOptions.of(properties),
                        TransferSettings.DEFAULTS);
        put("bridge/empty", new byte[0]);
        start(new RouteBuilder() {
            @Override
            public void configure() {
                from(uri("prefix=bridge/&initialDelay=0&delay=100&delete=true")).to(uri(target, smallParts()));
            }
        });
        awaitKeys(target, "", "bridge/deep/ü x.csv", "bridge/empty");
        awaitKeys(bucket(), "bridge/");
        assertContent(new ObjectRef(target, "bridge/deep/ü x.csv"), content);
        assertContent(new ObjectRef(target, "bridge/empty"), new byte[0]);
    }

    @Test
    default void aBridgeOfDownloadsKeepsPropertiesToo() {
        ObjectProperties properties = ObjectProperties.NONE
                .withContentType("text/csv")
                .withCacheControl("no-store")
                .withMetadata(Map.of("owner", "me"));
        store().upload(
                        at("carry/a"),
                        Source.of(Samples.text("carried")),
                        PutOptions.of(properties),
                        TransferSettings.DEFAULTS);
        start(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:carry").to(uri("operation=download")).to(uri("key=carry/b"));
            }
        });
        done("direct:carry", null, "carry/a");
        assertContent("carry/b", Samples.text("carried"));
        assertThat(store().head(at("carry/b"), ReadOptions.NONE).properties().withStorageClass(null))
                .isEqualTo(properties);
    }

    @Test
    default void aTransformedBodyIsNotHeldToTheOldLengthOrChecksum() {
        put("transform/in/a.txt", Samples.text("some text that gets longer"));
        start(new RouteBuilder() {
            @Override
            public void configure() {
                from(uri("prefix=transform/in/&initialDelay=0&delay=100&delete=true"))
                        .transform(bodyAs(String.class).append(" and longer"))
                        .to(uri("key=transform/out/${file:onlyname}"));
            }
        });
        awaitKeys(bucket(), "transform/", "transform/out/a.txt");
        assertContent("transform/out/a.txt", Samples.text("some text that gets longer and longer"));
    }

    @Test
    default void objectsBecomeFiles(@TempDir Path directory) {
        byte[] content = Samples.bytes(2, 100_000);
        put("files/deep/a b.bin", content);
        if (store().capabilities().keyRule().problem("files/../escape.bin") == null) {
            put("files/../escape.bin", Samples.text("must stay inside"));
        }
        start(new RouteBuilder() {
            @Override
            public void configure() {
                from(uri("prefix=files/&initialDelay=0&delay=100")).to("file:" + directory.resolve("out"));
            }
        });
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() ->
                        assertThat(directory.resolve("out/files/deep/a b.bin")).hasBinaryContent(content));
        assertThat(directory.resolve("escape.bin")).doesNotExist();
        assertThat(directory.resolve("out/escape.bin")).doesNotExist();
    }

    @Test
    default void pollEnrichTakesTheNextObject() {
        put("poll/x", Samples.text("enriched by a poll"));
        start(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:poll-enrich")
                        .pollEnrich(uri("prefix=poll/&delete=true"), 20_000)
                        .convertBodyTo(String.class);
            }
        });
        assertThat(done("direct:poll-enrich", "x", Map.of()).getBody()).isEqualTo("enriched by a poll");
        awaitKeys(bucket(), "poll/");
    }

    @Test
    default void aConsumedObjectIsAnsweredToItsOwnBucketUnderAnotherKey() {
        put("answer/in/x", Samples.text("question"));
        start(new RouteBuilder() {
            @Override
            public void configure() {
                from(uri("prefix=answer/in/&initialDelay=0&delay=100&delete=true"))
                        .setBody(constant("answer"))
                        .setHeader(CloudBridgeConstants.KEY, constant("answer/out/x"))
                        .to(uri(""));
            }
        });
        awaitKeys(bucket(), "answer/", "answer/out/x");
        assertContent("answer/out/x", Samples.text("answer"));
    }
}
