/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.movingover;

import static org.assertj.core.api.Assertions.assertThat;

import com.azure.storage.blob.BlobServiceClientBuilder;
import com.azure.storage.blob.BlobServiceVersion;
import com.azure.storage.common.StorageSharedKeyCredential;
import io.cloudbridge.it.Servers;
import io.cloudbridge.store.ObjectInfo;
import io.cloudbridge.store.azure.AzureProvider;
import java.util.Map;
import org.apache.camel.RoutesBuilder;
import org.apache.camel.main.Main;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** {@code src-docs/moving-over/azure-storage-blob.adoc}, on Azurite. */
class AzureTest extends MovingOver {

    AzureTest() {
        super("azure-storage-blob", new AzureProvider());
    }

    @Override
    Map<String, String> settings() {
        return Map.of(
                "endpoint", Servers.setting("azurite.endpoint"),
                "accountName", Servers.setting("azurite.accountName"),
                "accountKey", Servers.setting("azurite.accountKey"));
    }

    @Override
    RoutesBuilder routes(Side side) {
        return side == Side.BEFORE ? new AzureBefore() : new AzureAfter();
    }

    @Override
    void bind(Main main) {
        // tag::client[]
        main.bind(
                "client",
                new BlobServiceClientBuilder()
                        .endpoint(Servers.setting("azurite.endpoint"))
                        .credential(new StorageSharedKeyCredential(
                                Servers.setting("azurite.accountName"), Servers.setting("azurite.accountKey")))
                        .serviceVersion(BlobServiceVersion.V2025_11_05) // what Azurite knows
                        .buildClient());
        // end::client[]
    }

    @ParameterizedTest
    @EnumSource
    void whatIsReadIsMovedToTheArchive(Side side) throws Exception {
        movesWhatIsRead(side, "done/");
    }

    @ParameterizedTest
    @EnumSource
    void aReportIsStoredFetchedCountedAndLinked(Side side) throws Exception {
        ObjectInfo stored = storesFetchesCountsAndLinks(side);
        assertThat(stored.contentType()).isEqualTo("text/csv");
        assertThat(stored.metadata()).containsEntry("origin", "branch-7");
    }
}
