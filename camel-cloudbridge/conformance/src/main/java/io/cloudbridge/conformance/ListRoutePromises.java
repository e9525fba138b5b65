/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.cloudbridge.camel.CloudBridgeConstants;
import io.cloudbridge.store.Capabilities.Feature;
import io.cloudbridge.store.CloudBridgeException;
import io.cloudbridge.store.ObjectInfo;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.builder.RouteBuilder;
import org.junit.jupiter.api.Test;

/** What {@code operation=list} gives. */
public interface ListRoutePromises extends RouteFixture {

    private List<String> store12(String prefix) {
        List<String> keys = IntStream.range(0, 12)
                .mapToObj(i -> String.format(Locale.ROOT, "%s%02d", prefix, i))
                .toList();
        keys.forEach(key -> put(key, Samples.text(key)));
        return keys;
    }

    private static List<String> listed(Message message) {
        List<String> keys = new ArrayList<>();
        for (Object info : message.getBody(List.class)) {
            keys.add(((ObjectInfo) info).key());
        }
        return keys;
    }

    @Test
    default void aListGivesAllObjectsBelowAPrefix() {
        List<String> keys = store12("list/all-");
        Message message = done(uri("operation=list&prefix=list/all-"), null, Map.of());
        assertThat(listed(message)).isEqualTo(keys);
        assertThat(message.getHeader(CloudBridgeConstants.TRUNCATED)).isEqualTo(false);
        assertThat(message.getHeader(CloudBridgeConstants.NEXT_PAGE_TOKEN)).isNull();
    }

    @Test
    default void thePrefixMayComeFromAHeader() {
        store12("list/header-");
        Map<String, Object> header = Map.of(CloudBridgeConstants.PREFIX, "list/header-0");
        assertThat(listed(done(uri("operation=list&prefix=nothing"), null, header)))
                .hasSize(10);
    }

    @Test
    default void aListEndsAtMaxResultsAndGoesOnWithItsToken() {
        List<String> keys = store12("list/max-");
        String uri = uri("operation=list&prefix=list/max-&maxResults=5");
        Message first = done(uri, null, Map.of());
        assertThat(listed(first)).isEqualTo(keys.subList(0, 5));
        assertThat(first.getHeader(CloudBridgeConstants.TRUNCATED)).isEqualTo(true);

        Map<String, Object> goOn = new HashMap<>();
        goOn.put(CloudBridgeConstants.PAGE_TOKEN, first.getHeader(CloudBridgeConstants.NEXT_PAGE_TOKEN));
        goOn.put(CloudBridgeConstants.MAX_RESULTS, 100);
        Message rest = done(uri, null, goOn);
        assertThat(listed(rest)).isEqualTo(keys.subList(5, 12));
        assertThat(rest.getHeader(CloudBridgeConstants.TRUNCATED)).isEqualTo(false);
    }

    @Test
    default void aDelimiterGivesCommonPrefixes() {
        for (String key : List.of("list/deli/a", "list/deli/b/1", "list/deli/c/2", "list/deli/c/3")) {
            put(key, Samples.text(key));
        }
        Message message = done(uri("operation=list&prefix=list/deli/&delimiter=/"), null, Map.of());
        assertThat(listed(message)).containsExactly("list/deli/a");
        assertThat(message.getHeader(CloudBridgeConstants.COMMON_PREFIXES))
                .isEqualTo(List.of("list/deli/b/", "list/deli/c/"));
    }

    @Test
    default void aListMayStartAfterAKey() {
        List<String> keys = store12("list/after-");
        Map<String, Object> header = Map.of(CloudBridgeConstants.START_AFTER, "list/after-08");
        assertThat(listed(done(uri("operation=list&prefix=list/after-"), null, header)))
                .isEqualTo(keys.subList(9, 12));
    }

    @Test
    default void anIteratorFeedsAStreamingSplitter() {
        List<String> keys = store12("list/split-");
        List<String> seen = Collections.synchronizedList(new ArrayList<>());
        start(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:split-list")
                        .to(uri("operation=list&listOutput=iterator&prefix=list/split-"))
                        .split(body())
                        .streaming()
                        .setHeader(CloudBridgeConstants.KEY, simple("${body.key}"))
                        .to(uri("operation=download"))
                        .convertBodyTo(String.class)
                        .process(exchange -> seen.add(exchange.getMessage().getBody(String.class)));
            }
        });
        done("direct:split-list", null, Map.of());
        assertThat(seen).isEqualTo(keys);
    }

    @Test
    default void anIteratorGoesOnBeyondMaxResults() {
        List<String> keys = store12("list/iterator-");
        Object body = done(uri("operation=list&listOutput=iterator&maxResults=2&prefix=list/iterator-"), null, Map.of())
                .getBody();
        assertThat(body).isInstanceOf(Iterator.class);
        List<String> found = new ArrayList<>();
        ((Iterator<?>) body).forEachRemaining(info -> found.add(((ObjectInfo) info).key()));
        assertThat(found).isEqualTo(keys);
    }

    @Test
    default void aListOfAMissingBucketFails() {
        CloudBridgeException e = refused(
                CloudBridgeException.BucketNotFound.class, uri(unusedBucketName(), "operation=list"), null, Map.of());
        assertThat(e.isRetryable()).isFalse();
    }

    @Test
    default void anEmptyListIsAList() {
        Exchange exchange = send(uri("operation=list&prefix=list/nothing/"), null, Map.of());
        assertThat((List<?>) exchange.getMessage().getBody()).isEmpty();
    }

    @Test
    default void versionsAreListedOrRefused() {
        if (!has(Feature.VERSIONS)) {
            refused(CloudBridgeException.Unsupported.class, uri("operation=listVersions"), null, Map.of());
            return;
        }
        put("list/version", Samples.text("x"));
        assertThat(listed(done(uri("operation=listVersions&prefix=list/version"), null, Map.of())))
                .containsExactly("list/version");
    }
}
