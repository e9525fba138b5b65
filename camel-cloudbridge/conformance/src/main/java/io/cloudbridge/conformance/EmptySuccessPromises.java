/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cloudbridge.store.ByteRange;
import io.cloudbridge.store.CloudBridgeException;
import io.cloudbridge.store.CopyOptions;
import io.cloudbridge.store.ListRequest;
import io.cloudbridge.store.ObjectRef;
import io.cloudbridge.store.PutOptions;
import io.cloudbridge.store.ReadOptions;
import io.cloudbridge.store.Source;
import io.cloudbridge.store.TransferSettings;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A success without the substance of one is none: nothing, or the page of some other server, where a document of the store is due. */
public interface EmptySuccessPromises extends LyingServerFixture {

    @Test
    default void aListingThatIsNoneIsAnErrorAndNotAnEmptyBucket() {
        for (String body : new String[] {"", HTML, "{}", "{\"a\":1}", "null", "<Error/>"}) {
            proxy().clearRules();
            stored("lie/listed", Samples.text("x"));
            for (String method : List.of("GET", "POST")) {
                proxy().when(method, ".").always().answer(200, Map.of("Content-Type", "text/html"), body);
            }
            assertRefused(CloudBridgeException.class, () -> lied().page(ListRequest.of(bucket(), "lie/listed")));
        }
    }

    @Test
    default void anUploadThatIsAnsweredWithAPageIsNoSuccess() {
        for (String body : new String[] {"", HTML}) {
            proxy().clearRules();
            ObjectRef ref = at("lie/uploaded");
            for (String method : List.of("PUT", "POST")) {
                proxy().when(method, ".").always().answer(200, Map.of("Content-Type", "text/html"), body);
            }
            for (int size : new int[] {SMALL, large()}) {
                assertRefused(CloudBridgeException.class, () -> lied().upload(
                                ref, Source.of(Samples.bytes(80, size)), PutOptions.NONE, smallParts()));
            }
        }
    }

    @Test
    default void aCopyThatIsAnsweredWithAPageIsNoSuccess() {
        for (String body : new String[] {"", HTML}) {
            proxy().clearRules();
            ObjectRef ref = stored("lie/copied", Samples.text("x"));
            for (String method : List.of("PUT", "POST", "COPY")) {
                proxy().when(method, ".").always().answer(200, Map.of("Content-Type", "text/html"), body);
            }
            assertRefused(CloudBridgeException.class, () -> lied().copy(
                            ref, lied(), at("lie/copy"), CopyOptions.NONE, TransferSettings.DEFAULTS));
        }
    }

    @Test
    default void anAnswerWithoutContentIsNoResult() {
        stored("lie/asked", Samples.text("old"));
        for (int status : new int[] {200, 204}) {
            proxy().clearRules();
            proxy().when("*", ".").always().answer(status, Map.of(), "");
            ObjectRef ref = at("lie/asked");
            assertEachRefused(
                    "status " + status,
                    Map.of(
                            "head", () -> lied().head(ref, ReadOptions.NONE),
                            "read", () -> read(ref, ByteRange.ALL),
                            "put",
                                    () -> lied().upload(
                                                    ref,
                                                    Source.of(Samples.text("new")),
                                                    PutOptions.NONE,
                                                    TransferSettings.DEFAULTS),
                            "parts",
                                    () -> lied().upload(
                                                    ref,
                                                    Source.of(Samples.bytes(83, large())),
                                                    PutOptions.NONE,
                                                    smallParts()),
                            "copy",
                                    () -> lied().copy(
                                                    ref,
                                                    lied(),
                                                    at("lie/asked-copy"),
                                                    CopyOptions.NONE,
                                                    TransferSettings.DEFAULTS)));
        }
    }

    /** An ingress without a way to the store: nothing is gone by its word. */
    @Test
    default void whatAProxyCallsNotFoundIsNotGone() {
        stored("lie/asked", Samples.text("x"));
        proxy().clearRules();
        proxy().when("*", ".").always().answer(404, Map.of("Content-Type", "text/html"), "default backend - 404");
        assertThat(requests()).allSatisfy((name, request) -> assertThatThrownBy(request)
                .as(name)
                .isInstanceOf(CloudBridgeException.class)
                .isNotInstanceOfAny(
                        CloudBridgeException.ObjectNotFound.class, CloudBridgeException.BucketNotFound.class));
        assertThatThrownBy(() -> lied().exists(at("lie/asked"))).isInstanceOf(CloudBridgeException.class);
        assertThatThrownBy(() -> lied().bucketExists(bucket())).isInstanceOf(CloudBridgeException.class);
    }
}
