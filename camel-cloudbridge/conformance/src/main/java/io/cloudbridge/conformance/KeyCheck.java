/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.cloudbridge.store.Capabilities;
import io.cloudbridge.store.CloudBridgeException;
import io.cloudbridge.store.CopyOptions;
import io.cloudbridge.store.DeleteRequest;
import io.cloudbridge.store.DeleteResult;
import io.cloudbridge.store.ListRequest;
import io.cloudbridge.store.ObjectRef;
import io.cloudbridge.store.PresignRequest;
import io.cloudbridge.store.ReadOptions;
import io.cloudbridge.store.TransferSettings;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** Shows that a key is itself in every call that takes one, or is refused in every call; and that it is never another key. */
final class KeyCheck {

    private final StoreFixture fixture;
    private final String bucket;
    private final String key;
    private final List<String> others = new ArrayList<>();

    /** @param others keys that a careless store takes for the same */
    KeyCheck(StoreFixture fixture, String key, String... others) {
        this.fixture = fixture;
        this.bucket = fixture.keyBucket();
        this.key = key;
        for (String other : others) {
            if (problem(other) == null) {
                this.others.add(other);
            }
        }
    }

    void run() {
        boolean kept = false;
        try {
            check();
            kept = true;
        } finally {
            if (!kept) {
                fixture.leaveKeyBucket();
            }
        }
    }

    private void check() {
        for (String other : others) {
            fixture.put(at(other), content(other));
        }
        if (problem(key) == null) {
            isItself();
        } else {
            isRefused();
        }
        assertThat(fixture.keys(ListRequest.of(bucket, "")))
                .as("the listing at the end")
                .containsExactlyInAnyOrderElementsOf(others);
        for (String other : others) {
            fixture.assertContent(at(other), content(other));
            fixture.store().delete(new DeleteRequest(at(other)));
        }
    }

    private void isItself() {
        ObjectRef ref = at(key);
        ObjectRef plain = at("plain-copy");
        fixture.put(ref, content(key));
        fixture.assertContent(ref, content(key));
        assertThat(fixture.head(ref).key()).as("key by head").isEqualTo(key);
        assertListed(key);
        assertThat(fixture.keys(ListRequest.of(bucket, key)))
                .as("keys below the key as a prefix")
                .contains(key);
        assertSigned(ref);

        fixture.store().copy(ref, fixture.store(), plain, CopyOptions.NONE, TransferSettings.DEFAULTS);
        fixture.assertContent(plain, content(key));
        fixture.store().delete(new DeleteRequest(ref));
        fixture.assertMissing(ref);
        fixture.store().copy(plain, fixture.store(), ref, CopyOptions.NONE, TransferSettings.DEFAULTS);
        fixture.assertContent(ref, content(key));
        assertListed(key, plain.key());

        List<DeleteResult> results =
                fixture.store().deleteAll(List.of(new DeleteRequest(ref), new DeleteRequest(plain)));
        assertThat(results).as("results of deleteAll").allMatch(DeleteResult::deleted);
        fixture.assertMissing(ref);
    }

    private void assertListed(String... mine) {
        List<String> expected = new ArrayList<>(others);
        expected.addAll(List.of(mine));
        assertThat(fixture.keys(ListRequest.of(bucket, "")))
                .as("the listing with key '%s'", key)
                .containsExactlyInAnyOrderElementsOf(expected);
    }

    private void assertSigned(ObjectRef ref) {
        if (!fixture.has(Capabilities.Feature.PRESIGN)) {
            return;
        }
        HttpResponse<byte[]> response = SignedHttp.send(
                fixture.store().presign(new PresignRequest(PresignRequest.Method.GET, ref, Duration.ofMinutes(5))));
        assertThat(response.statusCode()).as("status of the signed URL").isEqualTo(200);
        assertThat(response.body()).as("content by the signed URL").isEqualTo(content(key));
    }

    private void isRefused() {
        ObjectRef ref = at(key);
        ObjectRef plain = at("plain-copy");
        fixture.put(plain, content("plain"));
        fixture.watched().forget();
        refused(() -> fixture.put(ref, content(key)));
        refused(() -> fixture.head(ref));
        refused(() -> fixture.contentOf(ref));
        refused(() -> fixture.store().copy(plain, fixture.store(), ref, CopyOptions.NONE, TransferSettings.DEFAULTS));
        refused(() -> fixture.store().copy(ref, fixture.store(), plain, CopyOptions.NONE, TransferSettings.DEFAULTS));
        refused(() -> fixture.store().delete(new DeleteRequest(ref)));
        refused(() -> fixture.store().exists(ref));
        refused(() ->
                fixture.store().presign(new PresignRequest(PresignRequest.Method.GET, ref, Duration.ofMinutes(5))));
        assertThat(fixture.watched().calls())
                .as("calls that reached the driver")
                .isZero();
        assertThat(fixture.store().head(plain, ReadOptions.NONE).size()).isPositive();
        fixture.store().delete(new DeleteRequest(plain));
    }

    private void refused(ThrowingCallable action) {
        assertThatExceptionOfType(CloudBridgeException.InvalidRequest.class).isThrownBy(action);
    }

    private String problem(String candidate) {
        return fixture.store().capabilities().keyRule().problem(candidate);
    }

    private ObjectRef at(String candidate) {
        return new ObjectRef(bucket, candidate);
    }

    private static byte[] content(String candidate) {
        return Samples.text("content of " + candidate);
    }
}
