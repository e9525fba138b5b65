/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.camel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.apache.camel.Exchange;
import org.apache.camel.support.processor.idempotent.MemoryIdempotentRepository;
import org.h2.jdbcx.JdbcConnectionPool;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Wrong options are refused at start where that can be known; else one object's trouble is reported and the poll goes on. */
class ConsumerOptionsTest {

    @TempDir
    Path root;

    private Inbox inbox;
    private final Queue<String> errors = new ConcurrentLinkedQueue<>();

    @BeforeEach
    void open() {
        inbox = new Inbox(root);
        inbox.context.getRegistry().bind("repository", new MemoryIdempotentRepository());
        inbox.context.getRegistry().bind("claims", JdbcConnectionPool.create("jdbc:h2:mem:", "sa", ""));
        inbox.context.getRegistry().bind("errors", new ErrorRecorder(errors));
    }

    @AfterEach
    void close() {
        inbox.close();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            noop=true&delete=true                    | noop        | delete
            noop=true&move=done/                     | noop        | move
            noop=true&moveBucket=b                   | noop        | moveBucket
            delete=true&move=done/                   | delete      | move
            noop=false                               | noop        | set delete=true or move
            bodyType=file                            | bodyType    | set localWorkDirectory
            localWorkDirectory=/nowhere              | localWorkDirectory | bodyType=file
            prefetch=5&bodyType=none                 | prefetch    | bodyType
            shard=4/4                                | shard       | 4/4
            shard=x                                  | shard       | index/count
            include=[                                | include     | regular expression
            exclude=a{                               | exclude     | regular expression
            minSize=10&maxSize=5                     | minSize     | maxSize
            minAge=2s&maxAge=1s                      | minAge      | maxAge
            move=${file:name}                        | move        | where it is
            move=${key}                              | move        | where it is
            prefix=in/&move=in/                      | move        | where it is
            move=done                                | move        | write 'done/'
            moveFailed=failed                        | moveFailed  | write 'failed/'
            move=done/${nosuchfunction}              | move        | no expression
            idempotentKey=${nosuchfunction}          | idempotentKey | no expression
            moveConnection=nowhere                   | moveConnection | connections[nowhere]
            filter=${nosuchfunction}                 | filter      | no expression
            sortBy=;                                 | sortBy      | empty part
            sortBy=file:name&shuffle=true            | sortBy      | shuffle
            seenFile=/tmp/x&idempotentRepository=#repository | seenFile | idempotentRepository
            seenFile=/tmp/x&delete=true              | seenFile    | idempotent=true
            idempotentRepository=#repository&idempotent=false | idempotentRepository | idempotent
            doneFileName=${file:size}.done           | doneFileName | ${file:name}.done
            doneFileName=ready/${file:name}          | doneFileName | plain name
            doneFileName=ready&shard=0/2             | shard       | done file of its own
            maxConcurrency=0                         | maxConcurrency | at least 1
            maxMessagesPerPoll=-1                    | maxMessagesPerPoll | at least 0
            maxFailures=-1                           | maxFailures | at least 0
            commitBatchSize=0                        | commitBatchSize | at least 1
            claims=#claims&delete=true&inProgressRepository=#repository | claims | inProgressRepository
            claims=#claims&seenFile=/tmp/x           | claims      | leave seenFile out
            claims=#claims&idempotentEager=true      | claims      | leave idempotentEager out
            claims=#claims&delete=true&claimLease=10 | claimLease  | at least PT1S
            delete=true&commitInterval=0             | commitInterval | positive
            """)
    void isRefusedAtStartNamingOptionAndRemedy(String options, String option, String remedy) throws Exception {
        inbox.put("a");
        assertThatThrownBy(() -> {
                    inbox.route(options);
                    inbox.context.start();
                })
                .hasStackTraceContaining("option")
                .hasStackTraceContaining(option)
                .hasStackTraceContaining(remedy);
        assertThat(inbox.consumed).isEmpty();
        assertThat(inbox.keys()).containsExactly("a");
    }

    @Test
    void aConsumerNeedsABucket() {
        assertThatThrownBy(() -> {
                    inbox.context.addRoutes(new org.apache.camel.builder.RouteBuilder() {
                        @Override
                        public void configure() {
                            from(inbox.uri("", "")).to("mock:x");
                        }
                    });
                    inbox.context.start();
                })
                .hasStackTraceContaining("a consumer needs a bucket");
    }

    @Test
    void anExpressionThatYieldsNothingForAnObjectIsReportedAndTheOthersGoOn() throws Exception {
        inbox.put("in/a.txt", "in/noextension", "in/z.txt");
        inbox.route("prefix=in/&move=${file:ext}&exceptionHandler=#errors");
        inbox.context.start();
        await().until(() -> inbox.keys().contains("txt"));
        await().until(() -> !errors.isEmpty());
        assertThat(errors.peek())
                .contains("option move")
                .contains("in/noextension")
                .contains("yields no key");
        assertThat(inbox.keys()).contains("in/noextension");
        assertThat(inbox.consumed()).doesNotContain("in/noextension").contains("in/z.txt");
    }

    @Test
    void anExpressionThatYieldsAnImpossibleKeyIsReportedAndTheOthersGoOn() throws Exception {
        inbox.put("in/a", "in/b");
        inbox.route("prefix=in/&maxMessagesPerPoll=1&move=done/${bean:namer}&exceptionHandler=#errors");
        inbox.context.getRegistry().bind("namer", new Namer());
        inbox.context.start();
        await().until(() -> inbox.keys().contains("done/ok"));
        await().until(() -> !errors.isEmpty());
        assertThat(errors.peek()).contains("option move").contains("in/a").contains("1024");
    }

    /** Names one object impossibly. */
    public static final class Namer {
        public String name(Exchange exchange) {
            return Inbox.key(exchange).endsWith("a") ? "x".repeat(2000) : "ok";
        }
    }

    @Test
    void aFilterThatFailsForOneObjectIsReportedAndTheOthersGoOn() throws Exception {
        inbox.put("a", "b");
        inbox.context.getRegistry().bind("picky", (java.util.function.Predicate<io.cloudbridge.store.ObjectInfo>)
                object -> {
                    if (object.key().equals("a")) {
                        throw new IllegalStateException("cannot say");
                    }
                    return true;
                });
        inbox.route("filter=#picky&exceptionHandler=#errors");
        inbox.context.start();
        await().until(() -> inbox.consumed().equals(List.of("b")) && !errors.isEmpty());
        assertThat(errors.peek()).contains("option filter").contains("cannot say");
    }

    @Test
    void aVanishedBucketIsAClearErrorEachPollAndItsReturnIsNoticed() throws Exception {
        inbox.route("exceptionHandler=#errors");
        inbox.context.start();
        inbox.client.deleteBucket("inbox");
        await().until(() -> !errors.isEmpty());
        assertThat(errors.peek()).contains("BucketNotFound").contains("inbox");
        inbox.client.createBucket("inbox");
        inbox.put("a");
        await().until(() -> inbox.consumed().equals(List.of("a")));
    }
}
