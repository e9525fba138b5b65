/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.camel;

import static org.assertj.core.api.Assertions.assertThat;

import io.cloudbridge.store.ObjectStore;
import io.cloudbridge.store.StoreConfig;
import io.cloudbridge.store.StoreProvider;
import io.cloudbridge.store.local.LocalProvider;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.net.ssl.SSLContext;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.jsse.SSLContextParameters;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GlobalTlsTest {

    @TempDir
    Path directory;

    private final DefaultCamelContext camel = new DefaultCamelContext();
    private final CloudBridgeComponent component = new CloudBridgeComponent();
    private final Tls provider = new Tls();

    @BeforeEach
    void start() {
        camel.getRegistry().bind("tls", StoreProvider.class, provider);
        camel.addComponent("cloudbridge", component);
        camel.setSSLContextParameters(new SSLContextParameters());
        component.getConfiguration().setProvider("tls");
        component.getConfiguration().setRootDirectory(directory.toString());
        camel.start();
    }

    @AfterEach
    void stop() {
        camel.stop();
    }

    private List<SSLContext> open(String... uris) {
        for (String uri : uris) {
            camel.getEndpoint(uri).start();
        }
        return provider.contexts;
    }

    @Test
    void thoseOfTheApplicationAreLeftOutUnlessTold() {
        assertThat(open("cloudbridge:box")).containsExactly((SSLContext) null);
    }

    @Test
    void thoseOfTheApplicationServeAllEndpointsByOneClient() {
        component.setUseGlobalSslContextParameters(true);
        assertThat(open("cloudbridge:box", "cloudbridge:other")).singleElement().isNotNull();
    }

    @Test
    void thoseOfAnEndpointWin() {
        component.setUseGlobalSslContextParameters(true);
        camel.getRegistry().bind("own", new SSLContextParameters());
        List<SSLContext> contexts = open("cloudbridge:box", "cloudbridge:box?sslContextParameters=#own");
        assertThat(contexts).hasSize(2).doesNotContainNull().doesNotHaveDuplicates();
    }

    @Test
    void aStoreWithoutConnectionsNeedsNone() {
        component.setUseGlobalSslContextParameters(true);
        component.getConfiguration().setProvider("local");
        assertThat(open("cloudbridge:box")).isEmpty();
    }

    /** The local store as one that is reached by TLS. */
    private static final class Tls implements StoreProvider {
        private final List<SSLContext> contexts = new ArrayList<>();

        @Override
        public String name() {
            return "tls";
        }

        @Override
        public Set<String> settings() {
            return Set.of("rootDirectory", "sslContext");
        }

        @Override
        public ObjectStore open(StoreConfig config) {
            contexts.add(config.sslContext().orElse(null));
            return new LocalProvider()
                    .open(new StoreConfig("local", Map.of("rootDirectory", config.require("rootDirectory", "set it"))));
        }
    }
}
