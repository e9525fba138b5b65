/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.benchmarks.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.azure.core.http.okhttp.OkHttpAsyncHttpClientBuilder;
import com.azure.core.util.BinaryData;
import com.azure.core.util.Context;
import com.azure.storage.blob.BlobClient;
import com.azure.storage.blob.BlobContainerClient;
import com.azure.storage.blob.BlobServiceClient;
import com.azure.storage.blob.BlobServiceClientBuilder;
import com.azure.storage.blob.batch.BlobBatch;
import com.azure.storage.blob.batch.BlobBatchClient;
import com.azure.storage.blob.batch.BlobBatchClientBuilder;
import com.azure.storage.blob.models.BlobErrorCode;
import com.azure.storage.blob.models.BlobHttpHeaders;
import com.azure.storage.blob.models.BlobItem;
import com.azure.storage.blob.models.BlobRange;
import com.azure.storage.blob.models.BlobStorageException;
import com.azure.storage.blob.models.ListBlobsOptions;
import com.azure.storage.blob.options.BlobParallelUploadOptions;
import com.azure.storage.common.StorageSharedKeyCredential;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the server answers, as Microsoft's own client reads it. */
class AzureServerTest {

    private MemoryServer server;
    private BlobServiceClient account;
    private BlobContainerClient container;

    @BeforeEach
    void start() throws IOException {
        server = new MemoryServer("azure", 0);
        account = new BlobServiceClientBuilder()
                .endpoint(server.endpoint() + "/devstoreaccount1")
                .credential(new StorageSharedKeyCredential("devstoreaccount1", "c2VjcmV0"))
                .httpClient(new OkHttpAsyncHttpClientBuilder().build())
                .buildClient();
        container = account.getBlobContainerClient("b");
    }

    @AfterEach
    void stop() throws IOException {
        server.close();
    }

    @Test
    void storesContentTypeAndMetadata() {
        BlobClient blob = container.getBlobClient("a/ü +.txt");
        blob.uploadWithResponse(
                new BlobParallelUploadOptions(BinaryData.fromString("hello"))
                        .setHeaders(new BlobHttpHeaders().setContentType("text/plain"))
                        .setMetadata(Map.of("colour", "blue")),
                null,
                Context.NONE);
        assertThat(blob.downloadContent()).hasToString("hello");
        assertThat(blob.getProperties().getContentType()).isEqualTo("text/plain");
        assertThat(blob.getProperties().getMetadata()).isEqualTo(Map.of("colour", "blue"));
        assertThat(blob.getProperties().getBlobSize()).isEqualTo(5);
        ByteArrayOutputStream part = new ByteArrayOutputStream();
        blob.downloadStreamWithResponse(part, new BlobRange(1, 3L), null, null, false, null, Context.NONE);
        assertThat(part.toString(StandardCharsets.UTF_8)).isEqualTo("ell");
    }

    @Test
    void listsInPagesAndFolders() throws IOException {
        Control.ask(server, "fill?bucket=b&prefix=in/&count=2500&size=10");
        Control.ask(server, "fill?bucket=b&prefix=in/x/&count=2&size=10");
        ListBlobsOptions pages = new ListBlobsOptions().setPrefix("in/").setMaxResultsPerPage(1000);
        List<String> all =
                container.listBlobs(pages, null).stream().map(BlobItem::getName).toList();
        assertThat(all).hasSize(2502).isSorted().doesNotHaveDuplicates();
        List<BlobItem> folder =
                container.listBlobsByHierarchy("/", pages, null).stream().toList();
        assertThat(folder).hasSize(2501);
        assertThat(folder)
                .filteredOn(item -> Boolean.TRUE.equals(item.isPrefix()))
                .extracting(BlobItem::getName)
                .containsExactly("in/x/");
    }

    @Test
    void deletesInBatches() throws IOException {
        Control.ask(server, "fill?bucket=b&prefix=in/&count=2&size=10");
        BlobBatchClient client = new BlobBatchClientBuilder(account).buildClient();
        BlobBatch batch = client.getBlobBatch();
        var there = batch.deleteBlob(container.getBlobClient("in/000000000").getBlobUrl());
        var missing = batch.deleteBlob(container.getBlobClient("in/other").getBlobUrl());
        client.submitBatchWithResponse(batch, false, null, Context.NONE);
        assertThat(there.getStatusCode()).isEqualTo(202);
        assertThatThrownBy(missing::getStatusCode)
                .isInstanceOfSatisfying(BlobStorageException.class, e -> assertThat(e.getErrorCode())
                        .isEqualTo(BlobErrorCode.BLOB_NOT_FOUND));
        assertThat(container.listBlobs()).extracting(BlobItem::getName).containsExactly("in/000000001");
        assertThat(Control.ask(server, "counts")).isEqualTo("deletes=1\nlist=1\n");
    }

    @Test
    void saysWhatIsMissing() {
        assertThatThrownBy(() -> container.getBlobClient("none").downloadContent())
                .isInstanceOfSatisfying(BlobStorageException.class, e -> assertThat(e.getErrorCode())
                        .isEqualTo(BlobErrorCode.BLOB_NOT_FOUND));
        assertThat(container.getBlobClient("none").exists()).isFalse();
    }
}
