/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.store.driver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cloudbridge.store.Checksum;
import io.cloudbridge.store.CloudBridgeException;
import io.cloudbridge.store.Content;
import io.cloudbridge.store.ContentRange;
import io.cloudbridge.store.Failure;
import io.cloudbridge.store.Keys;
import io.cloudbridge.store.ListRequest;
import io.cloudbridge.store.LogLines;
import io.cloudbridge.store.ObjectInfo;
import io.cloudbridge.store.ObjectPage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DriverToolsTest {

    @Test
    void etagsAreUnquotedForTheSpiAndQuotedForHttp() {
        assertThat(ETags.unquoted("\"abc\"")).isEqualTo("abc");
        assertThat(ETags.unquoted("W/\"abc\"")).isEqualTo("abc");
        assertThat(ETags.unquoted("abc")).isEqualTo("abc");
        assertThat(ETags.unquoted(null)).isEmpty();
        assertThat(ETags.quoted("abc")).isEqualTo("\"abc\"");
        assertThat(ETags.quoted("\"abc\"")).isEqualTo("\"abc\"");
        assertThat(ETags.quoted("*")).isEqualTo("*");
        assertThat(ETags.quoted(null)).isNull();
        ETags.requireMatch(null, "a");
        ETags.requireMatch("*", "a");
        ETags.requireMatch("a", "a");
        assertThatThrownBy(() -> ETags.requireMatch("a", "b"))
                .isInstanceOf(CloudBridgeException.PreconditionFailed.class)
                .hasMessageContaining("ETag b, not a");
        assertThat(ETags.md5("\"D41D8CD98F00B204E9800998ECF8427E\"")
                        .orElseThrow()
                        .hex())
                .isEqualTo("d41d8cd98f00b204e9800998ecf8427e");
        assertThat(ETags.md5("d41d8cd98f00b204e9800998ecf8427e-2")).isEmpty();
    }

    @Test
    void aLengthIsANumberOfBytesOrUnknown() {
        assertThat(Answers.length("0")).isZero();
        assertThat(Answers.length("5497558138880")).isEqualTo(5L << 40);
        for (String none : new String[] {null, "", "-1", "+1", "1 ", "1e3", "٣", "9".repeat(19), "1, 1"}) {
            assertThat(Answers.length(none)).as(none).isEqualTo(-1);
        }
    }

    @Test
    void aBodyThatCannotBeReadIsTheFaultOfItsSource() throws IOException {
        Content broken = new Content() {
            @Override
            public long length() {
                return 1;
            }

            @Override
            public InputStream open() throws IOException {
                throw new IOException("gone");
            }
        };
        assertThatThrownBy(() -> Bodies.open(broken))
                .isInstanceOf(CloudBridgeException.InvalidRequest.class)
                .hasMessageContaining("could not be read: gone");
        assertThatThrownBy(() -> Bodies.checksum(broken, Checksum.Algorithm.MD5))
                .isInstanceOf(CloudBridgeException.InvalidRequest.class)
                .hasMessageContaining("could not be read: gone");
        Content content = Content.of(new byte[] {1, 2});
        assertThat(Bodies.checksum(content, Checksum.Algorithm.MD5))
                .isEqualTo(content.checksum(Checksum.Algorithm.MD5));
    }

    @Test
    void anOpenedObjectClosesItsStreamAndNeverThrows() {
        AtomicInteger closed = new AtomicInteger();
        InputStream stream = new ByteArrayInputStream(new byte[3]) {
            @Override
            public void close() throws IOException {
                closed.incrementAndGet();
                throw new IOException("the connection broke");
            }
        };
        OpenedObject object = new OpenedObject(null, ContentRange.whole(3), stream);
        object.abort();
        object.close();
        assertThat(closed).hasValue(2);
    }

    @Test
    void retryAfterIsSecondsOrADateOrNothing() {
        assertThat(RetryAfter.parse("7")).isEqualTo(Duration.ofSeconds(7));
        String soon = DateTimeFormatter.RFC_1123_DATE_TIME.format(
                ZonedDateTime.now(ZoneOffset.UTC).plusSeconds(100));
        assertThat(RetryAfter.parse(soon)).isBetween(Duration.ofSeconds(90), Duration.ofSeconds(100));
        assertThat(RetryAfter.parse("Thu, 01 Jan 1970 00:00:00 GMT")).isZero();
        assertThat(RetryAfter.parse("soon")).isNull();
        assertThat(RetryAfter.parse("-1")).isNull();
        assertThat(RetryAfter.parse(null)).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"plain", "", " a", "a ", "grün", "日本", "\t", "=?UTF-8?B?eA==?=", "=?x", "a=?UTF-8?Q?x?="})
    void textSurvivesHeaders(String text) {
        String header = EncodedWords.encode(text);
        assertThat(header).matches("[ -~]+").isEqualTo(header.strip());
        assertThat(EncodedWords.decode(header)).isEqualTo(text);
    }

    @Test
    void wordsOfOtherClientsAreRead() {
        assertThat(EncodedWords.decode("=?utf-8?q?gr=C3=BCn_und?= =?UTF-8?B?IGJsYXU=?="))
                .isEqualTo("grün und blau");
        assertThat(EncodedWords.decode("=?UTF-8?Q?gr=C3?= =?UTF-8?Q?=BCn?=")).isEqualTo("grün");
        assertThat(EncodedWords.decode("=?UTF-8?B?%%%?=")).isEqualTo("=?UTF-8?B?%%%?=");
        assertThat(EncodedWords.decode("=?UTF-8?Q?a=ZZ?=")).isEqualTo("=?UTF-8?Q?a=ZZ?=");
        assertThat(EncodedWords.decode("=?latin-1?Q?a?=")).isEqualTo("=?latin-1?Q?a?=");
        assertThat(EncodedWords.decode("=?UTF-8?Q?a?= and more")).isEqualTo("=?UTF-8?Q?a?= and more");
    }

    @Test
    void anEntryThatCannotBeHeldIsLeftOut() {
        PageEntries entries = new PageEntries(ListRequest.of("bucket", ""));
        for (String key : new String[] {"a", "x".repeat(1025), "b\0", "\ud800", "", null, "c"}) {
            entries.object(key, ref -> new ObjectInfo(ref, 1, "e", null, null, null));
        }
        entries.prefix("p/");
        try (LogLines log = LogLines.of(PageEntries.class.getName())) {
            assertThat(PageEntries.canHold("bucket", "b\0")).isFalse();
            assertThat(log.text()).as("a poll lists it again and again").isEmpty();
            assertThat(PageEntries.canHold("other", "b\0")).isFalse();
            assertThat(log.text()).singleElement().asString().startsWith("WARN An object of bucket other is left out");
        }
        assertThat(entries.page("next").objects()).extracting(ObjectInfo::key).containsExactly("a", "c");
        assertThat(entries.page("next").commonPrefixes()).containsExactly("p/");
        assertThat(entries.page("next").nextToken()).isEqualTo("next");
    }

    @Test
    void aTasksOwnErrorReachesWhoWaits() {
        ExecutorService executor = Executors.newCachedThreadPool();
        CloudBridgeException known = new CloudBridgeException.Throttled(Failure.of("slow"), null);
        Future<?> failing = Tasks.start(executor, () -> {
            throw known;
        });
        assertThatThrownBy(() -> Tasks.get(failing)).isSameAs(known);
        assertThatThrownBy(() -> Tasks.get(CompletableFuture.failedFuture(known)))
                .isSameAs(known);
        assertThat(Tasks.get(Tasks.start(executor, () -> "done"))).isEqualTo("done");
        Tasks.settle(failing);
        executor.shutdownNow();
        assertThatThrownBy(() -> Tasks.start(executor, () -> "never"))
                .isInstanceOf(CloudBridgeException.Unavailable.class)
                .hasMessageContaining("stopping");
    }

    @Test
    void httpDatesAreWhatTheFormatterReadsInThem() {
        Random random = new Random(1);
        for (int i = 0; i < 20_000; i++) {
            String date = DateTimeFormatter.RFC_1123_DATE_TIME.format(
                    Instant.ofEpochSecond(random.nextLong(5_000_000_000L)).atOffset(ZoneOffset.UTC));
            if (random.nextBoolean()) {
                // one character is another one
                int at = random.nextInt(date.length());
                String others = "0123456789 :,aJGMTx";
                date = date.substring(0, at) + others.charAt(random.nextInt(others.length())) + date.substring(at + 1);
            }
            Instant expected;
            try {
                expected = ZonedDateTime.parse(date, DateTimeFormatter.RFC_1123_DATE_TIME)
                        .toInstant();
            } catch (DateTimeException e) {
                expected = null;
            }
            assertThat(HttpDate.parse(date)).as(date).isEqualTo(expected);
        }
        assertThat(HttpDate.parse("Sun, 06 Nov 1994 08:49:37 GMT")).isEqualTo("1994-11-06T08:49:37Z");
        assertThat(HttpDate.parse("Sat, 31 Feb 2026 08:49:37 GMT")).isEqualTo("2026-02-28T08:49:37Z");
        assertThat(HttpDate.parse("Sunday, 06-Nov-94 08:49:37 GMT")).isEqualTo("1994-11-06T08:49:37Z");
        assertThat(HttpDate.parse("Sun Nov  6 08:49:37 1994")).isEqualTo("1994-11-06T08:49:37Z");
        assertThat(HttpDate.parse("Wed Nov 16 08:49:37 1994")).isEqualTo("1994-11-16T08:49:37Z");
        assertThat(HttpDate.parse("soon")).isNull();
        assertThat(HttpDate.parse(null)).isNull();
    }

    @Test
    void aPageHasNothingThatDoesNotComeAfterStartAfter() {
        PageEntries entries = new PageEntries(ListRequest.of("bucket", "").withStartAfter("b"));
        for (String key : List.of("a", "b", "c")) {
            entries.object(key, ref -> new ObjectInfo(ref, 1, "etag", Instant.EPOCH, null, null));
            entries.prefix(key + "/");
        }
        ObjectPage page = entries.page(null);
        assertThat(page.objects()).extracting(ObjectInfo::key).containsExactly("c");
        assertThat(page.commonPrefixes()).containsExactly("b/", "c/");
    }

    @ParameterizedTest
    @CsvSource({
        "in/b|in/a|in/c, in/, in/`~",
        "only, only, onlx~",
        "a|b, '', `~",
        "é|è, '', ''",
        "p/\uD83D\uDE00|p/\uD83D\uDE01, p/, p/",
        "x!|x!a, x!, x"
    })
    void keysOfARangeLieBehindItsBeginning(String keys, String prefix, String before) {
        KeyRange range = KeyRange.of(List.of(keys.split("\\|")));

        assertThat(range.prefix()).isEqualTo(prefix);
        assertThat(range.before()).isEqualTo(before);
        assertThat(Keys.ORDER.compare(range.before(), range.first())).isNegative();
        assertThat(range.endsBy(range.last())).isTrue();
    }
}
