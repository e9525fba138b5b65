/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.cloudbridge.store.ByteRange;
import io.cloudbridge.store.CloudBridgeException;
import io.cloudbridge.store.Failure;
import io.cloudbridge.store.ObjectRef;
import io.cloudbridge.store.ReadOptions;
import io.cloudbridge.store.RequestListener;
import io.cloudbridge.store.StoreClient;
import io.cloudbridge.store.StoreConfig;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** An error tells what failed, where, and whether it is worth trying again; it never tells a secret. */
public interface ErrorPromises extends StoreFixture {

    private CloudBridgeException failureOf(Runnable action) {
        try {
            action.run();
        } catch (CloudBridgeException e) {
            return e;
        }
        throw new AssertionError("nothing was thrown");
    }

    private static String printed(Throwable failure) {
        StringWriter text = new StringWriter();
        failure.printStackTrace(new PrintWriter(text, true));
        return text.toString();
    }

    /** The values of settings that nobody may see. */
    private List<String> secrets() {
        return storeSettings().entrySet().stream()
                .filter(setting -> isSecret(setting.getKey().toLowerCase(Locale.ROOT)))
                .map(setting -> setting.getValue().toString())
                .toList();
    }

    private static boolean isSecret(String name) {
        return Stream.of("secret", "password", "token", "accountkey", "connectionstring", "serviceaccountkey")
                .anyMatch(name::contains);
    }

    private void assertTellsNoSecret(Throwable error) {
        for (String secret : secrets()) {
            assertThat(printed(error)).doesNotContain(secret);
        }
    }

    @Test
    default void aMissingObjectIsNamedWithEverythingThatIsKnown() {
        CloudBridgeException e = failureOf(() -> head(at("errors/ü missing")));

        assertThat(e).isInstanceOf(CloudBridgeException.ObjectNotFound.class);
        assertThat(e.getProvider()).isEqualTo(provider());
        assertThat(e.getOperation()).isEqualTo("head");
        assertThat(e.getBucket()).isEqualTo(bucket());
        assertThat(e.getKey()).isEqualTo("errors/ü missing");
        assertThat(e.getHttpStatus()).isEqualTo(404);
        assertThat(e.isRetryable()).isFalse();
        assertThat(e.getMessage()).contains(provider(), bucket(), "errors/ü missing");
    }

    @Test
    default void aMissingObjectIsNamedByReadAsByHead() {
        CloudBridgeException e = failureOf(() -> contentOf(at("errors/missing"), ByteRange.ALL));

        assertThat(e).isInstanceOf(CloudBridgeException.ObjectNotFound.class);
        assertThat(e.getOperation()).isEqualTo("download");
        assertThat(e.getKey()).isEqualTo("errors/missing");
        assertThat(e.getHttpStatus()).isEqualTo(404);
    }

    @Test
    default void aMissingBucketIsNamed() {
        String missing = unusedBucketName();
        CloudBridgeException e = failureOf(() -> put(new ObjectRef(missing, "errors/x"), Samples.text("x")));

        assertThat(e).isInstanceOf(CloudBridgeException.BucketNotFound.class);
        assertThat(e.getProvider()).isEqualTo(provider());
        assertThat(e.getOperation()).isEqualTo("upload");
        assertThat(e.getBucket()).isEqualTo(missing);
        assertThat(e.isRetryable()).isFalse();
        assertThat(e.getMessage()).contains(missing);
    }

    @Test
    default void anObjectInAMissingBucketIsNotFound() {
        ObjectRef ref = new ObjectRef(unusedBucketName(), "errors/x");
        assertThat(failureOf(() -> head(ref)))
                .isInstanceOfAny(CloudBridgeException.ObjectNotFound.class, CloudBridgeException.BucketNotFound.class);
        assertThat(failureOf(() -> contentOf(ref)))
                .isInstanceOfAny(CloudBridgeException.ObjectNotFound.class, CloudBridgeException.BucketNotFound.class);
    }

    @Test
    default void aFailedConditionIsNamed() {
        put("errors/condition", Samples.text("x"));
        CloudBridgeException e = failureOf(
                () -> store().head(at("errors/condition"), ReadOptions.ifMatch("0123456789abcdef0123456789abcdef")));

        assertThat(e).isInstanceOf(CloudBridgeException.PreconditionFailed.class);
        assertThat(e.getKey()).isEqualTo("errors/condition");
        assertThat(e.getHttpStatus()).isEqualTo(412);
        assertThat(e.isRetryable()).isFalse();
    }

    @Test
    default void whatCannotSucceedIsNotTriedAgain() {
        watched().forget();
        failureOf(() -> head(at("errors/once")));
        assertThat(watched().calls("head")).isEqualTo(1);
    }

    @Test
    default void whatFailsForAMomentIsTriedAgain() {
        put("errors/moment", Samples.text("x"));
        watched().beforeNext("head", () -> {
            throw new CloudBridgeException.Throttled(
                    Failure.of("slow down").withRetryAfter(Duration.ofMillis(10)), null);
        });
        watched().forget();
        assertThat(head(at("errors/moment")).size()).isEqualTo(1);
        assertThat(watched().calls("head")).isEqualTo(2);
    }

    @Test
    default void errorsAreCountedByTheirKind() {
        List<String> outcomes = new ArrayList<>();
        RequestListener listener = (provider, operation, outcome, took) -> outcomes.add(operation + " " + outcome);
        engine().addRequestListener(listener);
        try {
            failureOf(() -> head(at("errors/counted")));
            store().bucketExists(bucket());
        } finally {
            engine().removeRequestListener(listener);
        }
        assertThat(outcomes).containsExactly("head ObjectNotFound", "bucketExists success");
    }

    @Test
    default void noErrorTellsASecret() {
        List<CloudBridgeException> errors = List.of(
                failureOf(() -> head(at("errors/secret"))),
                failureOf(() -> contentOf(at("errors/secret"))),
                failureOf(() -> put(new ObjectRef(unusedBucketName(), "errors/secret"), Samples.text("x"))),
                failureOf(() -> store().createBucket(bucket())));
        errors.forEach(this::assertTellsNoSecret);
        for (String secret : secrets()) {
            assertThat(new StoreConfig(provider(), storeSettings()).toString()).doesNotContain(secret);
        }
    }

    @Test
    default void anUnknownSettingIsRefusedWhenTheStoreIsOpened() {
        Map<String, Object> settings = new HashMap<>(storeSettings());
        settings.put("acessKey", "misspelt");
        StoreConfig config = new StoreConfig(provider(), settings);

        assertThatExceptionOfType(CloudBridgeException.InvalidRequest.class)
                .isThrownBy(() -> StoreClient.open(StoreSuite.find(provider()), config, engine()))
                .withMessageContaining("acessKey")
                .satisfies(this::assertTellsNoSecret);
    }

    @Test
    default void aSettingOfTheWrongKindIsRefusedWhenTheStoreIsOpened() {
        Map<String, Object> settings = new HashMap<>(storeSettings());
        settings.put("maxRetries", "often");
        StoreConfig config = new StoreConfig(provider(), settings);

        assertThatExceptionOfType(CloudBridgeException.InvalidRequest.class)
                .isThrownBy(() -> StoreClient.open(StoreSuite.find(provider()), config, engine()))
                .withMessageContaining("maxRetries");
    }

    @Test
    default void aClientMayBeClosedTwice() {
        StoreClient client =
                StoreClient.open(StoreSuite.find(provider()), new StoreConfig(provider(), storeSettings()), engine());
        assertThat(client.bucketExists(bucket())).isTrue();
        client.close();
        client.close();
        assertThat(store().bucketExists(bucket()))
                .as("another client still works")
                .isTrue();
    }
}
