/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.store.azure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.azure.storage.blob.models.AccessTier;
import io.cloudbridge.store.CloudBridgeException;
import io.cloudbridge.store.ObjectProperties;
import io.cloudbridge.store.PutOptions;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AzureWritesTest {

    private static ObjectProperties metadata(String name, String value) {
        return ObjectProperties.NONE.withMetadata(Map.of(name, value));
    }

    @ParameterizedTest
    @ValueSource(strings = {"a-b", "1a", "a b", "a.b", "ä", "a:b"})
    void metadataNamesThatAzureForbidsAreRefusedByName(String name) {
        assertThatExceptionOfType(CloudBridgeException.InvalidRequest.class)
                .isThrownBy(() -> AzureWrites.check(metadata(name, "x")))
                .withMessageContaining("'" + name + "'")
                .withMessageContaining("CamelCloudBridgeMetadata");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "_a", "a1", "Project", "a_b"})
    void identifiersAreFineAsMetadataNames(String name) {
        assertThatCode(() -> AzureWrites.check(metadata(name, "x"))).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(strings = {"ü", " a", "a ", "", "日本"})
    void metadataThatNoHeaderCarriesAsItIsIsFineSinceItIsEncoded(String value) {
        assertThatCode(() -> AzureWrites.check(metadata("name", value))).doesNotThrowAnyException();
    }

    @Test
    void tiersAreTakenInAnyCaseAndOthersRefused() {
        assertThat(AzureWrites.tier(ObjectProperties.NONE)).isNull();
        assertThat(AzureWrites.tier(ObjectProperties.NONE.withStorageClass("COOL")))
                .isEqualTo(AccessTier.COOL);
        assertThatExceptionOfType(CloudBridgeException.InvalidRequest.class)
                .isThrownBy(() -> AzureWrites.check(ObjectProperties.NONE.withStorageClass("STANDARD_IA")))
                .withMessageContaining("STANDARD_IA")
                .withMessageContaining("Archive");
    }

    @Test
    void kmsNeedsTheNameOfAnEncryptionScope() {
        assertThatExceptionOfType(CloudBridgeException.InvalidRequest.class)
                .isThrownBy(() -> AzureWrites.check(PutOptions.NONE.withEncryption(PutOptions.Encryption.KMS, null)))
                .withMessageContaining("encryptionKeyId");
    }
}
