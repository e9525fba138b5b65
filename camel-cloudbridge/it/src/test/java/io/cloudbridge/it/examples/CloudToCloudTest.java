/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.it.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.cloudbridge.camel.CloudBridgeConstants;
import io.cloudbridge.examples.cloudtocloud.CloudToCloud;
import io.cloudbridge.examples.cloudtocloud.Summary;
import io.cloudbridge.it.Servers;
import io.cloudbridge.it.gcp.server.GcsServer;
import io.cloudbridge.store.ObjectInfo;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.UUID;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.main.Main;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The example cloud-to-cloud, all the way: S3 to Azure to Swift to Google to a directory. */
class CloudToCloudTest {

    private static final int LARGE = 20 << 20; // in parts, on every store

    @TempDir
    private Path place;

    private final String bucket = "mirror-" + UUID.randomUUID();
    private final Map<String, byte[]> contents = new TreeMap<>();
    private Map<String, Map<String, String>> stores;
    private GcsServer google;
    private Main main;
    private ProducerTemplate template;

    @BeforeEach
    void start() throws Exception {
        google = GcsServer.start();
        Path key = Files.writeString(place.resolve("google.json"), google.serviceAccountKey());
        stores = new LinkedHashMap<>();
        stores.put("aws", settings("s3proxy", "endpoint", "region", "accessKey", "secretKey"));
        stores.put("azure", settings("azurite", "endpoint", "accountName", "accountKey"));
        stores.put("openstack", settings("swift", "authUrl", "username", "password"));
        stores.put("gcp", Map.of("endpoint", google.endpoint(), "serviceAccountKey", key.toString()));
        stores.put("local", Map.of("rootDirectory", place.resolve("store").toString()));

        main = new Main();
        main.configure().withAutoConfigurationLogSummary(false);
        stores.keySet().forEach(store -> connection(store, store)
                .forEach((name, value) -> main.addInitialProperty(name, value)));
        main.start();
        template = main.getCamelContext().createProducerTemplate();
        template.requestBody("cloudbridge:" + bucket + "?connection=aws&operation=createBucket", (Object) null);
    }

    @AfterEach
    void stop() {
        for (String store : stores.keySet()) {
            String uri = "cloudbridge:" + bucket + "?connection=" + store + "&operation=";
            template.requestBody(uri + "deletePrefix&allowEmptyPrefix=true", (Object) null);
            template.requestBody(uri + "deleteBucket", (Object) null);
        }
        main.stop();
        google.close();
    }

    @Test
    void everyObjectGoesAroundWholeWithItsPropertiesAndASecondRoundBringsOnlyWhatChanged() throws Exception {
        put("large.bin", random(LARGE), "application/octet-stream");
        put("sub dir/Überblick ☂.txt", "Grüße".getBytes(StandardCharsets.UTF_8), "text/markdown");
        put("100% #1 + more?.csv", "a,b\n".getBytes(StandardCharsets.UTF_8), "text/csv");
        put("empty", new byte[0], "image/x-nothing");

        assertThat(around()).allSatisfy(hop -> {
            assertThat(hop.copied()).isEqualTo(contents.size());
            assertThat(hop.failed()).isZero();
        });
        for (Map.Entry<String, byte[]> object : contents.entrySet()) {
            assertThat(read(object.getKey())).as(object.getKey()).isEqualTo(object.getValue());
        }
        ObjectInfo arrived = head("sub dir/Überblick ☂.txt");
        assertThat(arrived.contentType()).isEqualTo("text/markdown");
        assertThat(arrived.metadata()).containsEntry("colour", "blue");

        assertThat(around()).allSatisfy(hop -> {
            assertThat(hop.copied()).isZero();
            assertThat(hop.unchanged()).isEqualTo(contents.size());
        });

        put("100% #1 + more?.csv", "c,d\n".getBytes(StandardCharsets.UTF_8), "text/csv");
        assertThat(around()).allSatisfy(hop -> assertThat(hop.copied()).isEqualTo(1));
        assertThat(read("100% #1 + more?.csv")).isEqualTo(contents.get("100% #1 + more?.csv"));
    }

    /** Mirrors from each store to the next. */
    private List<Summary> around() throws Exception {
        List<Summary> hops = new ArrayList<>();
        String from = null;
        for (String to : stores.keySet()) {
            if (from != null) {
                List<String> settings = new ArrayList<>(List.of(
                        "camel.main.autoConfigurationLogSummary=false",
                        "source=from",
                        "source.bucket=" + bucket,
                        "target=to",
                        "target.bucket=" + bucket,
                        "source.prefix=",
                        "target.create=true",
                        "mirror.parallel=4"));
                connection("from", from).forEach((name, value) -> settings.add(name + "=" + value));
                connection("to", to).forEach((name, value) -> settings.add(name + "=" + value));
                PrintStream nowhere = new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
                hops.add(CloudToCloud.mirror(nowhere, settings.toArray(String[]::new)));
            }
            from = to;
        }
        return hops;
    }

    private Map<String, String> connection(String name, String store) {
        String prefix = "camel.component.cloudbridge.connections[" + name + "].";
        Map<String, String> properties = new LinkedHashMap<>();
        properties.put(prefix + "provider", store);
        stores.get(store).forEach((option, value) -> properties.put(prefix + option, value));
        return properties;
    }

    private static Map<String, String> settings(String server, String... names) {
        Map<String, String> settings = new LinkedHashMap<>();
        for (String name : names) {
            settings.put(name, Servers.setting(server + "." + name));
        }
        return settings;
    }

    private void put(String key, byte[] content, String type) {
        contents.put(key, content);
        template.requestBodyAndHeaders(
                "cloudbridge:" + bucket + "?connection=aws",
                content,
                Map.of(
                        CloudBridgeConstants.KEY, key,
                        CloudBridgeConstants.CONTENT_TYPE, type,
                        CloudBridgeConstants.METADATA, Map.of("colour", "blue")));
    }

    private byte[] read(String key) {
        return template.requestBodyAndHeader(
                "cloudbridge:" + bucket + "?connection=local&operation=download",
                null,
                CloudBridgeConstants.KEY,
                key,
                byte[].class);
    }

    private ObjectInfo head(String key) {
        return template.requestBodyAndHeader(
                "cloudbridge:" + bucket + "?connection=local&operation=head",
                null,
                CloudBridgeConstants.KEY,
                key,
                ObjectInfo.class);
    }

    private static byte[] random(int size) {
        byte[] bytes = new byte[size];
        new Random(size).nextBytes(bytes);
        return bytes;
    }
}
