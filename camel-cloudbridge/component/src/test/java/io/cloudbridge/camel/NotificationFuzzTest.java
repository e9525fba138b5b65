/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.camel;

import static io.cloudbridge.camel.StrangeNotificationsTest.GRID;
import static io.cloudbridge.camel.StrangeNotificationsTest.RECORD;
import static io.cloudbridge.camel.StrangeNotificationsTest.TWO;
import static io.cloudbridge.camel.StrangeNotificationsTest.quoted;
import static org.assertj.core.api.Assertions.assertThat;

import io.cloudbridge.camel.event.CloudBridgeNotificationTransformer;
import io.cloudbridge.store.CloudBridgeException;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;
import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.spi.DataType;
import org.apache.camel.support.DefaultExchange;

/** Whatever a message of a store has become on its way, it ends as headers or as an {@code InvalidRequest}. */
class NotificationFuzzTest {

    private static final String PUB_SUB = """
            {"message":{"data":"e30=","attributes":{"eventType":"OBJECT_FINALIZE","bucketId":"b","objectId":"k"}},
            "subscription":"s"}""";
    private static final String EVENT_BRIDGE = """
            {"source":"aws.s3","detail-type":"Object Created","time":"2026-05-01T08:30:00Z",
            "detail":{"bucket":{"name":"b"},"object":{"key":"k","size":1}}}""";
    private static final DefaultCamelContext CONTEXT = new DefaultCamelContext();

    private final CloudBridgeNotificationTransformer transformer = new CloudBridgeNotificationTransformer();

    @BeforeContainer
    static void start() {
        CONTEXT.start();
    }

    @AfterContainer
    static void stop() {
        CONTEXT.stop();
    }

    /**
     * A piece of a message that is cut out, and what takes its place.
     *
     * @param at where it begins, from 0 for the start of the message to 1 for its end
     * @param length in characters
     */
    private record Edit(double at, int length, String piece) {
        void to(StringBuilder body) {
            int start = (int) (at * body.length());
            body.replace(start, Math.min(body.length(), start + length), piece);
        }
    }

    @Provide
    Arbitrary<String> broken() {
        Arbitrary<String> messages = Arbitraries.of(
                TWO,
                RECORD.formatted("a"),
                GRID.formatted("b"),
                "{\"TopicArn\":\"arn\",\"Message\":" + quoted(RECORD.formatted("c")) + "}",
                PUB_SUB,
                EVENT_BRIDGE,
                ObjectReference.parse("{\"cloudbridge\":\"object\",\"bucket\":\"b\",\"key\":\"k\",\"size\":5}")
                        .toJson());
        Arbitrary<String> pieces = Arbitraries.oneOf(
                Arbitraries.of(
                        "", "{", "}", "[", "]", "\"", ":", ",", "null", "-1", "\ud800", "1e999", "true", "\\u0000", "%",
                        "{}", "[]", "0.5", "\"\""),
                Arbitraries.strings().ofMaxLength(5));
        Arbitrary<List<Edit>> edits = Combinators.combine(
                        Arbitraries.doubles().between(0, 1),
                        Arbitraries.integers().between(0, 12),
                        pieces)
                .as(Edit::new)
                .list()
                .ofMaxSize(4);
        return Combinators.combine(messages, edits).as((message, changes) -> {
            StringBuilder body = new StringBuilder(message);
            changes.forEach(change -> change.to(body));
            return body.toString();
        });
    }

    @Property(tries = 10_000)
    void aBrokenMessageIsUnderstoodOrRefused(@ForAll("broken") String body) {
        refusedAtMost(() -> {
            Exchange exchange = new DefaultExchange(CONTEXT);
            exchange.getMessage().setBody(body);
            transformer.transform(exchange.getMessage(), DataType.ANY, DataType.ANY);
        });
        refusedAtMost(() -> assertThat(NotificationEvents.split(body)).doesNotContainNull());
        refusedAtMost(() -> ObjectReference.parse(body));
    }

    private interface Step {
        void run() throws Exception;
    }

    private static void refusedAtMost(Step step) {
        try {
            step.run();
        } catch (CloudBridgeException.InvalidRequest refused) {
            assertThat(refused.getMessage()).isNotBlank();
        } catch (Exception other) {
            throw new AssertionError("no refusal", other);
        }
    }
}
