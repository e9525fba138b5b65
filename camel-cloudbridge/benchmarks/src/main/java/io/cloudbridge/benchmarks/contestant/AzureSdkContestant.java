/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.benchmarks.contestant;

import com.azure.core.util.BinaryData;
import com.azure.storage.blob.BlobContainerClient;
import com.azure.storage.blob.BlobServiceClient;
import com.azure.storage.blob.batch.BlobBatchClient;
import com.azure.storage.blob.batch.BlobBatchClientBuilder;
import com.azure.storage.blob.models.BlobItem;
import com.azure.storage.blob.models.ListBlobsOptions;
import java.net.URI;
import java.util.List;

/** The Azure SDK by hand, each call the cheapest that it has for the purpose. */
final class AzureSdkContestant extends ClientContestant {

    private static final int MOST_OF_A_BATCH = 256;

    private final BlobContainerClient container;
    private final BlobBatchClient batches;

    private AzureSdkContestant(URI endpoint) {
        BlobServiceClient client = AzureClient.of(endpoint);
        container = client.getBlobContainerClient(BUCKET);
        batches = new BlobBatchClientBuilder(client).buildClient();
    }

    public static void main(String[] args) throws Exception {
        compete(args, AzureSdkContestant::new);
    }

    @Override
    List<String> list(String prefix) {
        return container
                .listBlobs(new ListBlobsOptions().setPrefix(prefix), null)
                .iterableByPage()
                .iterator()
                .next()
                .getValue()
                .stream()
                .map(BlobItem::getName)
                .toList();
    }

    @Override
    byte[] read(String key) {
        return container.getBlobClient(key).downloadContent().toBytes();
    }

    @Override
    void write(String key, byte[] body) {
        container.getBlobClient(key).getBlockBlobClient().upload(BinaryData.fromBytes(body), true);
    }

    @Override
    void delete(List<String> keys) {
        for (int from = 0; from < keys.size(); from += MOST_OF_A_BATCH) {
            List<String> urls = keys.subList(from, Math.min(keys.size(), from + MOST_OF_A_BATCH)).stream()
                    .map(key -> container.getBlobClient(key).getBlobUrl())
                    .toList();
            batches.deleteBlobs(urls, null).forEach(deleted -> require(deleted.getStatusCode() == 202, "not deleted"));
        }
    }
}
