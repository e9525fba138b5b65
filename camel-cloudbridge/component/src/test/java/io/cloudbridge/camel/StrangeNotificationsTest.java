/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.camel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cloudbridge.camel.event.CloudBridgeNotificationTransformer;
import io.cloudbridge.store.CloudBridgeException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.spi.DataType;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Messages that no store sends end as an {@code InvalidRequest}, and several events in one message are split by one line. */
class StrangeNotificationsTest {

    static final String RECORD = """
            {"eventName":"ObjectCreated:Put","eventTime":"2026-05-01T08:30:00.000Z","s3":{"bucket":{"name":"inbox"},
            "object":{"key":"in/%s","size":1024,"eTag":"d41d8cd98f00b204e9800998ecf8427e","sequencer":"0055"}}}""";
    static final String TWO = "{\"Records\":[" + RECORD.formatted("a") + "," + RECORD.formatted("b") + "]}";
    static final String GRID = """
            {"subject":"/blobServices/default/containers/inbox/blobs/in/%s","eventType":"Microsoft.Storage.BlobCreated",
            "eventTime":"2026-05-01T08:30:00Z","data":{"contentLength":5,"eTag":"0x8D4BCC2E4835CD0"}}""";

    private final DefaultCamelContext context = new DefaultCamelContext();
    private final CloudBridgeNotificationTransformer transformer = new CloudBridgeNotificationTransformer();
    private final List<String> keys = new ArrayList<>();

    @BeforeEach
    void start() throws Exception {
        context.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:several")
                        .split(method(NotificationEvents.class))
                        .transformDataType("cloudbridge:notification")
                        .process(e -> keys.add(e.getMessage().getHeader(CloudBridgeConstants.KEY, String.class)));
            }
        });
        context.start();
    }

    @AfterEach
    void stop() {
        context.stop();
    }

    private void split(String body) {
        context.createProducerTemplate().sendBody("direct:several", body);
    }

    @Test
    void severalEventsAreSplitByOneLine() throws Exception {
        split(TWO);
        split("[" + GRID.formatted("c") + "," + GRID.formatted("d") + "]");
        split("{\"TopicArn\":\"arn\",\"Message\":" + quoted(TWO) + "}");
        split(Base64.getEncoder().encodeToString(GRID.formatted("e").getBytes(StandardCharsets.UTF_8)));
        split("{\"EventName\":\"s3:ObjectCreated:Put\",\"Key\":\"inbox/in/f\",\"Records\":[" + RECORD.formatted("f")
                + "]}");
        assertThat(keys).containsExactly("in/a", "in/b", "in/c", "in/d", "in/a", "in/b", "in/e", "in/f");
    }

    static String quoted(String text) {
        return "\"" + text.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n") + "\"";
    }

    private void transform(String body) throws Exception {
        Exchange exchange = new DefaultExchange(context);
        exchange.getMessage().setBody(body);
        transformer.transform(exchange.getMessage(), DataType.ANY, DataType.ANY);
    }

    @ParameterizedTest
    @ValueSource(strings = {"[", "{\"Records\":[", "{\"a\":", "[{\"Records\":[", "{\"message\":{\"a\":"})
    void nestingWithoutEndIsRefused(String step) {
        for (int depth : new int[] {10, 100, 100_000}) {
            String closed = step.repeat(depth) + "1"
                    + new StringBuilder(step.repeat(depth))
                            .reverse()
                            .toString()
                            .replaceAll("[^\\[{]", "")
                            .replace('[', ']')
                            .replace('{', '}');
            for (String body : new String[] {closed, step.repeat(depth)}) {
                assertThatThrownBy(() -> transform(body)).isInstanceOf(CloudBridgeException.InvalidRequest.class);
                assertRefusedOrSplit(body);
            }
        }
    }

    @Test
    void wrappersWithoutEndAreRefused() {
        String body = "[".repeat(20) + GRID.formatted("x") + "]".repeat(20);
        assertThatThrownBy(() -> transform(body)).isInstanceOf(CloudBridgeException.InvalidRequest.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"order\":7}",
                "<xml/>",
                "{\"type\":\"com.example.order\",\"source\":\"x\",\"data\":{}}",
                "{\"Records\":[{\"eventSource\":\"aws:sqs\",\"body\":\"hello\"}]}"
            })
    void aForeignMessageIsRefusedWithWhatIsUnderstood(String body) {
        assertThatThrownBy(() -> transform(body))
                .isInstanceOf(CloudBridgeException.InvalidRequest.class)
                .hasMessageContainingAll("no notification", "Amazon S3", "Event Grid", "Google");
    }

    @ParameterizedTest
    @ValueSource(strings = {"%zz", "%", "a%E4%B", "%00", "%ED%A0%80x\ud800"})
    void aKeyThatIsNotUrlEncodedIsRefused(String key) {
        assertThatThrownBy(() -> transform(RECORD.formatted(key)))
                .isInstanceOf(CloudBridgeException.InvalidRequest.class);
    }

    @Test
    void aNegativeSizeIsRefused() {
        assertThatThrownBy(() -> transform(RECORD.formatted("k").replace("1024", "-5")))
                .isInstanceOf(CloudBridgeException.InvalidRequest.class)
                .hasMessageContaining("-5");
    }

    static void assertRefusedOrSplit(String body) {
        try {
            assertThat(NotificationEvents.split(body)).doesNotContainNull();
        } catch (CloudBridgeException.InvalidRequest refused) {
            assertThat(refused.getMessage()).isNotBlank();
        }
    }
}
