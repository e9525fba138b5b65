/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.camel.consumer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cloudbridge.store.CloudBridgeException;
import io.cloudbridge.store.ObjectInfo;
import io.cloudbridge.store.ObjectRef;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

class EntryFilterTest {

    private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");

    private String include;
    private String exclude;
    private String antInclude;
    private String antExclude;
    private String includeExt;
    private String excludeExt;
    private boolean folders;
    private long minSize;
    private long maxSize;
    private Duration minAge;
    private Duration maxAge;
    private String prefix = "in/";

    @Test
    void patternsApplyToTheKeyBelowThePrefix() {
        include = "[a-z]+\\.txt";
        assertThat(accepts("in/a.txt")).isTrue();
        assertThat(accepts("in/A.TXT"))
                .as("as camel-file, without regard to case")
                .isTrue();
        assertThat(accepts("in/sub/a.txt")).as("the whole text").isFalse();
        exclude = "b.*";
        assertThat(accepts("in/b.txt")).isFalse();
    }

    @Test
    void aPrefixWithoutSlashLosesTheSlashBehindIt() {
        prefix = "in";
        antInclude = "*.txt";
        assertThat(accepts("in/a.txt")).isTrue();
        assertThat(accepts("index.txt")).isTrue();
    }

    @Test
    void aPrefixIsTextNotAPattern() {
        prefix = "in/a+b/";
        include = "x\\.txt";
        assertThat(accepts("in/a+b/x.txt")).isTrue();
    }

    @Test
    void antPatternsAreSeparatedByCommas() {
        antInclude = "**/*.csv, *.txt";
        antExclude = "tmp/**";
        assertThat(accepts("in/a.txt")).isTrue();
        assertThat(accepts("in/sub/a.txt")).isFalse();
        assertThat(accepts("in/sub/deep/a.csv")).isTrue();
        assertThat(accepts("in/tmp/a.csv")).isFalse();
    }

    @Test
    void extensionsIgnoreCase() {
        includeExt = "txt,.CSV";
        assertThat(accepts("in/a.TXT")).isTrue();
        assertThat(accepts("in/a.csv")).isTrue();
        assertThat(accepts("in/a.json")).isFalse();
        assertThat(accepts("in/txt")).isFalse();
        includeExt = null;
        excludeExt = "tmp";
        assertThat(accepts("in/a.tmp")).isFalse();
        assertThat(accepts("in/dir.tmp/a")).isTrue();
    }

    @Test
    void sizesAndAgesComeFromTheListing() {
        minSize = 10;
        maxSize = 20;
        assertThat(accepts("in/a", 9, NOW)).isFalse();
        assertThat(accepts("in/a", 10, NOW)).isTrue();
        assertThat(accepts("in/a", 20, NOW)).isTrue();
        assertThat(accepts("in/a", 21, NOW)).isFalse();
        minAge = Duration.ofMinutes(1);
        maxAge = Duration.ofHours(1);
        assertThat(accepts("in/a", 10, NOW.minusSeconds(59))).isFalse();
        assertThat(accepts("in/a", 10, NOW.minusSeconds(60))).isTrue();
        assertThat(accepts("in/a", 10, NOW.minusSeconds(3601))).isFalse();
        assertThat(accepts("in/a", 10, null))
                .as("an unknown age is no reason to leave it")
                .isTrue();
    }

    @Test
    void folderMarkersAreLeftOutUnlessAskedFor() {
        assertThat(accepts("in/sub/", 0, NOW)).isFalse();
        assertThat(accepts("in/empty", 0, NOW)).isTrue();
        folders = true;
        assertThat(accepts("in/sub/", 0, NOW)).isTrue();
    }

    @Test
    void theUsersOwnFilterSeesTheWholeEntry() {
        EntryFilter filter =
                new EntryFilter(EntryFilter.Settings.NONE, object -> object.size() == 7, Clock.systemUTC());
        assertThat(filter.acceptsOwn(object("a", 7, NOW))).isTrue();
        assertThat(filter.acceptsOwn(object("a", 8, NOW))).isFalse();
    }

    @Test
    void optionsThatCanNeverMatchAreRefused() {
        include = "[";
        assertThatThrownBy(this::filter)
                .isInstanceOf(CloudBridgeException.InvalidRequest.class)
                .hasMessageContaining("option include is '['")
                .hasMessageContaining("regular expression");
        include = null;
        minSize = 2;
        maxSize = 1;
        assertThatThrownBy(this::filter).hasMessageContaining("minSize 2 is above maxSize 1");
        minSize = 0;
        minAge = Duration.ofSeconds(2);
        maxAge = Duration.ofSeconds(1);
        assertThatThrownBy(this::filter).hasMessageContaining("minAge").hasMessageContaining("maxAge");
    }

    private boolean accepts(String key) {
        return accepts(key, 1, NOW);
    }

    private boolean accepts(String key, long size, Instant modified) {
        return filter().accepts(object(key, size, modified));
    }

    private EntryFilter filter() {
        return new EntryFilter(
                new EntryFilter.Settings(
                        prefix,
                        folders,
                        include,
                        exclude,
                        antInclude,
                        antExclude,
                        includeExt,
                        excludeExt,
                        minSize,
                        maxSize,
                        minAge,
                        maxAge),
                null,
                Clock.fixed(NOW, ZoneOffset.UTC));
    }

    private static ObjectInfo object(String key, long size, Instant modified) {
        return new ObjectInfo(new ObjectRef("b", key), size, "e", modified, null, null);
    }
}
