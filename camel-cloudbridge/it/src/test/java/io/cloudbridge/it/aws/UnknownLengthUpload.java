/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.it.aws;

import io.cloudbridge.store.Engine;
import io.cloudbridge.store.ObjectRef;
import io.cloudbridge.store.PutOptions;
import io.cloudbridge.store.Source;
import io.cloudbridge.store.StoreClient;
import io.cloudbridge.store.StoreConfig;
import io.cloudbridge.store.TransferSettings;
import io.cloudbridge.store.aws.AwsProvider;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A program of its own, so that its heap can be small: uploads a stream whose length it does not tell. */
final class UnknownLengthUpload {

    private UnknownLengthUpload() {}

    /** Arguments: endpoint, access key, secret key, bucket, number of bytes. */
    public static void main(String[] args) {
        ExecutorService threads = Executors.newCachedThreadPool();
        StoreConfig config =
                new StoreConfig("aws", Map.of("endpoint", args[0], "accessKey", args[1], "secretKey", args[2]));
        try (StoreClient client = StoreClient.open(new AwsProvider(), config, new Engine(threads, 256L << 20))) {
            client.upload(
                    new ObjectRef(args[3], "unknown-length"),
                    Source.of(new RandomBytes(Long.parseLong(args[4])), Source.UNKNOWN),
                    PutOptions.NONE,
                    TransferSettings.DEFAULTS);
            System.out.println("uploaded");
        } finally {
            threads.shutdownNow();
        }
    }
}
