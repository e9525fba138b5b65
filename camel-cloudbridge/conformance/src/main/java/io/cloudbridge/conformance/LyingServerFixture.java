/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.cloudbridge.conformance.wire.FaultProxy;
import io.cloudbridge.conformance.wire.FaultRule;
import io.cloudbridge.store.ByteRange;
import io.cloudbridge.store.CloudBridgeException;
import io.cloudbridge.store.CopyOptions;
import io.cloudbridge.store.DeleteRequest;
import io.cloudbridge.store.DeleteResult;
import io.cloudbridge.store.ListRequest;
import io.cloudbridge.store.ObjectReader;
import io.cloudbridge.store.ObjectRef;
import io.cloudbridge.store.PutOptions;
import io.cloudbridge.store.ReadOptions;
import io.cloudbridge.store.Source;
import io.cloudbridge.store.StoreClient;
import io.cloudbridge.store.TransferSettings;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** What promises about lying servers work with: a proxy that lies stands before the real server. {@link LyingServerSuite} provides it. */
public interface LyingServerFixture extends StoreFixture {

    /** An object that one request holds, in bytes. */
    int SMALL = 4000;

    /** What a server sends that is no store. */
    String HTML = "<html><body><h1>It works!</h1></body></html>";

    /** The store through the proxy, which tries each request once. */
    StoreClient lied();

    /** The proxy before the server; tells the truth again after each test. */
    FaultProxy proxy();

    /** A server on another port, to which no request may ever go. */
    FaultProxy elsewhere();

    /** A regular expression that finds the key in a request target. */
    default String inTarget(String key) {
        return Pattern.quote(key.replace("/", "%2F")) + "|" + Pattern.quote(key);
    }

    /** Bytes that are two parts and some more. */
    default int large() {
        return 2 * partSize() + 1234;
    }

    /** Stores an object past the proxy, in parts if it is large. */
    default ObjectRef stored(String key, byte[] content) {
        ObjectRef ref = at(key);
        store().upload(ref, Source.of(content), PutOptions.NONE, smallParts());
        return ref;
    }

    /** Reads through the proxy. */
    default byte[] read(ObjectRef ref, ByteRange range) throws IOException {
        try (ObjectReader reader = lied().open(ref, range, ReadOptions.NONE)) {
            return reader.readAllBytes();
        }
    }

    /** Each download of an object. */
    default FaultRule gets(String key) {
        return proxy().when("GET", inTarget(key)).always();
    }

    /** Asserts that a call gives these bytes, or fails with an error of ours. */
    default void assertRightOrRefused(byte[] right, Callable<byte[]> call) {
        byte[] result;
        try {
            result = call.call();
        } catch (CloudBridgeException e) {
            return;
        } catch (Exception e) {
            throw new AssertionError("an error that is not ours", e);
        }
        assertThat(Arrays.equals(result, right)).as("right bytes").isTrue();
    }

    /** One request of each kind, by its name. */
    default Map<String, ThrowingCallable> requests() {
        ObjectRef ref = at("lie/asked");
        return Map.ofEntries(
                Map.entry("head", () -> lied().head(ref, ReadOptions.NONE)),
                Map.entry("read", () -> read(ref, ByteRange.ALL)),
                Map.entry("put", () -> lied().upload(
                                ref, Source.of(Samples.text("new")), PutOptions.NONE, TransferSettings.DEFAULTS)),
                Map.entry("parts", () -> lied().upload(
                                ref, Source.of(Samples.bytes(81, large())), PutOptions.NONE, smallParts())),
                Map.entry("copy", () -> lied().copy(
                                ref, lied(), at("lie/asked-copy"), CopyOptions.NONE, TransferSettings.DEFAULTS)),
                Map.entry("setProperties", () -> lied().setProperties(ref, PutOptions.NONE.properties(), null)),
                Map.entry("delete", () -> lied().delete(new DeleteRequest(ref))),
                Map.entry("deleteAll", () -> lied().deleteAll(
                                List.of(new DeleteRequest(ref), new DeleteRequest(at("lie/asked-too"))))
                        .forEach(LyingServerFixture::throwFailure)),
                Map.entry("list", () -> lied().page(ListRequest.of(bucket(), "lie/asked"))),
                Map.entry("createBucket", () -> lied().createBucket(unusedBucketName())),
                Map.entry("listBuckets", () -> lied().listBuckets()));
    }

    /** Asks for everything there is: each request fails with an error of ours. */
    default void nothingSucceeds(String what) {
        assertEachRefused(what, requests());
    }

    private static void throwFailure(DeleteResult result) {
        if (!result.deleted()) {
            throw result.failure();
        }
    }

    /** Asserts that each of these requests, by its name, fails with an error of ours. */
    default void assertEachRefused(String what, Map<String, ThrowingCallable> requests) {
        assertThat(requests).as(what).allSatisfy((name, request) -> assertThatExceptionOfType(
                        CloudBridgeException.class)
                .as(name)
                .isThrownBy(request));
    }
}
