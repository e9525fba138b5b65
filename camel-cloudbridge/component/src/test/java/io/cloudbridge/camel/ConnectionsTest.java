/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.camel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cloudbridge.store.ObjectStore;
import io.cloudbridge.store.StoreClient;
import io.cloudbridge.store.StoreConfig;
import io.cloudbridge.store.StoreProvider;
import io.cloudbridge.store.local.LocalProvider;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.apache.camel.CamelContext;
import org.apache.camel.main.Main;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Options on the component, in connections and in URIs, bound as an application binds them. */
class ConnectionsTest {

    private static final String CLOUDBRIDGE = "camel.component.cloudbridge.";

    @TempDir
    Path directory;

    private final Main main = new Main();

    @BeforeEach
    void makeBuckets() throws Exception {
        for (String root : new String[] {"component", "archive", "uri"}) {
            Files.createDirectories(directory.resolve(root).resolve("box"));
        }
    }

    @AfterEach
    void stop() {
        main.stop();
    }

    private void set(String option, Object value) {
        main.addInitialProperty(CLOUDBRIDGE + option, value.toString());
    }

    private String root(String name) {
        return directory.resolve(name).toString();
    }

    private CamelContext start() {
        main.start();
        return main.getCamelContext();
    }

    private static CloudBridgeEndpoint endpoint(CamelContext camel, String uri) {
        return camel.getEndpoint(uri, CloudBridgeEndpoint.class);
    }

    @Test
    void aConnectionIsBoundFromPropertiesInCamelCaseAndInKebabCase() {
        set("connections[archive].provider", "local");
        set("connections[archive].rootDirectory", root("archive"));
        set("connections[other].provider", "local");
        set("connections[other].root-directory", root("uri"));
        set("connections[other].request-timeout", "7s");
        CamelContext camel = start();

        camel.createProducerTemplate().sendBody("cloudbridge:box?connection=archive&key=a", "1");
        camel.createProducerTemplate().sendBody("cloudbridge:box?connection=other&key=b", "2");

        assertThat(directory.resolve("archive/box/a")).hasContent("1");
        assertThat(directory.resolve("uri/box/b")).hasContent("2");
        assertThat(endpoint(camel, "cloudbridge:box?connection=other")
                        .getConfiguration()
                        .getRequestTimeout())
                .isEqualTo(Duration.ofSeconds(7));
    }

    @Test
    void theUriWinsOverTheConnectionAndTheConnectionOverTheComponentForEachOption() {
        set("provider", "local");
        set("rootDirectory", root("component"));
        set("max-retries", 7);
        set("partSize", 1_000_000);
        set("uploadConcurrency", 9);
        set("connections[c].rootDirectory", root("archive"));
        set("connections[c].maxRetries", 4);
        set("connections[c].partSize", 2_000_000);
        CamelContext camel = start();

        CloudBridgeConfiguration plain = endpoint(camel, "cloudbridge:box").getConfiguration();
        CloudBridgeConfiguration connected =
                endpoint(camel, "cloudbridge:box?connection=c").getConfiguration();
        CloudBridgeConfiguration own = endpoint(
                        camel, "cloudbridge:box?connection=c&partSize=3000000&rootDirectory=" + root("uri"))
                .getConfiguration();

        assertThat(plain.getRootDirectory()).isEqualTo(root("component"));
        assertThat(plain.getMaxRetries()).isEqualTo(7);
        assertThat(connected.getRootDirectory()).isEqualTo(root("archive"));
        // set to what is the default: it wins over the component all the same
        assertThat(connected.getMaxRetries()).isEqualTo(4);
        assertThat(connected.getPartSize()).isEqualTo(2_000_000);
        assertThat(connected.getUploadConcurrency()).isEqualTo(9);
        assertThat(own.getRootDirectory()).isEqualTo(root("uri"));
        assertThat(own.getPartSize()).isEqualTo(3_000_000);
        assertThat(own.getMultipartThreshold()).isEqualTo(16L << 20);
    }

    @Test
    void theComponentMayHoldCredentialsOfSeveralStores() {
        set("accessKey", "for aws");
        set("region", "eu-central-1");
        set("provider", "aws");
        set("connections[c].provider", "local");
        set("connections[c].rootDirectory", root("archive"));
        CamelContext camel = start();

        camel.createProducerTemplate().sendBody("cloudbridge:box?connection=c&key=k", "1");
        camel.createProducerTemplate()
                .sendBody("cloudbridge:box?provider=local&key=k&rootDirectory=" + root("uri"), "2");

        assertThat(directory.resolve("archive/box/k")).hasContent("1");
        assertThat(directory.resolve("uri/box/k")).hasContent("2");
    }

    @Test
    void anOptionOfAnotherProviderIsRefusedAtStart() {
        set("provider", "local");
        set("rootDirectory", root("component"));
        CamelContext camel = start();

        assertThatThrownBy(() -> camel.getEndpoint("cloudbridge:box?accountName=me"))
                .rootCause()
                .hasMessageContainingAll("accountName", "in the URI", "azure", "local");
        assertThatThrownBy(() -> camel.getEndpoint("cloudbridge:box?region=eu"))
                .rootCause()
                .hasMessageContainingAll("region", "local");
    }

    @Test
    void aWrongOptionOfAConnectionIsRefusedAtStartEvenIfNoRouteUsesIt() {
        set("connections[c].provider", "local");
        set("connections[c].rootDirectory", root("archive"));
        set("connections[c].projectId", "p");
        assertThatThrownBy(this::start)
                .rootCause()
                .hasMessageContainingAll("camel.component.cloudbridge.connections[c].projectId", "gcp", "not to local");
    }

    @Test
    void anAbsentProviderOfAConnectionIsRefusedAtStartEvenIfNoRouteUsesIt() {
        set("connections[c].provider", "azure");
        assertThatThrownBy(this::start)
                .rootCause()
                .hasMessageContainingAll(
                        "camel.component.cloudbridge.connections[c].provider", "cloudbridge-azure", "Present: local");
    }

    @Test
    void anUnknownConnectionNamesThoseKnown() {
        set("connections[archive].provider", "local");
        CamelContext camel = start();
        assertThatThrownBy(() -> camel.getEndpoint("cloudbridge:box?connection=archiv"))
                .rootCause()
                .hasMessageContainingAll("archiv", "it has archive");
    }

    @Test
    void aMissingProviderSaysWhereToSetIt() {
        CamelContext camel = start();
        assertThatThrownBy(() -> camel.getEndpoint("cloudbridge:box"))
                .rootCause()
                .hasMessageContainingAll("provider", "camel.component.cloudbridge.provider", "local");
    }

    @Test
    void anAbsentProviderNamesThosePresentAndTheArtifact() {
        CamelContext camel = start();
        assertThatThrownBy(() -> camel.getEndpoint("cloudbridge:box?provider=azure"))
                .rootCause()
                .hasMessageContainingAll("azure", "Present: local", "io.cloudbridge.camel:cloudbridge-azure");
        assertThatThrownBy(() -> camel.getEndpoint("cloudbridge:box?provider=floppy"))
                .rootCause()
                .hasMessageContainingAll("floppy", "Present: local", "aws, azure, gcp, local, openstack");
    }

    @Test
    void aMisspeltOptionIsNamedWithWhatItMayHaveMeant() {
        CamelContext camel = start();
        assertThatThrownBy(() -> camel.getEndpoint("cloudbridge:box?provider=local&rootDirectori=x"))
                .satisfies(e -> assertThat(chain(e)).contains("rootDirectori (did you mean rootDirectory?)"));
    }

    @Test
    void theValueOfAMisspeltSecretIsNotPrinted() {
        CamelContext camel = start();
        assertThatThrownBy(() -> camel.getEndpoint("cloudbridge:box?provider=azure&acountKei=open-sesame"))
                .satisfies(e -> assertThat(chain(e))
                        .contains("acountKei (did you mean accountKey?)")
                        .doesNotContain("sesame"));
    }

    @Test
    void aNumberOrDurationThatIsNoneIsRefusedByName() {
        set("provider", "local");
        set("rootDirectory", root("component"));
        CamelContext camel = start();
        assertThatThrownBy(() -> camel.getEndpoint("cloudbridge:box?maxRetries=often"))
                .rootCause()
                .hasMessageContainingAll("maxRetries", "often", "number");
        assertThatThrownBy(() -> camel.getEndpoint("cloudbridge:box?minSize=5MB"))
                .rootCause()
                .hasMessageContainingAll("minSize", "5MB", "number");
        assertThatThrownBy(() -> camel.getEndpoint("cloudbridge:box?presignExpiry=soon"))
                .rootCause()
                .hasMessageContainingAll("presignExpiry", "soon", "15m");
        assertThat(endpoint(camel, "cloudbridge:box?presignExpiry=1h30m&minAge=PT5S")
                        .getConfiguration()
                        .getPresignExpiry())
                .isEqualTo(Duration.ofMinutes(90));
    }

    @Test
    void identicalSettingsShareAClientWhichIsClosedWithItsLastUser() throws Exception {
        set("provider", "local");
        set("rootDirectory", root("component"));
        set("connections[same].rootDirectory", root("component"));
        set("connections[other].rootDirectory", root("archive"));
        CamelContext camel = start();
        CloudBridgeComponent component = camel.getComponent("cloudbridge", CloudBridgeComponent.class);

        CloudBridgeEndpoint one = endpoint(camel, "cloudbridge:box");
        CloudBridgeEndpoint two = endpoint(camel, "cloudbridge:other?connection=same&prefix=x");
        CloudBridgeEndpoint three = endpoint(camel, "cloudbridge:box?connection=other");
        StoreClient client = one.client();
        assertThat(two.client()).isSameAs(client);
        assertThat(three.client()).isNotSameAs(client);
        assertThat(component.clients().size()).isEqualTo(2);

        one.stop();
        assertThat(component.clients().size()).isEqualTo(2);
        two.stop();
        three.stop();
        assertThat(component.clients().size()).isZero();
        one.start();
        assertThat(component.clients().size()).isEqualTo(1);
    }

    @Test
    void aProviderIsFoundByCamelsServiceFilesToo() {
        CamelContext camel = start();
        CloudBridgeEndpoint endpoint =
                endpoint(camel, "cloudbridge:box?provider=filed&rootDirectory=" + root("component"));
        assertThat(endpoint.client().provider()).isEqualTo("filed");
    }

    @Test
    void bucketsMayHaveSpacesAndLettersOfAllAlphabets() throws Exception {
        Files.createDirectory(directory.resolve("component/büro 東京"));
        set("provider", "local");
        set("rootDirectory", root("component"));
        CamelContext camel = start();
        camel.createProducerTemplate().sendBody("cloudbridge:büro 東京?key=k", "1");
        assertThat(directory.resolve("component/büro 東京/k")).hasContent("1");
    }

    /** Found by the file in META-INF/services/org/apache/camel/cloudbridge-provider. */
    public static final class FiledProvider implements StoreProvider {
        @Override
        public String name() {
            return "filed";
        }

        @Override
        public Set<String> settings() {
            return new LocalProvider().settings();
        }

        @Override
        public ObjectStore open(StoreConfig config) {
            return new LocalProvider().open(config);
        }
    }

    @Test
    void theOnlyClientOfTheRegistryIsUsedUnlessSettingsNameAnAccount() {
        Object[] opened = new Object[1];
        main.bind("provider", new ClientProvider(opened, directory.resolve("client")));
        main.bind("mine", new ByteArrayInputStream(new byte[0]));
        set("provider", "client");
        CamelContext camel = start();
        Object mine = camel.getRegistry().lookupByName("mine");

        camel.getEndpoint("cloudbridge:a?maxRetries=2");
        assertThat(opened[0]).isSameAs(mine);
        opened[0] = null;
        camel.getEndpoint("cloudbridge:a?region=eu");
        assertThat(opened[0]).isNull();
        Object other = new ByteArrayInputStream(new byte[1]);
        camel.getRegistry().bind("other", other);
        camel.getEndpoint("cloudbridge:a?maxRetries=3");
        assertThat(opened[0]).isNull();
        camel.getEndpoint("cloudbridge:a?client=#other");
        assertThat(opened[0]).isSameAs(other);
    }

    /** Takes streams for clients and remembers which one it was given. */
    private record ClientProvider(Object[] opened, Path root) implements StoreProvider {
        @Override
        public String name() {
            return "client";
        }

        @Override
        public Set<String> settings() {
            return Set.of("client", "region", "maxRetries", "rootDirectory");
        }

        @Override
        public Set<Class<?>> clientTypes() {
            return Set.of(InputStream.class, ByteArrayInputStream.class);
        }

        @Override
        public ObjectStore open(StoreConfig config) {
            opened[0] = config.object("client", InputStream.class).orElse(null);
            return new LocalProvider().open(new StoreConfig("local", Map.of("rootDirectory", root.toString())));
        }
    }

    static String chain(Throwable e) {
        StringBuilder chain = new StringBuilder();
        for (Throwable t = e; t != null; t = t.getCause()) {
            chain.append(t).append('\n');
        }
        return chain.toString();
    }
}
