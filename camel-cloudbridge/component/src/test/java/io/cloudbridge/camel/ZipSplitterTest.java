/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.camel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.cloudbridge.store.ObjectInfo;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.apache.camel.builder.NotifyBuilder;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.dataformat.zipfile.ZipSplitter;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The parts that {@code camel-zipfile} makes of a consumed archive are stored under their own names, into the bucket of the archive too. */
class ZipSplitterTest {

    private static final List<String> NAMES = List.of("a.txt", "b/b.json");

    @TempDir
    Path directory;

    private LocalContext context;

    @BeforeEach
    void storeArchive() throws Exception {
        context = new LocalContext(directory);
        context.template.sendBody("cloudbridge:incoming?operation=createBucket", null);
        context.template.sendBody("cloudbridge:outgoing?operation=createBucket", null);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            for (String name : NAMES) {
                zip.putNextEntry(new ZipEntry(name));
                zip.write(name.getBytes(StandardCharsets.UTF_8));
            }
        }
        context.request(
                "cloudbridge:incoming?contentType=application/zip",
                bytes.toByteArray(),
                Map.of(CloudBridgeConstants.KEY, "all.zip"));
    }

    @AfterEach
    void stop() throws Exception {
        context.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"outgoing", "incoming"})
    void partsNeverOverwriteEachOtherOrTheirSource(String bucket) throws Exception {
        NotifyBuilder done =
                new NotifyBuilder(context.camel).fromRoute("in").whenDone(1).create();
        context.camel.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("cloudbridge:incoming?initialDelay=0&include=all[.]zip")
                        .routeId("in")
                        .split(new ZipSplitter())
                        .streaming()
                        .to("cloudbridge:" + bucket)
                        .end();
            }
        });
        assertThat(done.matches(20, TimeUnit.SECONDS)).isTrue();
        // it may have been told of a part, which ends before the whole
        await().until(() -> context.camel.getInflightRepository().size() == 0);
        for (String name : NAMES) {
            assertThat(ask(bucket, "download", name, String.class)).isEqualTo(name);
        }
        assertThat(ask("incoming", "head", "all.zip", ObjectInfo.class).contentType())
                .isEqualTo("application/zip");
        assertThat(ask("outgoing", "exists", "all.zip", Boolean.class)).isFalse();
    }

    private <T> T ask(String bucket, String operation, String key, Class<T> type) {
        return context.template.requestBodyAndHeader(
                "cloudbridge:" + bucket + "?operation=" + operation, null, CloudBridgeConstants.KEY, key, type);
    }
}
