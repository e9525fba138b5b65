/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.benchmarks.contestant;

import com.google.cloud.NoCredentials;
import com.google.cloud.storage.Storage;
import com.google.cloud.storage.StorageOptions;
import java.net.URI;

/** Google's client at its defaults: the JSON API over the HTTP client of the JDK. */
final class GoogleClient {

    private GoogleClient() {}

    static Storage of(URI endpoint) {
        return StorageOptions.newBuilder()
                .setHost(endpoint.toString())
                .setProjectId(Contestant.BUCKET)
                .setCredentials(NoCredentials.getInstance())
                .build()
                .getService();
    }
}
