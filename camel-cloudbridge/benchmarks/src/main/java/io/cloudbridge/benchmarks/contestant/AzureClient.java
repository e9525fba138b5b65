/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.benchmarks.contestant;

import com.azure.core.http.okhttp.OkHttpAsyncHttpClientBuilder;
import com.azure.storage.blob.BlobServiceClient;
import com.azure.storage.blob.BlobServiceClientBuilder;
import com.azure.storage.common.StorageSharedKeyCredential;
import java.net.URI;
import java.util.concurrent.TimeUnit;
import okhttp3.ConnectionPool;

/** The Azure SDK over OkHttp, with connections for all threads. */
final class AzureClient {

    private AzureClient() {}

    static BlobServiceClient of(URI endpoint) {
        return new BlobServiceClientBuilder()
                .endpoint(endpoint + "/" + Contestant.ACCOUNT)
                .credential(new StorageSharedKeyCredential(Contestant.ACCOUNT, Contestant.SECRET_KEY))
                .httpClient(new OkHttpAsyncHttpClientBuilder()
                        .connectionPool(new ConnectionPool(64, 5, TimeUnit.MINUTES))
                        .build())
                .buildClient();
    }
}
