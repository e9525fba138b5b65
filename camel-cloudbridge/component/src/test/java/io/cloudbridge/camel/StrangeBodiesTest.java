/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.camel;

import static org.assertj.core.api.Assertions.assertThat;

import io.cloudbridge.store.CloudBridgeException;
import io.cloudbridge.store.Failure;
import io.cloudbridge.store.PutResult;
import io.cloudbridge.store.StoreProvider;
import java.io.ByteArrayInputStream;
import java.io.File;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Bodies that are not what they say, or can be read once only, in an application without stream caching. */
class StrangeBodiesTest {

    private static final String OLD = "the old object";

    @TempDir
    Path directory;

    private final HookedProvider store = new HookedProvider();
    private LocalContext context;

    @BeforeEach
    void start() throws Exception {
        String failing = "cloudbridge:box?key=first&maxRetries=0&provider=" + HookedProvider.NAME;
        context =
                new LocalContext(directory, new RouteBuilder() {
                    @Override
                    public void configure() {
                        from("direct:failover")
                                .loadBalance()
                                .failover()
                                .to(failing)
                                .to("cloudbridge:box?key=second")
                                .end();
                        from("direct:try")
                                .doTry()
                                .to(failing)
                                .doCatch(Exception.class)
                                .to("cloudbridge:box?key=second");
                        from("direct:again")
                                .errorHandler(defaultErrorHandler()
                                        .maximumRedeliveries(2)
                                        .redeliveryDelay(0))
                                .to(failing.replace("first", "second"));
                    }
                }) {
                    @Override
                    void configure() {
                        camel.setStreamCaching(false);
                        camel.getRegistry().bind(HookedProvider.NAME, StoreProvider.class, store);
                    }
                };
    }

    @AfterEach
    void stop() throws Exception {
        context.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"failover", "try", "again"})
    void aStreamThatWasReadInVainIsNotStoredByAnotherStep(String route) {
        int[] puts = new int[1];
        store.answer(answer -> {
            if (answer instanceof PutResult && puts[0]++ == 0) {
                throw new CloudBridgeException.Unavailable(Failure.of("gone in the end"), null);
            }
            return answer;
        });
        store.before((verb, keys) -> {
            if (puts[0] > 0 && keys.contains("second")) {
                throw new AssertionError(verb);
            }
        });
        Exchange sent = context.send("direct:" + route, once("content"), Map.of());
        assertThat(sent.getException())
                .hasMessageContaining("of which an upload or stream caching that failed has read");
        if (!route.equals("again")) {
            assertThat(directory.resolve("box/second")).doesNotExist();
        }
    }

    /** What a decoder or a pipe finds out when it is closed comes before the object is seen. */
    @ParameterizedTest
    @ValueSource(ints = {0, 3})
    void aStreamThatCannotBeClosedLeavesTheOldObject(int declared) {
        context.put("o", OLD);
        InputStream body = new FilterInputStream(once("new")) {
            @Override
            public void close() throws IOException {
                throw new IOException("the last block is missing");
            }
        };
        Exchange sent = context.send(
                "cloudbridge:box?key=o",
                body,
                declared == 0 ? Map.of() : Map.of(CloudBridgeConstants.CONTENT_LENGTH, declared));
        assertThat(sent.getException())
                .isInstanceOf(CloudBridgeException.InvalidRequest.class)
                .hasMessageContaining("the last block is missing");
        assertThat(context.text("o")).isEqualTo(OLD);
    }

    @Test
    void aFileThatSaysItIsEmptyIsReadToItsEnd() throws Exception {
        File version = new File("/proc/version");
        context.put("file", version);
        context.put("path", version.toPath());
        assertThat(context.text("file"))
                .isEqualTo(Files.readString(version.toPath()))
                .isNotEmpty();
        assertThat(context.text("path")).isEqualTo(context.text("file"));
    }

    @Test
    void aStreamThatReadsMoreThanItWasAskedForIsRefused() {
        context.put("o", OLD);
        InputStream body = new InputStream() {
            @Override
            public int read() {
                return 'x';
            }

            @Override
            public int read(byte[] target, int offset, int length) {
                return length + 1;
            }
        };
        Exchange sent = context.send("cloudbridge:box?key=o", body, Map.of());
        assertThat(sent.getException())
                .isInstanceOf(CloudBridgeException.InvalidRequest.class)
                .hasMessageContaining("into room for");
        assertThat(context.text("o")).isEqualTo(OLD);
    }

    @Test
    void aCharsetThatIsNoneIsNamed() {
        Exchange sent = context.template.send("cloudbridge:box?key=o", exchange -> {
            exchange.setProperty(Exchange.CHARSET_NAME, "nope-8");
            exchange.getMessage().setBody("text");
        });
        assertThat(sent.getException())
                .isInstanceOf(CloudBridgeException.InvalidRequest.class)
                .hasMessageContaining("nope-8")
                .hasMessageContaining(Exchange.CHARSET_NAME);
    }

    private static InputStream once(String content) {
        return new FilterInputStream(new ByteArrayInputStream(content.getBytes(StandardCharsets.UTF_8))) {
            @Override
            public boolean markSupported() {
                return false;
            }
        };
    }
}
