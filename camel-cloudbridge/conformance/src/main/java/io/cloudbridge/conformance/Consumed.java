/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.cloudbridge.camel.CloudBridgeConstants;
import io.cloudbridge.store.ObjectInfo;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;

/** The end of a route under test: takes each message as it comes and keeps what it was. Thread-safe. */
final class Consumed implements Processor {

    /** A message as it was when it came. */
    record Seen(String key, String body, Map<String, Object> headers, ObjectInfo object, long created) {}

    private final List<Seen> seen = Collections.synchronizedList(new ArrayList<>());

    @Override
    public void process(Exchange exchange) {
        seen.add(new Seen(
                exchange.getMessage().getHeader(CloudBridgeConstants.KEY, String.class),
                exchange.getMessage().getBody(String.class),
                new HashMap<>(exchange.getMessage().getHeaders()),
                exchange.getProperty(CloudBridgeConstants.OBJECT, ObjectInfo.class),
                exchange.getClock().getCreated()));
    }

    List<Seen> seen() {
        synchronized (seen) {
            return List.copyOf(seen);
        }
    }

    List<String> keys() {
        return seen().stream().map(Seen::key).toList();
    }

    List<String> bodies() {
        return seen().stream().map(Seen::body).toList();
    }

    /** Waits until exactly these keys came, in any order. */
    void awaitKeys(String... keys) {
        await().atMost(Duration.ofSeconds(30))
                .pollInterval(Duration.ofMillis(50))
                .untilAsserted(() -> assertThat(keys()).containsExactlyInAnyOrder(keys));
    }

    /** Waits until these keys came in this order. */
    void awaitInOrder(String... keys) {
        await().atMost(Duration.ofSeconds(30))
                .pollInterval(Duration.ofMillis(50))
                .untilAsserted(() -> assertThat(keys()).containsExactly(keys));
    }

    /** Asserts that these keys have come, and that nothing else comes for several polls. */
    void staysAt(String... keys) {
        awaitKeys(keys);
        await().during(Duration.ofMillis(700)).atMost(Duration.ofSeconds(5)).untilAsserted(() -> assertThat(keys())
                .containsExactlyInAnyOrder(keys));
    }
}
