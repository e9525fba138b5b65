/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.camel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.cloudbridge.store.ObjectInfo;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangePropertyKey;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a consumer does with objects it has all to itself. */
class ConsumerTest {

    @TempDir
    Path root;

    private Inbox inbox;
    private final Queue<Exchange> exchanges = new ConcurrentLinkedQueue<>();

    @BeforeEach
    void open() {
        inbox = new Inbox(root);
    }

    @AfterEach
    void close() {
        inbox.close();
    }

    @Test
    void emitsEveryNewObjectOnceAndLeavesItWhereItIs() throws Exception {
        inbox.put("a", "b/c", "d e%+ü");
        inbox.route("");
        inbox.context.start();
        await().until(() -> inbox.consumed.size() == 3);
        inbox.put("later");
        await().until(() -> inbox.consumed.size() == 4);
        await().during(java.time.Duration.ofMillis(200)).until(() -> inbox.consumed.size() == 4);
        assertThat(inbox.consumed()).containsExactly("a", "b/c", "d e%+ü", "later");
        assertThat(inbox.keys()).containsExactlyInAnyOrder("a", "b/c", "d e%+ü", "later");
    }

    @Test
    void aRewrittenObjectIsNew() throws Exception {
        inbox.write("a", "one");
        Queue<String> bodies = new ConcurrentLinkedQueue<>();
        inbox.route("", exchange -> bodies.add(exchange.getMessage().getBody(String.class)));
        inbox.context.start();
        await().until(() -> bodies.size() == 1);
        inbox.write("a", "two");
        await().until(() -> bodies.size() == 2);
        assertThat(bodies).containsExactly("one", "two");
    }

    @Test
    void anObjectThatWentAwayAndCameBackTheSameIsNew() throws Exception {
        inbox.write("a", "same");
        inbox.route("");
        inbox.context.start();
        await().until(() -> inbox.consumed.size() == 1);
        inbox.client.delete(new io.cloudbridge.store.DeleteRequest(new io.cloudbridge.store.ObjectRef("inbox", "a")));
        await().until(() -> inbox.consumer().getSeen() == 0);
        inbox.write("a", "same");
        await().until(() -> inbox.consumed.size() == 2);
    }

    @Test
    void deletesAfterSuccess() throws Exception {
        inbox.putMany(250);
        inbox.route("delete=true");
        inbox.context.start();
        await().until(() -> inbox.keys().isEmpty());
        inbox.assertConsumedOnce(250);
    }

    @Test
    void movesAfterSuccess() throws Exception {
        inbox.put("in/a.txt", "in/sub/b.txt");
        inbox.route("prefix=in/&move=done/${file:onlyname}");
        inbox.context.start();
        await().until(() -> inbox.keys().equals(List.of("done/a.txt", "done/b.txt")));
        assertThat(inbox.get("inbox", "done/b.txt")).isEqualTo("in/sub/b.txt");
        inbox.assertConsumedOnce(2);
    }

    @Test
    void aTrailingSlashKeepsTheNameAndMovedObjectsAreNotConsumedAgain() throws Exception {
        inbox.put("a.txt", "sub/b.txt");
        inbox.route("move=done/");
        inbox.context.start();
        await().until(() -> inbox.keys().equals(List.of("done/a.txt", "done/sub/b.txt")));
        await().during(java.time.Duration.ofMillis(200)).until(() -> inbox.consumed.size() == 2);
    }

    @Test
    void movesToAnotherBucketKeepingTheKey() throws Exception {
        inbox.client.createBucket("archive");
        inbox.put("x//y", "z");
        inbox.route("moveBucket=archive");
        inbox.context.start();
        await().until(() -> inbox.keys().isEmpty());
        assertThat(inbox.keys("archive")).containsExactly("x//y", "z");
    }

    @Test
    void tellsWhatItKnowsOfAnObjectInHeaders() throws Exception {
        inbox.write("in/a b.txt", "hello");
        inbox.route("prefix=in/", exchanges::add);
        inbox.context.start();
        await().until(() -> exchanges.size() == 1);
        Exchange exchange = exchanges.remove();
        var message = exchange.getMessage();
        assertThat(message.getHeader(CloudBridgeConstants.PROVIDER)).isEqualTo("local");
        assertThat(message.getHeader(CloudBridgeConstants.BUCKET)).isEqualTo("inbox");
        assertThat(message.getHeader(CloudBridgeConstants.KEY)).isEqualTo("in/a b.txt");
        assertThat(message.getHeader(CloudBridgeConstants.CONTENT_LENGTH)).isEqualTo(5L);
        assertThat(message.getHeader(CloudBridgeConstants.ETAG, String.class)).isNotEmpty();
        assertThat(message.getHeader(CloudBridgeConstants.LAST_MODIFIED)).isInstanceOf(Instant.class);
        assertThat(message.getHeader(Exchange.FILE_NAME)).isEqualTo("in/a b.txt");
        assertThat(message.getHeader(Exchange.FILE_LENGTH)).isEqualTo(5L);
        assertThat(message.getMessageTimestamp()).isPositive();
        assertThat(exchange.getProperty(CloudBridgeConstants.OBJECT)).isInstanceOf(ObjectInfo.class);
    }

    @Test
    void batchesAreMarkedAsCamelDoesIt() throws Exception {
        inbox.put("a", "b", "c");
        Queue<String> batch = new ConcurrentLinkedQueue<>();
        inbox.route(
                "",
                exchange -> batch.add(exchange.getProperty(ExchangePropertyKey.BATCH_INDEX) + "/"
                        + exchange.getProperty(ExchangePropertyKey.BATCH_SIZE) + " "
                        + exchange.getProperty(ExchangePropertyKey.BATCH_COMPLETE)));
        inbox.context.start();
        await().until(() -> batch.size() == 3);
        assertThat(batch).containsExactly("0/3 false", "1/3 false", "2/3 true");
    }

    @Test
    void anEmptyMessageComesWhenIdleIfAskedFor() throws Exception {
        inbox.route("sendEmptyMessageWhenIdle=true", exchanges::add);
        inbox.context.start();
        await().until(() -> exchanges.size() >= 2);
        assertThat(exchanges.remove().getMessage().getBody()).isNull();
    }

    @Test
    void maxMessagesPerPollCountsWhatIsLeftAfterFiltering() throws Exception {
        inbox.putMany(50);
        inbox.put("z1.txt", "z2.txt", "z3.txt");
        Queue<String> batch = new ConcurrentLinkedQueue<>();
        inbox.route(
                "include=.*txt&maxMessagesPerPoll=2",
                exchange ->
                        batch.add(Inbox.key(exchange) + " of " + exchange.getProperty(ExchangePropertyKey.BATCH_SIZE)));
        inbox.context.start();
        await().until(() -> batch.size() == 3);
        assertThat(batch).containsExactly("z1.txt of 2", "z2.txt of 2", "z3.txt of 1");
    }
}
