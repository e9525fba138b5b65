/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.benchmarks.contestant;

import com.google.cloud.storage.Blob;
import com.google.cloud.storage.BlobId;
import com.google.cloud.storage.BlobInfo;
import com.google.cloud.storage.Storage;
import com.google.cloud.storage.Storage.BlobListOption;
import com.google.cloud.storage.Storage.BlobTargetOption;
import java.net.URI;
import java.util.List;

/** Google's client by hand. It deletes a hundred objects with each request. */
final class GoogleSdkContestant extends ClientContestant {

    private final Storage client;

    private GoogleSdkContestant(URI endpoint) {
        client = GoogleClient.of(endpoint);
    }

    public static void main(String[] args) throws Exception {
        compete(args, GoogleSdkContestant::new);
    }

    @Override
    List<String> list(String prefix) {
        return client.list(BUCKET, BlobListOption.prefix(prefix))
                .streamValues()
                .map(Blob::getName)
                .toList();
    }

    @Override
    byte[] read(String key) {
        return client.readAllBytes(BUCKET, key);
    }

    @Override
    void write(String key, byte[] body) {
        // random bytes do not become smaller
        client.create(BlobInfo.newBuilder(BUCKET, key).build(), body, BlobTargetOption.disableGzipContent());
    }

    @Override
    void delete(List<String> keys) {
        List<BlobId> ids = keys.stream().map(key -> BlobId.of(BUCKET, key)).toList();
        client.delete(ids).forEach(deleted -> require(deleted, "not deleted"));
    }
}
