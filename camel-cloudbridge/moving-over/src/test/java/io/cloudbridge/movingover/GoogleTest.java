/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.movingover;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.auth.oauth2.ServiceAccountCredentials;
import com.google.cloud.storage.StorageOptions;
import io.cloudbridge.it.gcp.server.GcsServer;
import io.cloudbridge.store.ObjectInfo;
import io.cloudbridge.store.gcp.GcpProvider;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.apache.camel.RoutesBuilder;
import org.apache.camel.main.Main;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** {@code src-docs/moving-over/google-storage.adoc}, on the Google Cloud Storage server of our tests. */
class GoogleTest extends MovingOver {

    private final GcsServer server = GcsServer.start();

    GoogleTest() {
        super("google-storage", new GcpProvider());
    }

    @Override
    Map<String, String> settings() {
        return Map.of(
                "endpoint", server.endpoint(),
                "serviceAccountKey", server.serviceAccountKey());
    }

    @Override
    RoutesBuilder routes(Side side) {
        return side == Side.BEFORE ? new GoogleBefore() : new GoogleAfter();
    }

    @Override
    void bind(Main main) throws Exception {
        InputStream key = new ByteArrayInputStream(server.serviceAccountKey().getBytes(StandardCharsets.UTF_8));
        main.bind(
                "client",
                StorageOptions.newBuilder()
                        .setHost(server.endpoint())
                        .setProjectId(server.projectId())
                        .setCredentials(ServiceAccountCredentials.fromStream(key))
                        .build()
                        .getService());
    }

    @AfterAll
    void stop() {
        server.close();
    }

    @ParameterizedTest
    @EnumSource
    void whatIsReadIsMovedToTheArchive(Side side) throws Exception {
        movesWhatIsRead(side, "in/");
    }

    @ParameterizedTest
    @EnumSource
    void aReportIsStoredFetchedAndCounted(Side side) throws Exception {
        ObjectInfo stored = storesFetchesAndCounts(side);
        assertThat(stored.contentType()).isEqualTo("text/csv");
    }
}
