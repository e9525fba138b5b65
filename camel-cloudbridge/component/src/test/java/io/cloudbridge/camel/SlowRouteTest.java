/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.camel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cloudbridge.store.CloudBridgeException;
import io.cloudbridge.store.StoreProvider;
import io.cloudbridge.store.TransferListener;
import io.cloudbridge.store.TransferStatus;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.camel.builder.RouteBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Routes that take their time. However long that is, what matters is what is open meanwhile and what happens when it is cut. */
class SlowRouteTest {

    private static final byte[] CONTENT = new byte[1_000_000];

    static {
        new Random(3).nextBytes(CONTENT);
    }

    @TempDir
    Path directory;

    private final CuttingProvider server = new CuttingProvider();

    private LocalContext context(RouteBuilder routes) throws Exception {
        return new LocalContext(directory, routes) {
            @Override
            void configure() {
                camel.getRegistry().bind("server", StoreProvider.class, server);
                component.getConfiguration().setProvider("cutting");
            }
        };
    }

    @Test
    void aRouteThatReadsLaterAsksOnceAndHoldsOneConnection() throws Exception {
        try (LocalContext context = context(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:later")
                        .to("cloudbridge:box?operation=download&key=k")
                        .process(e -> {
                            assertThat(server.reads).hasValue(1);
                            assertThat(server.connections()).isEqualTo(1);
                        })
                        .process(e ->
                                assertThat(e.getMessage().getBody(byte[].class)).isEqualTo(CONTENT));
            }
        })) {
            context.put("k", CONTENT);
            context.request("direct:later", null, Map.of());
            assertThat(server.reads).hasValue(1);
            assertThat(server.connections()).isZero();
        }
    }

    @Test
    void aBodyGoesOnWhereTheServerCutAnIdleConnection() throws Exception {
        try (LocalContext context = context(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:slow")
                        .to("cloudbridge:box?operation=download&key=k")
                        .process(e -> {
                            InputStream in = e.getMessage().getBody(InputStream.class);
                            byte[] read = Arrays.copyOf(in.readNBytes(1000), CONTENT.length);
                            assertThat(server.connections()).isEqualTo(1);
                            server.cut();
                            assertThat(in.readNBytes(read, 1000, 500_000)).isEqualTo(500_000);
                            server.cut();
                            in.readNBytes(read, 501_000, read.length - 501_000);
                            assertThat(read).isEqualTo(CONTENT);
                        });
            }
        })) {
            context.put("k", CONTENT);
            context.request("direct:slow", null, Map.of());
            assertThat(server.reads).hasValue(3);
            assertThat(server.connections()).isZero();
        }
    }

    @Test
    void aServerThatCutsForEverIsAnErrorThatSaysSo() throws Exception {
        try (LocalContext context = context(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:cut")
                        .to("cloudbridge:box?operation=download&key=k&maxRetries=0")
                        .process(e -> {
                            InputStream in = e.getMessage().getBody(InputStream.class);
                            in.read();
                            server.cut();
                            in.readAllBytes();
                        });
            }
        })) {
            context.put("k", CONTENT);
            assertThatThrownBy(() -> context.request("direct:cut", null, Map.of()))
                    .isInstanceOf(CloudBridgeException.class)
                    .hasMessageContaining("connection reset by peer");
            assertThat(server.connections()).isZero();
        }
    }

    @Test
    void listenersInTheRegistryHearOfTransfers() throws Exception {
        List<String> heard = new CopyOnWriteArrayList<>();
        try (LocalContext context = new LocalContext(directory) {
            @Override
            void configure() {
                camel.getRegistry().bind("listener", TransferListener.class, new TransferListener() {
                    @Override
                    public void started(TransferStatus status) {
                        heard.add("started " + status.kind() + " " + status.ref());
                    }

                    @Override
                    public void ended(TransferStatus status, Throwable failure) {
                        heard.add("ended " + status.bytesDone() + " " + failure);
                    }
                });
            }
        }) {
            context.put("k", CONTENT);
        }
        assertThat(heard).containsExactly("started UPLOAD box/k", "ended 1000000 null");
    }
}
