/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.it.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cloudbridge.store.CloudBridgeException.InvalidState;
import io.cloudbridge.store.CloudBridgeException.Unsupported;
import io.cloudbridge.store.CopyOptions;
import io.cloudbridge.store.ListRequest;
import io.cloudbridge.store.ObjectProperties;
import io.cloudbridge.store.PutOptions;
import io.cloudbridge.store.PutOptions.Encryption;
import io.cloudbridge.store.Source;
import io.cloudbridge.store.StoreClient;
import io.cloudbridge.store.TransferSettings;
import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** An object is encrypted as it was asked for, or not stored; and stays so when its metadata is replaced. */
class AwsEncryptionTest {

    private static final String HEADER = "x-amz-server-side-encryption";
    private static final TransferSettings IN_PARTS = new TransferSettings(5 << 20, 5 << 20, 2, 1);
    private static final ObjectProperties OTHER = ObjectProperties.NONE.withContentType("text/x-other");

    private S3 s3;
    private StoreClient client;

    @BeforeEach
    void open() {
        s3 = new S3("s3mock");
        client = s3.open(Map.of("maxRetries", "0"));
    }

    @AfterEach
    void close() throws IOException {
        s3.close();
    }

    /** The proxy takes the wish out of every request, as if the server did not know it. */
    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "NONE")
    void aStoreThatDoesNotKnowEncryptionStoresNothing(Encryption encryption) {
        s3.proxy.when("*", "").always().changeRequest(head -> head.replaceAll("(?i)" + HEADER + ": [^\r]*\r\n", ""));
        PutOptions encrypted = PutOptions.NONE.withEncryption(encryption, null);
        put("source", 10, PutOptions.NONE);
        s3.proxy.clearRequests();

        assertThatThrownBy(() -> put("one", 10, encrypted)).isInstanceOf(Unsupported.class);
        assertThatThrownBy(() -> put("parts", 6 << 20, encrypted)).isInstanceOf(Unsupported.class);
        assertThatThrownBy(() -> copy("source", encrypted)).isInstanceOf(Unsupported.class);
        assertThatThrownBy(() -> client.move(
                        s3.ref("source"), client, s3.ref("moved"), new CopyOptions(null, encrypted, true), IN_PARTS))
                .isInstanceOf(Unsupported.class);

        assertThat(client.page(ListRequest.of(s3.bucket, "")).objects())
                .singleElement()
                .satisfies(left -> assertThat(left.key()).isEqualTo("source"));
        assertThat(s3.proxy.requests("PUT", "")).isEmpty();
    }

    @Test
    void whatAStoreMakesOfTheWishIsAskedOnce() {
        PutOptions encrypted = PutOptions.NONE.withEncryption(Encryption.MANAGED, null);
        put("one", 10, encrypted);
        put("two", 10, encrypted);
        copy("one", encrypted);

        assertThat(s3.proxy.requests("POST", "uploads")).hasSize(1);
        assertThat(s3.proxy.requests("PUT", "")).hasSize(3).allSatisfy(request -> assertThat(request.header(HEADER))
                .hasValue("AES256"));
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "NONE")
    void otherMetadataLeavesTheEncryptionAsItIs(Encryption encryption) {
        put("k", 10, PutOptions.NONE.withEncryption(encryption, null));
        s3.proxy.clearRequests();
        client.setProperties(s3.ref("k"), OTHER, null);

        String expected = encryption == Encryption.KMS ? "aws:kms" : "AES256";
        assertThat(s3.proxy.requests("PUT", "/k"))
                .singleElement()
                .satisfies(request -> assertThat(request.header(HEADER)).hasValue(expected));
    }

    @Test
    void anEncryptionThatCannotBeKeptIsNoneToReplace() {
        put("k", 10, PutOptions.NONE);
        s3.proxy.clearRequests();
        s3.proxy
                .when("HEAD", "/k")
                .answer(200, Map.of("ETag", "\"x\"", HEADER, "aws:kms:dsse", "x-amz-request-id", "1"), "");

        assertThatThrownBy(() -> client.setProperties(s3.ref("k"), OTHER, null))
                .isInstanceOf(InvalidState.class)
                .hasMessageContaining("aws:kms:dsse");
        assertThat(s3.proxy.requests("PUT", "")).isEmpty();
    }

    private void put(String key, int size, PutOptions options) {
        client.upload(s3.ref(key), Source.of(new byte[size]), options, IN_PARTS);
    }

    private void copy(String from, PutOptions target) {
        client.copy(s3.ref(from), client, s3.ref("copy"), new CopyOptions(null, target, true), IN_PARTS);
    }
}
