/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.benchmarks.contestant;

import java.net.URI;
import org.apache.camel.component.google.storage.GoogleCloudStorageConstants;

/** camel-google-storage. It downloads all objects of a bucket before the first exchange. */
final class GoogleStorageContestant extends CamelContestant {

    private final String connection = "google-storage:" + BUCKET + "?autoCreateBucket=false&storageClient=#client";

    private GoogleStorageContestant(URI endpoint) {
        super(endpoint);
        camel.getRegistry().bind("client", GoogleClient.of(endpoint));
    }

    public static void main(String[] args) throws Exception {
        compete(args, GoogleStorageContestant::new);
    }

    @Override
    String consumer(Task task) {
        return connection + "&initialDelay=0&greedy=true&deleteAfterRead=true&prefix=" + task.prefix() + options(task);
    }

    @Override
    String producer(String operation) {
        return connection
                + switch (operation) {
                    case "upload" -> "";
                    case "download" -> "&operation=getObject";
                    default -> throw new IllegalArgumentException(operation);
                };
    }

    @Override
    String keyHeader() {
        return GoogleCloudStorageConstants.OBJECT_NAME;
    }
}
