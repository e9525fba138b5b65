/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.camel.builder.RouteBuilder;
import org.junit.jupiter.api.Test;

/** Which objects a consumer takes. */
public interface ConsumerSelectionPromises extends RouteFixture {

    /** Stores objects below a folder, consumes with these options, and asserts which of them come. */
    private void takes(String folder, String options, List<String> stored, String... expected) {
        stored.forEach(name -> put(folder + name, Samples.text("content of " + name)));
        Consumed consumed = consume(folder, options);
        String[] keys = new String[expected.length];
        for (int i = 0; i < keys.length; i++) {
            keys[i] = folder + expected[i];
        }
        consumed.staysAt(keys);
    }

    private Consumed consume(String folder, String options) {
        Consumed consumed = new Consumed();
        start(new RouteBuilder() {
            @Override
            public void configure() {
                from(uri("prefix=" + folder + "&initialDelay=0&delay=100&" + options))
                        .process(consumed);
            }
        });
        return consumed;
    }

    @Test
    default void includeTakesWhatMatches() {
        takes("include/", "include=.*[.]csv", List.of("a.csv", "b.txt", "deep/c.csv"), "a.csv", "deep/c.csv");
    }

    @Test
    default void excludeLeavesWhatMatches() {
        takes("exclude/", "exclude=.*[.]tmp", List.of("a.csv", "b.tmp"), "a.csv");
    }

    @Test
    default void antPatternsKnowFolders() {
        takes(
                "ant/",
                "antInclude=**/*.csv&antExclude=old/**",
                List.of("a.csv", "new/b.csv", "old/c.csv", "d.txt"),
                "a.csv",
                "new/b.csv");
    }

    @Test
    default void extensionsIncludeAndExclude() {
        takes(
                "ext/",
                "includeExt=csv,txt&excludeExt=txt",
                List.of("a.csv", "b.txt", "c.bin", "d.CSV"),
                "a.csv",
                "d.CSV");
    }

    @Test
    default void withoutRecursionTheNextFolderIsLeft() {
        takes("flat/", "recursive=false", List.of("a", "deep/b", "deep/er/c"), "a");
    }

    @Test
    default void sizesBoundWhatIsTaken() {
        put("sizes/small", Samples.bytes(1, 10));
        put("sizes/middle", Samples.bytes(1, 100));
        put("sizes/large", Samples.bytes(1, 1000));
        consume("sizes/", "minSize=50&maxSize=500").staysAt("sizes/middle");
    }

    @Test
    default void aYoungObjectWaitsUntilItIsOldEnough() {
        put("young/x", Samples.text("x"));
        Consumed consumed = consume("young/", "minAge=2s");
        consumed.staysAt("young/x");
        Consumed.Seen seen = consumed.seen().get(0);
        assertThat(seen.created() - seen.object().lastModified().toEpochMilli())
                .as("age in milliseconds when it came")
                .isGreaterThanOrEqualTo(2000);
    }

    @Test
    default void startAfterLeavesEarlierKeys() {
        takes("late/", "startAfter=late/b", List.of("a", "b", "c"), "c");
    }

    @Test
    default void shardsShareTheKeysBetweenThem() {
        List<String> names = new ArrayList<>();
        for (int i = 0; i < 16; i++) {
            names.add("k" + i);
            put("shards/k" + i, Samples.text("x"));
        }
        Consumed first = consume("shards/", "shard=0/2");
        Consumed second = consume("shards/", "shard=1/2");
        await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> {
            List<String> all = new ArrayList<>(first.keys());
            all.addAll(second.keys());
            assertThat(all)
                    .containsExactlyInAnyOrderElementsOf(
                            names.stream().map(name -> "shards/" + name).toList());
        });
        assertThat(first.keys()).isNotEmpty();
        assertThat(second.keys()).isNotEmpty();
    }

    @Test
    default void aDoneFileReleasesItsObject() {
        put("ready/a.csv", Samples.text("a"));
        put("ready/b.csv", Samples.text("b"));
        put("ready/a.csv.done", new byte[0]);
        Consumed consumed = consume("ready/", "delete=true&doneFileName=${file:name}.done");
        consumed.staysAt("ready/a.csv");
        await().atMost(Duration.ofSeconds(10))
                .untilAsserted(() -> assertThat(keys("ready/")).containsExactly("ready/b.csv"));
    }

    @Test
    default void sortByOrdersAPoll() {
        put("sorted/a", Samples.bytes(1, 300));
        put("sorted/b", Samples.bytes(1, 100));
        put("sorted/c", Samples.bytes(1, 200));
        consume("sorted/", "delete=true&sortBy=file:size").awaitInOrder("sorted/b", "sorted/c", "sorted/a");
    }

    @Test
    default void aPrefixThatEndsInANameTakesWhatStartsWithIt() {
        takes("part/in", "recursive=true", List.of("a", "voice", "/x"), "a", "voice", "/x");
    }
}
