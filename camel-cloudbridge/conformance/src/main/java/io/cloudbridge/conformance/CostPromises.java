/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.cloudbridge.store.Capabilities.Feature;
import io.cloudbridge.store.CloudBridgeException;
import io.cloudbridge.store.Failure;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.camel.Processor;
import org.apache.camel.builder.RouteBuilder;
import org.junit.jupiter.api.Test;

/** What routes ask of the store: nothing that is not needed. And what they do when it fails them. */
public interface CostPromises extends RouteFixture {

    private void consume(String folder, String options, Processor processor) {
        start(new RouteBuilder() {
            @Override
            public void configure() {
                from(uri("prefix=" + folder + "&initialDelay=0&delay=100" + options))
                        .process(processor);
            }
        });
    }

    private void put20(String folder) {
        for (int i = 0; i < 20; i++) {
            put(folder + i, Samples.text("content " + i));
        }
    }

    private void awaitEmpty(String prefix) {
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(keys(prefix)).isEmpty());
    }

    private static CloudBridgeException denied() {
        return new CloudBridgeException.AccessDenied(
                Failure.of("not allowed for a moment").withHttp(403, null, null), null);
    }

    /** Lets several polls pass and asserts that each was one listing and nothing else. */
    private void assertOnlyListings() {
        watch().forget();
        await().atMost(Duration.ofSeconds(30)).until(() -> watch().calls("list") >= 3);
        int all = watch().calls();
        int lists = watch().calls("list");
        // a poll may have begun between the two counts
        assertThat(all).as("requests of polls without anything new").isBetween(lists - 1, lists);
    }

    @Test
    default void aPollWithoutAnythingNewIsOneListing() {
        put20("cost/seen/");
        AtomicInteger count = new AtomicInteger();
        consume("cost/seen/", "", exchange -> count.incrementAndGet());
        await().atMost(Duration.ofSeconds(30)).until(() -> count.get() == 20);
        assertOnlyListings();
        assertThat(count).hasValue(20);
    }

    @Test
    default void filteredObjectsCostNoRequest() {
        put20("cost/filtered/");
        consume("cost/filtered/", "&include=.*never.*&minSize=1", exchange -> {});
        assertOnlyListings();
    }

    @Test
    default void aBodyThatIsNotReadIsAskedForOnce() {
        put20("cost/unread/");
        AtomicInteger count = new AtomicInteger();
        watch().forget();
        consume("cost/unread/", "&delete=true", exchange -> count.incrementAndGet());
        awaitEmpty("cost/unread/");
        assertThat(count).hasValue(20);
        assertThat(watch().calls("read")).isEqualTo(20);
    }

    @Test
    default void withoutABodyNothingIsFetched() {
        put20("cost/bodyless/");
        watch().forget();
        consume("cost/bodyless/", "&bodyType=none&delete=true", exchange -> exchange.getMessage()
                .getBody(String.class));
        awaitEmpty("cost/bodyless/");
        assertThat(watch().calls("read")).isZero();
    }

    @Test
    default void aBodyThatIsReadIsFetchedOnce() {
        put20("cost/read/");
        watch().forget();
        consume("cost/read/", "&delete=true", exchange -> exchange.getMessage().getBody(String.class));
        awaitEmpty("cost/read/");
        assertThat(watch().calls("read")).isEqualTo(20);
    }

    @Test
    default void finishedObjectsAreDeletedInBulk() {
        put20("cost/bulk/");
        watch().forget();
        consume("cost/bulk/", "&delete=true", exchange -> {});
        awaitEmpty("cost/bulk/");
        int bulk = Math.min(20, store().capabilities().maxBulkDelete());
        assertThat(watch().calls("delete")).as("calls of delete").isLessThanOrEqualTo(20 / bulk + 3);
    }

    @Test
    default void aDownloadIsOneRequest() {
        put("cost/lazy", Samples.text("x"));
        done(uri("operation=exists"), null, "cost/lazy");
        watch().forget();
        done(uri("operation=download"), null, "cost/lazy");
        assertThat(watch().calls()).isEqualTo(1);
        assertThat(watch().calls("read")).isEqualTo(1);
    }

    @Test
    default void aSmallUploadIsOneRequest() {
        done(uri("operation=exists"), null, "cost/upload");
        watch().forget();
        done(uri(""), Samples.trickle(Samples.bytes(1, 1000)), "cost/upload");
        assertThat(watch().calls()).isEqualTo(1);
    }

    @Test
    default void aSignedUrlIsOneCallAndNoOther() {
        if (!has(Feature.PRESIGN)) {
            refused(CloudBridgeException.Unsupported.class, uri("operation=presign"), null, "cost/sign");
            return;
        }
        done(uri("operation=presign"), null, "cost/sign");
        watch().forget();
        done(uri("operation=presign"), null, "cost/sign");
        assertThat(watch().calls()).isEqualTo(1);
    }

    @Test
    default void aRefusedMessageCostsNoRequest() {
        done(uri("operation=exists"), null, "cost/refused");
        watch().forget();
        refused(CloudBridgeException.InvalidRequest.class, uri(""), null, "cost/refused");
        refused(CloudBridgeException.InvalidRequest.class, uri(""), "x", "");
        refused(CloudBridgeException.InvalidRequest.class, uri(""), "x", Map.of());
        refused(CloudBridgeException.InvalidRequest.class, uri("operation=deletePrefix"), null, Map.of());
        refused(CloudBridgeException.InvalidRequest.class, uri("operation=deleteAll"), "no keys", Map.of());
        refused(CloudBridgeException.InvalidRequest.class, uri("operation=move"), null, "cost/refused");
        assertThat(watch().calls()).isZero();
    }

    @Test
    default void aPollThatFailsIsFollowedByAnother() {
        put("cost/poll/x", Samples.text("x"));
        watch().beforeNext("list", () -> {
            throw denied();
        });
        Consumed consumed = new Consumed();
        consume("cost/poll/", "&delete=true", consumed);
        consumed.awaitKeys("cost/poll/x");
        awaitEmpty("cost/poll/");
    }

    @Test
    default void aDeleteThatFailsIsMadeUpFor() {
        put("cost/undeleted/x", Samples.text("x"));
        watch().beforeNext("delete", () -> {
            throw denied();
        });
        consume("cost/undeleted/", "&delete=true", exchange -> {});
        awaitEmpty("cost/undeleted/");
    }

    @Test
    default void aMoveThatFailsIsMadeUpFor() {
        put("cost/unmoved/in/x", Samples.text("x"));
        watch().beforeNext(has(Feature.SERVER_COPY) ? "copy" : "put", () -> {
            throw denied();
        });
        consume("cost/unmoved/in/", "&move=cost/unmoved/out/", exchange -> {});
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(keys("cost/unmoved/")).containsExactly("cost/unmoved/out/x"));
    }

    @Test
    default void aConsumedBodyThatBreaksGoesOnAtTheNextByte() {
        byte[] content = Samples.bytes(2, 100_000);
        put("cost/broken/x", content);
        List<String> digests = Collections.synchronizedList(new ArrayList<>());
        watch().breakNextRead(33_000);
        watch().forget();
        consume(
                "cost/broken/",
                "&delete=true",
                exchange -> digests.add(Samples.sha256(exchange.getMessage().getBody(byte[].class))));
        awaitEmpty("cost/broken/");
        assertThat(digests).containsExactly(Samples.sha256(content));
        assertThat(watch().calls("read")).isEqualTo(2);
    }
}
