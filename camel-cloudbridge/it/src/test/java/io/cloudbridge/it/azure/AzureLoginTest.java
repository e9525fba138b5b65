/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.it.azure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.azure.storage.blob.BlobServiceClient;
import com.azure.storage.blob.sas.BlobContainerSasPermission;
import com.azure.storage.blob.sas.BlobServiceSasSignatureValues;
import com.azure.storage.common.sas.AccountSasPermission;
import com.azure.storage.common.sas.AccountSasResourceType;
import com.azure.storage.common.sas.AccountSasService;
import com.azure.storage.common.sas.AccountSasSignatureValues;
import io.cloudbridge.it.Servers;
import io.cloudbridge.store.ByteRange;
import io.cloudbridge.store.Capabilities.Feature;
import io.cloudbridge.store.CloudBridgeException;
import io.cloudbridge.store.CopyOptions;
import io.cloudbridge.store.DeleteRequest;
import io.cloudbridge.store.DeleteResult;
import io.cloudbridge.store.ListRequest;
import io.cloudbridge.store.ObjectRef;
import io.cloudbridge.store.PutOptions;
import io.cloudbridge.store.ReadOptions;
import io.cloudbridge.store.Source;
import io.cloudbridge.store.StoreClient;
import io.cloudbridge.store.TransferSettings;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Every way to log in that Azurite knows, and what each is refused. */
class AzureLoginTest {

    private static final byte[] CONTENT = "content".getBytes(java.nio.charset.StandardCharsets.UTF_8);

    private static StoreClient owner;
    private static BlobServiceClient sdk;
    private static String bucket;

    @BeforeAll
    static void open() {
        owner = Azurite.open(Azurite.byKey());
        sdk = owner.unwrap(BlobServiceClient.class).orElseThrow();
        bucket = Azurite.newBucket(owner);
        put(owner, new ObjectRef(bucket, "there"));
    }

    @AfterAll
    static void close() {
        Azurite.drop(owner, bucket);
        owner.close();
    }

    private static void put(StoreClient store, ObjectRef ref) {
        store.upload(ref, Source.of(CONTENT), PutOptions.NONE, TransferSettings.DEFAULTS);
    }

    private static byte[] get(StoreClient store, ObjectRef ref) throws Exception {
        try (var in = store.read(ref, ByteRange.ALL, ReadOptions.NONE)) {
            return in.readAllBytes();
        }
    }

    private static Map<String, Object> bySas(String sas) {
        return Map.of("endpoint", Azurite.endpoint().toString(), "sasToken", sas);
    }

    private static String accountSas(String permissions, OffsetDateTime expiry) {
        return sdk.generateAccountSas(new AccountSasSignatureValues(
                expiry,
                AccountSasPermission.parse(permissions),
                new AccountSasService().setBlobAccess(true),
                new AccountSasResourceType().setContainer(true).setObject(true).setService(true)));
    }

    private static String containerSas(String permissions) {
        return sdk.getBlobContainerClient(bucket)
                .generateSas(new BlobServiceSasSignatureValues(
                        OffsetDateTime.now().plusHours(1), BlobContainerSasPermission.parse(permissions)));
    }

    private static void copies(StoreClient store, String prefix) throws Exception {
        ObjectRef from = new ObjectRef(bucket, prefix + "/from");
        ObjectRef to = new ObjectRef(bucket, prefix + "/to");
        put(store, from);
        store.copy(from, store, to, CopyOptions.NONE, TransferSettings.DEFAULTS);
        assertThat(get(store, to)).isEqualTo(CONTENT);
        assertThat(store.deletePrefix(bucket, prefix + "/")).isEqualTo(2);
    }

    private static void moves(StoreClient store, String prefix) throws Exception {
        ObjectRef from = new ObjectRef(bucket, prefix + "/from");
        ObjectRef to = new ObjectRef(bucket, prefix + "/to");
        put(store, from);
        store.move(from, store, to, CopyOptions.NONE, TransferSettings.DEFAULTS);
        assertThat(get(store, to)).isEqualTo(CONTENT);
        assertThat(store.deletePrefix(bucket, prefix + "/")).isOne();
    }

    private static void worksForObjects(StoreClient store, String prefix) throws Exception {
        ObjectRef ref = new ObjectRef(bucket, prefix + "/object");
        put(store, ref);
        assertThat(get(store, ref)).isEqualTo(CONTENT);
        ObjectRef copy = new ObjectRef(bucket, prefix + "/other");
        put(store, copy);
        assertThat(store.page(ListRequest.of(bucket, prefix + "/")).objects()).hasSize(2);
        List<DeleteResult> deleted = store.deleteAll(List.of(new DeleteRequest(ref), new DeleteRequest(copy)));
        assertThat(deleted).allMatch(DeleteResult::deleted);
        assertThat(store.exists(ref)).isFalse();
    }

    private static void denied(StoreClient store, Runnable call, String... secrets) {
        assertThatExceptionOfType(CloudBridgeException.AccessDenied.class)
                .isThrownBy(call::run)
                .satisfies(e -> assertThat(e.getHttpStatus()).isIn(401, 403))
                .satisfies(e -> assertThat(e.isRetryable()).isFalse())
                .satisfies(e -> assertThat(printed(e)).doesNotContain(secrets));
        store.close();
    }

    private static String printed(Throwable failure) {
        StringWriter text = new StringWriter();
        failure.printStackTrace(new PrintWriter(text, true));
        return text.toString();
    }

    @Test
    void aConnectionStringLogsIn() throws Exception {
        String text = "DefaultEndpointsProtocol=http;AccountName=" + Azurite.accountName() + ";AccountKey="
                + Azurite.key() + ";BlobEndpoint=" + Azurite.endpoint() + ";";
        try (StoreClient store = Azurite.open(Map.of("connectionString", text))) {
            worksForObjects(store, "connection-string");
            copies(store, "connection-string");
        }
    }

    @Test
    void anAccountSasLogsInAndCannotSign() throws Exception {
        try (StoreClient store =
                Azurite.open(bySas(accountSas("rwdlacupt", OffsetDateTime.now().plusHours(1))))) {
            worksForObjects(store, "account-sas");
            assertThat(store.bucketExists(bucket)).isTrue();
            assertThat(store.capabilities().has(Feature.PRESIGN)).isFalse();
            // Azurite breaks on blocks from elsewhere by account SAS, so the bytes come this way; by container SAS it
            // does not.
            copies(store, "account-sas");
            moves(store, "account-sas");
        }
    }

    @Test
    void aContainerSasIsEnoughForItsContainer() throws Exception {
        try (StoreClient store = Azurite.open(bySas("?" + containerSas("racwdlt")))) {
            worksForObjects(store, "container-sas");
            copies(store, "container-sas");
            moves(store, "container-sas");
            assertThatExceptionOfType(CloudBridgeException.AccessDenied.class)
                    .isThrownBy(() -> store.bucketExists(bucket));
            assertThatExceptionOfType(CloudBridgeException.AccessDenied.class).isThrownBy(store::listBuckets);
        }
    }

    @Test
    void aBearerTokenLogsIn() throws Exception {
        try (StoreClient store = Azurite.open(Azurite.byToken(Azurite.token()))) {
            String own = Azurite.newBucket(store);
            ObjectRef ref = new ObjectRef(own, "a b/ü");
            put(store, ref);
            assertThat(get(store, ref)).isEqualTo(CONTENT);
            assertThat(store.listBuckets()).anyMatch(b -> b.name().equals(own));
            List<DeleteRequest> many = IntStream.range(0, 3)
                    .mapToObj(i -> new ObjectRef(own, "many/" + i))
                    .peek(many3 -> put(store, many3))
                    .map(DeleteRequest::new)
                    .toList();
            assertThat(store.deleteAll(many)).allMatch(DeleteResult::deleted);
            Azurite.drop(store, own);
        }
    }

    @Test
    void theUsersOwnClientIsUsedAndLeftOpen() throws Exception {
        try (StoreClient store = Azurite.open(Map.of("client", sdk))) {
            worksForObjects(store, "client");
            copies(store, "client");
            assertThat(store.unwrap(BlobServiceClient.class)).containsSame(sdk);
        }
        assertThat(owner.exists(new ObjectRef(bucket, "there"))).isTrue();
    }

    @Test
    void aWrongKeyIsDenied() {
        String wrong = "d3Jvbmcta2V5LXdyb25nLWtleS13cm9uZy1rZXk=";
        StoreClient store = Azurite.open(Azurite.with(Azurite.byKey(), "accountKey", wrong));
        denied(store, () -> store.head(new ObjectRef(bucket, "there"), ReadOptions.NONE), wrong);
    }

    @Test
    void aSasThatWasTamperedWithIsDenied() {
        String sas = containerSas("r");
        String tampered = sas.replace("sp=r", "sp=racwd");
        StoreClient store = Azurite.open(bySas(tampered));
        denied(store, () -> store.head(new ObjectRef(bucket, "there"), ReadOptions.NONE), signature(sas));
    }

    @Test
    void anExpiredSasIsDenied() {
        String sas = accountSas("rwdl", OffsetDateTime.now().minusHours(1));
        StoreClient store = Azurite.open(bySas(sas));
        denied(store, () -> store.head(new ObjectRef(bucket, "there"), ReadOptions.NONE), signature(sas));
    }

    @Test
    void aReadOnlySasReadsAndDoesNotWrite() throws Exception {
        String sas = containerSas("r");
        StoreClient store = Azurite.open(bySas(sas));
        assertThat(get(store, new ObjectRef(bucket, "there"))).isEqualTo(CONTENT);
        denied(store, () -> put(store, new ObjectRef(bucket, "read-only")), signature(sas));
        assertThat(owner.exists(new ObjectRef(bucket, "read-only"))).isFalse();
    }

    @Test
    void anExpiredOrForeignTokenIsDenied() {
        String expired =
                Azurite.token("https://storage.azure.com", Instant.now().minusSeconds(600));
        StoreClient late = Azurite.open(Azurite.byToken(expired));
        denied(late, () -> late.bucketExists(bucket), expired);
        String foreign = Azurite.token("https://vault.azure.net", Instant.now().plusSeconds(600));
        StoreClient other = Azurite.open(Azurite.byToken(foreign));
        denied(other, () -> other.bucketExists(bucket), foreign);
    }

    @Test
    void accountsAreKeptApartAndCopiesStreamBetweenThem() throws Exception {
        Map<String, Object> settings = Map.of(
                "endpoint", Servers.setting("azurite.second.endpoint"),
                "accountName", Servers.setting("azurite.second.accountName"),
                "accountKey", Servers.setting("azurite.second.accountKey"));
        try (StoreClient second = Azurite.open(settings)) {
            String other = Azurite.newBucket(second);
            ObjectRef copy = new ObjectRef(other, "copied");
            owner.copy(new ObjectRef(bucket, "there"), second, copy, CopyOptions.NONE, TransferSettings.DEFAULTS);
            assertThat(get(second, copy)).isEqualTo(CONTENT);
            assertThat(owner.bucketExists(other)).isFalse();
            Azurite.drop(second, other);
        }
    }

    private static String signature(String sas) {
        return sas.substring(sas.indexOf("sig=") + 4).split("&")[0];
    }
}
