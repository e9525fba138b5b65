/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.camel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.cloudbridge.store.ObjectInfo;
import io.cloudbridge.store.ObjectPage;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Stores whose listings leave out ETags: what is rewritten while it is processed stays all the same. */
@Timeout(60)
class MissingETagsTest {

    @TempDir
    Path root;

    private final HookedProvider store = new HookedProvider();
    private Inbox inbox;

    @BeforeEach
    void open() {
        inbox = new Inbox(root.resolve("store"));
        inbox.through(store);
    }

    @AfterEach
    void close() {
        inbox.close();
    }

    private static ObjectInfo without(ObjectInfo object) {
        return new ObjectInfo(
                object.ref(), object.size(), "", object.lastModified(), object.properties(), object.checksum());
    }

    private static Object withoutInListings(Object answer) {
        return answer instanceof ObjectPage page
                ? new ObjectPage(
                        page.objects().stream().map(MissingETagsTest::without).toList(),
                        page.commonPrefixes(),
                        page.nextToken())
                : answer;
    }

    @ParameterizedTest
    @ValueSource(strings = {"delete=true", "move=done/", "noop=true"})
    void whatIsRewrittenWhileItIsProcessedIsProcessedAgain(String option) throws Exception {
        store.answer(MissingETagsTest::withoutInListings);
        inbox.write("a", "old");
        AtomicBoolean once = new AtomicBoolean();
        List<String> bodies = new java.util.concurrent.CopyOnWriteArrayList<>();
        inbox.route("bodyType=string&delay=100&moveExisting=replace&" + option, exchange -> {
            bodies.add(exchange.getMessage().getBody(String.class));
            if (once.compareAndSet(false, true)) {
                inbox.write("a", "new");
            }
        });
        inbox.context.start();
        await().atMost(Duration.ofSeconds(20)).until(() -> bodies.equals(List.of("old", "new")));
    }

    @Test
    void nothingIsTakenAwayWhereTheStoreNeverTellsAnETag() throws Exception {
        store.answer(answer -> answer instanceof ObjectInfo info ? without(info) : withoutInListings(answer));
        inbox.put("a");
        inbox.route("bodyType=none&delay=100&delete=true");
        try (LogLines log = LogLines.of("io.cloudbridge.camel")) {
            inbox.context.start();
            await().until(() -> log.text().stream().anyMatch(line -> line.contains("tells no ETag")));
        }
        assertThat(inbox.consumed).isEmpty();
        assertThat(inbox.get("inbox", "a")).isNotNull();
    }
}
