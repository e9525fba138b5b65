/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.benchmarks.contestant;

import java.net.URI;
import org.apache.camel.component.azure.storage.blob.BlobConstants;

/** camel-azure-storage-blob. It opens all objects of a bucket before the first exchange. */
final class AzureStorageBlobContestant extends CamelContestant {

    private final String connection = "azure-storage-blob:" + ACCOUNT + "/" + BUCKET + "?serviceClient=#client";

    private AzureStorageBlobContestant(URI endpoint) {
        super(endpoint);
        camel.getRegistry().bind("client", AzureClient.of(endpoint));
    }

    public static void main(String[] args) throws Exception {
        compete(args, AzureStorageBlobContestant::new);
    }

    @Override
    String consumer(Task task) {
        return connection + "&initialDelay=0&greedy=true&deleteAfterRead=true&prefix=" + task.prefix() + options(task);
    }

    @Override
    String producer(String operation) {
        return connection
                + switch (operation) {
                    case "upload" -> "&operation=uploadBlockBlob";
                    case "download" -> "&operation=getBlob";
                    default -> throw new IllegalArgumentException(operation);
                };
    }

    @Override
    String keyHeader() {
        return BlobConstants.BLOB_NAME;
    }
}
