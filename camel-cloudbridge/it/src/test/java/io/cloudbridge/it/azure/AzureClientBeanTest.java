/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.it.azure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import com.azure.core.credential.AccessToken;
import com.azure.core.http.HttpClient;
import com.azure.core.http.HttpRequest;
import com.azure.core.http.okhttp.OkHttpAsyncHttpClientBuilder;
import com.azure.core.http.policy.HttpPipelinePolicy;
import com.azure.storage.blob.BlobServiceClient;
import com.azure.storage.blob.BlobServiceClientBuilder;
import com.azure.storage.blob.BlobServiceVersion;
import com.azure.storage.blob.models.CustomerProvidedKey;
import com.azure.storage.common.StorageSharedKeyCredential;
import com.azure.storage.common.policy.RequestRetryOptions;
import com.azure.storage.common.policy.RetryPolicyType;
import io.cloudbridge.conformance.wire.FaultProxy;
import io.cloudbridge.it.Servers;
import io.cloudbridge.store.ByteRange;
import io.cloudbridge.store.Capabilities.Feature;
import io.cloudbridge.store.CloudBridgeException;
import io.cloudbridge.store.CopyOptions;
import io.cloudbridge.store.DeleteRequest;
import io.cloudbridge.store.DeleteResult;
import io.cloudbridge.store.ListRequest;
import io.cloudbridge.store.ObjectReader;
import io.cloudbridge.store.ObjectRef;
import io.cloudbridge.store.PresignRequest;
import io.cloudbridge.store.PutOptions;
import io.cloudbridge.store.ReadOptions;
import io.cloudbridge.store.Source;
import io.cloudbridge.store.StoreClient;
import io.cloudbridge.store.TransferSettings;
import java.io.ByteArrayInputStream;
import java.net.URI;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;

/** What a client can bring along that the user built: another transport, policies, keys. */
class AzureClientBeanTest {

    private static final int MIB = 1 << 20;
    private static final TransferSettings SMALL = new TransferSettings(MIB, MIB, 4, 4);
    private static final RequestRetryOptions ONE_TRY =
            new RequestRetryOptions(RetryPolicyType.FIXED, 1, (Integer) null, null, null, null);

    private final List<HttpRequest> requests = new CopyOnWriteArrayList<>();
    private FaultProxy proxy;

    @BeforeEach
    void open() {
        proxy = FaultProxy.to(Azurite.endpoint());
    }

    @AfterEach
    void close() throws Exception {
        proxy.close();
    }

    private static byte[] random(int length) {
        byte[] bytes = new byte[length];
        new Random(length).nextBytes(bytes);
        return bytes;
    }

    private static BlobServiceClient byOkHttp(URI endpoint) {
        return new BlobServiceClientBuilder()
                .endpoint(endpoint.toString())
                .credential(new StorageSharedKeyCredential(Azurite.accountName(), Azurite.key()))
                .httpClient(new OkHttpAsyncHttpClientBuilder().build())
                .serviceVersion(BlobServiceVersion.V2026_02_06)
                .retryOptions(ONE_TRY)
                .buildClient();
    }

    private static byte[] content(StoreClient store, ObjectRef ref, ByteRange range) throws Exception {
        try (ObjectReader in = store.read(ref, range, ReadOptions.NONE)) {
            return in.readAllBytes();
        }
    }

    @Test
    void anotherTransportDoesAllThatOursDoes() throws Exception {
        try (StoreClient store = Azurite.open(Map.of("client", byOkHttp(proxy.endpoint())))) {
            String bucket = Azurite.newBucket(store);
            ObjectRef small = new ObjectRef(bucket, "a b/ü");
            ObjectRef large = new ObjectRef(bucket, "large");
            byte[] bytes = random(5 * MIB + 17);
            store.upload(small, Source.of(random(10)), PutOptions.NONE, SMALL);
            Source unknown = Source.of(new ByteArrayInputStream(bytes), Source.UNKNOWN);
            store.upload(large, unknown, PutOptions.NONE.createOnly(), SMALL);
            assertThat(content(store, small, ByteRange.ALL)).isEqualTo(random(10));
            assertThat(content(store, large, ByteRange.ALL)).isEqualTo(bytes);
            assertThat(content(store, large, new ByteRange(5, 4))).isEqualTo(java.util.Arrays.copyOfRange(bytes, 5, 9));
            assertThatExceptionOfType(CloudBridgeException.PreconditionFailed.class)
                    .isThrownBy(() -> store.upload(small, Source.of(bytes), PutOptions.NONE.createOnly(), SMALL));
            assertThatExceptionOfType(CloudBridgeException.ObjectNotFound.class)
                    .isThrownBy(() -> content(store, new ObjectRef(bucket, "missing"), ByteRange.ALL));

            ObjectRef copy = new ObjectRef(bucket, "copy");
            store.copy(large, store, copy, CopyOptions.NONE, SMALL);
            assertThat(content(store, copy, ByteRange.ALL)).isEqualTo(bytes);
            PresignRequest get = new PresignRequest(PresignRequest.Method.GET, small, Duration.ofMinutes(5));
            assertThat(get(store.presign(get).url())).isEqualTo(random(10));
            assertThat(store.page(ListRequest.of(bucket, "")).objects()).hasSize(3);
            assertThat(store.deleteAll(List.of(new DeleteRequest(small), new DeleteRequest(copy))))
                    .allMatch(DeleteResult::deleted);
            Azurite.drop(store, bucket);
        }
    }

    private static byte[] get(URI url) throws Exception {
        return java.net.http.HttpClient.newHttpClient()
                .send(
                        java.net.http.HttpRequest.newBuilder(url).build(),
                        java.net.http.HttpResponse.BodyHandlers.ofByteArray())
                .body();
    }

    @Test
    void anotherTransportReadsOnDemandAndOverBreaks() throws Exception {
        try (StoreClient owner = Azurite.open(Azurite.byKey());
                StoreClient store = Azurite.open(Map.of("client", byOkHttp(proxy.endpoint())))) {
            String bucket = Azurite.newBucket(owner);
            ObjectRef ref = new ObjectRef(bucket, "large");
            byte[] bytes = random(3 * MIB);
            owner.upload(ref, Source.of(bytes), PutOptions.NONE, TransferSettings.DEFAULTS);
            // the rest never comes, so who wanted it would wait
            proxy.when("GET", "/large").stallAnswerAfter(MIB);
            try (ObjectReader in = store.read(ref, ByteRange.ALL, ReadOptions.NONE)) {
                assertThat(in.readNBytes(10)).isEqualTo(java.util.Arrays.copyOf(bytes, 10));
            }
            proxy.when("GET", "/large").cutAnswerAfter(2 * MIB);
            assertThat(content(store, ref, ByteRange.ALL)).isEqualTo(bytes);
            Azurite.drop(owner, bucket);
        }
    }

    /** Over HTTPS, where no proxy can look in. */
    private BlobServiceClientBuilder recording(StoreClient byToken) {
        HttpClient transport = byToken.unwrap(BlobServiceClient.class)
                .orElseThrow()
                .getHttpPipeline()
                .getHttpClient();
        HttpPipelinePolicy recorder = (context, next) -> {
            requests.add(context.getHttpRequest());
            return next.process();
        };
        return new BlobServiceClientBuilder()
                .endpoint(Servers.setting("azurite.tls.endpoint"))
                .credential(wanted -> Mono.just(
                        new AccessToken(Azurite.token(), OffsetDateTime.now().plusHours(1))))
                .httpClient(transport)
                .serviceVersion(BlobServiceVersion.V2026_02_06)
                .retryOptions(ONE_TRY)
                .addPolicy(recorder);
    }

    private long delegationKeysAskedFor() {
        return requests.stream()
                .filter(request -> request.getUrl().toString().contains("comp=userdelegationkey"))
                .count();
    }

    @Test
    void theKeyForUrlsIsAskedForOnceAndRenewedWhenItEndsTooSoon() {
        try (StoreClient byToken = Azurite.open(Azurite.byToken(Azurite.token()));
                StoreClient store =
                        Azurite.open(Map.of("client", recording(byToken).buildClient()))) {
            ObjectRef ref = new ObjectRef("any-container", "any");
            PresignRequest hour = new PresignRequest(PresignRequest.Method.GET, ref, Duration.ofHours(1));
            PresignRequest week = new PresignRequest(PresignRequest.Method.GET, ref, Duration.ofDays(7));
            for (int i = 0; i < 10; i++) {
                assertThat(store.presign(hour).url().getQuery()).contains("skt=", "ske=");
            }
            assertThat(delegationKeysAskedFor()).isOne();

            // the key lives for a week: a second later a URL for a week outlives it
            await().atMost(Duration.ofSeconds(5)).until(() -> {
                store.presign(week);
                return delegationKeysAskedFor() == 2;
            });
            store.presign(hour);
            assertThat(delegationKeysAskedFor()).isEqualTo(2);
        }
    }

    /** Azurite has no such keys and says so, which is enough to see that they are sent. */
    @Test
    void aKeyOfTheCustomerGoesAlongAndCopiesAreStreamed() {
        try (StoreClient byToken = Azurite.open(Azurite.byToken(Azurite.token()))) {
            BlobServiceClient client = recording(byToken)
                    .customerProvidedKey(new CustomerProvidedKey(random(32)))
                    .buildClient();
            try (StoreClient store = Azurite.open(Map.of("client", client, "maxRetries", 0))) {
                ObjectRef ref = new ObjectRef("any-container", "any");
                List<Runnable> calls = List.of(
                        () -> store.upload(ref, Source.of(random(10)), PutOptions.NONE, SMALL),
                        () -> store.upload(ref, Source.of(random(2 * MIB)), PutOptions.NONE, SMALL),
                        () -> store.head(ref, ReadOptions.NONE),
                        () -> {
                            try {
                                content(store, ref, ByteRange.ALL);
                            } catch (RuntimeException e) {
                                throw e;
                            } catch (Exception e) {
                                throw new IllegalStateException(e);
                            }
                        });
                for (Runnable call : calls) {
                    assertThatExceptionOfType(CloudBridgeException.class)
                            .isThrownBy(call::run)
                            .satisfies(e -> assertThat(e.getHttpStatus()).isIn(500, 501));
                }
                assertThat(requests)
                        .hasSizeGreaterThanOrEqualTo(4)
                        .allMatch(request -> request.getHeaders()
                                        .getValue(com.azure.core.http.HttpHeaderName.fromString("x-ms-encryption-key"))
                                != null);
                assertThat(store.capabilities().has(Feature.SERVER_COPY)).isFalse();
            }
        }
    }
}
