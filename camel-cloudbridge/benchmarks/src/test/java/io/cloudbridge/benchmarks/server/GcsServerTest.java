/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.benchmarks.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.cloud.NoCredentials;
import com.google.cloud.storage.Blob;
import com.google.cloud.storage.BlobId;
import com.google.cloud.storage.BlobInfo;
import com.google.cloud.storage.Storage;
import com.google.cloud.storage.Storage.BlobListOption;
import com.google.cloud.storage.Storage.BlobTargetOption;
import com.google.cloud.storage.StorageOptions;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URLConnection;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the server answers, as Google's own client reads it. */
class GcsServerTest {

    private static final byte[] HELLO = "hello".getBytes(StandardCharsets.UTF_8);

    private MemoryServer server;
    private Storage client;

    @BeforeEach
    void start() throws IOException {
        server = new MemoryServer("gcs", 0);
        client = StorageOptions.newBuilder()
                .setHost(server.endpoint().toString())
                .setProjectId("p")
                .setCredentials(NoCredentials.getInstance())
                .build()
                .getService();
    }

    @AfterEach
    void stop() throws Exception {
        client.close();
        server.close();
    }

    @Test
    void storesUploadsOfOneRequest() {
        BlobInfo info = BlobInfo.newBuilder("b", "a/ü +\"q\".txt")
                .setContentType("text/plain")
                .build();
        Blob stored = client.create(info, HELLO, BlobTargetOption.disableGzipContent());
        assertThat(stored.getSize()).isEqualTo(5);
        assertThat(client.readAllBytes(info.getBlobId())).isEqualTo(HELLO);
        Blob read = client.get(info.getBlobId());
        assertThat(read.getContentType()).isEqualTo("text/plain");
        assertThat(read.getGeneration()).isEqualTo(stored.getGeneration());
        assertThat(read.getCrc32c()).isEqualTo("mnG7TA==");
    }

    @Test
    void storesResumableUploadsOfOnePiece() throws IOException {
        BlobInfo info =
                BlobInfo.newBuilder("b", "a/ü.txt").setContentType("text/plain").build();
        client.createFrom(info, new ByteArrayInputStream(HELLO));
        assertThat(client.readAllBytes(info.getBlobId())).isEqualTo(HELLO);
        assertThat(client.get(info.getBlobId()).getContentType()).isEqualTo("text/plain");
    }

    @Test
    void readsByTheXmlApi() throws IOException {
        client.create(BlobInfo.newBuilder("b", "a.txt").build(), HELLO, BlobTargetOption.disableGzipContent());
        URLConnection read = server.endpoint().resolve("/b/a.txt").toURL().openConnection();
        assertThat(read.getInputStream().readAllBytes()).isEqualTo(HELLO);
        assertThat(read.getHeaderField("x-goog-hash")).isEqualTo("crc32c=mnG7TA==");
        assertThat(read.getHeaderField("x-goog-generation"))
                .isEqualTo(client.get("b", "a.txt").getGeneration().toString());
    }

    @Test
    void listsInPagesAndFolders() throws IOException {
        Control.ask(server, "fill?bucket=b&prefix=in/&count=2500&size=10");
        Control.ask(server, "fill?bucket=b&prefix=in/x/&count=2&size=10");
        List<String> all = client.list("b", BlobListOption.prefix("in/"))
                .streamAll()
                .map(Blob::getName)
                .toList();
        assertThat(all).hasSize(2502).isSorted().doesNotHaveDuplicates();
        List<Blob> folder = client.list("b", BlobListOption.prefix("in/"), BlobListOption.currentDirectory())
                .streamAll()
                .toList();
        assertThat(folder).hasSize(2501);
        assertThat(folder)
                .filteredOn(Blob::isDirectory)
                .extracting(Blob::getName)
                .containsExactly("in/x/");
    }

    @Test
    void deletesInBatches() throws IOException {
        Control.ask(server, "fill?bucket=b&prefix=in/&count=2&size=10");
        assertThat(client.delete(List.of(BlobId.of("b", "in/000000000"), BlobId.of("b", "in/other"))))
                .containsExactly(true, false);
        assertThat(client.get("b", "in/000000000")).isNull();
        assertThat(client.delete("b", "in/000000001")).isTrue();
        assertThat(client.delete("b", "in/000000001")).isFalse();
        assertThat(Control.ask(server, "counts")).isEqualTo("delete=2\ndeletes=1\nhead=1\n");
    }
}
