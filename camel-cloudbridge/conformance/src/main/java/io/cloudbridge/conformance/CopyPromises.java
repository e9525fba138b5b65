/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.cloudbridge.store.Capabilities.Feature;
import io.cloudbridge.store.CloudBridgeException;
import io.cloudbridge.store.CopyOptions;
import io.cloudbridge.store.ObjectProperties;
import io.cloudbridge.store.ObjectRef;
import io.cloudbridge.store.PutOptions;
import io.cloudbridge.store.PutResult;
import io.cloudbridge.store.StoreClient;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A copy has the content and the properties of the version that was copied; inside one client the service makes it where it can. */
public interface CopyPromises extends StoreFixture {

    private static ObjectProperties properties() {
        return ObjectProperties.NONE
                .withContentType("text/csv")
                .withContentDisposition("inline")
                .withCacheControl("no-cache")
                .withMetadata(Map.of("origin", "source"));
    }

    private byte[] source(String key, long size) {
        byte[] content = Samples.bytes(key.hashCode(), size);
        put(at(key), content, PutOptions.of(properties()));
        return content;
    }

    private PutResult copy(ObjectRef from, ObjectRef to, CopyOptions options) {
        return copy(from, store(), to, options);
    }

    private PutResult copy(ObjectRef from, StoreClient target, ObjectRef to, CopyOptions options) {
        return store().copy(from, target, to, options, smallParts());
    }

    private void assertCopied(ObjectRef to, byte[] content) {
        assertContent(to, content);
        assertThat(head(to).properties().withStorageClass(null)).isEqualTo(properties());
    }

    @Test
    default void aCopyHasContentAndProperties() {
        byte[] content = source("copy/a", 4000);
        PutResult result = copy(at("copy/a"), at("copy/a-copy"), CopyOptions.NONE);

        assertCopied(at("copy/a-copy"), content);
        assertThat(result.etag()).isEqualTo(head(at("copy/a-copy")).etag());
        assertCopied(at("copy/a"), content);
    }

    @Test
    default void aCopyIsMadeByTheServiceWhereItCan() {
        source("copy/inside", 4000);
        watched().forget();
        copy(at("copy/inside"), at("copy/inside-copy"), CopyOptions.NONE);

        boolean inside = has(Feature.SERVER_COPY);
        assertThat(watched().calls("copy")).as("copies by the service").isEqualTo(inside ? 1 : 0);
        assertThat(watched().calls("read")).as("reads").isEqualTo(inside ? 0 : 1);
    }

    @Test
    default void aCopyOfAnObjectOfPartsHasContentAndProperties() {
        byte[] content = source("copy/parts", partSize() + 100L);
        copy(at("copy/parts"), at("copy/parts-copy"), CopyOptions.NONE);
        assertCopied(at("copy/parts-copy"), content);
    }

    @Test
    default void aCopyOfAnEmptyObjectIsEmpty() {
        byte[] content = source("copy/empty", 0);
        copy(at("copy/empty"), at("copy/empty-copy"), CopyOptions.NONE);
        assertCopied(at("copy/empty-copy"), content);
    }

    @Test
    default void aCopyMayGoToAnotherBucket() {
        byte[] content = source("copy/across", 4000);
        ObjectRef to = new ObjectRef(newBucket(), "copy/across");
        copy(at("copy/across"), to, CopyOptions.NONE);
        assertCopied(to, content);
    }

    @Test
    default void aCopyReplacesWhatIsThere() {
        byte[] content = source("copy/replace", 4000);
        put(
                at("copy/replace-copy"),
                Samples.bytes(1, 9000),
                PutOptions.of(ObjectProperties.NONE.withMetadata(Map.of("old", "old"))));
        copy(at("copy/replace"), at("copy/replace-copy"), CopyOptions.NONE);
        assertCopied(at("copy/replace-copy"), content);
    }

    @Test
    default void aCopyMayHavePropertiesOfItsOwn() {
        byte[] content = source("copy/own", 4000);
        ObjectProperties own =
                ObjectProperties.NONE.withContentType("text/html").withMetadata(Map.of("copied", "yes"));
        copy(at("copy/own"), at("copy/own-copy"), new CopyOptions(null, PutOptions.of(own), false));

        assertContent(at("copy/own-copy"), content);
        assertThat(head(at("copy/own-copy")).properties().withStorageClass(null))
                .isEqualTo(own);
    }

    @Test
    default void aCopyOntoItselfIsRefused() {
        byte[] content = source("copy/self", 4000);
        watched().forget();
        assertRefused(
                CloudBridgeException.InvalidRequest.class,
                () -> copy(at("copy/self"), at("copy/self"), CopyOptions.NONE));
        assertThat(watched().calls()).isZero();
        assertCopied(at("copy/self"), content);
    }

    @Test
    default void aCopyOfAMissingObjectFailsAndMakesNothing() {
        assertRefused(
                CloudBridgeException.ObjectNotFound.class,
                () -> copy(at("copy/missing"), at("copy/missing-copy"), CopyOptions.NONE));
        assertMissing(at("copy/missing-copy"));
    }

    @Test
    default void aCopyIntoAMissingBucketFailsAndMakesNoBucket() {
        source("copy/nowhere", 100);
        String missing = unusedBucketName();
        assertRefused(
                CloudBridgeException.BucketNotFound.class,
                () -> copy(at("copy/nowhere"), new ObjectRef(missing, "copy/nowhere"), CopyOptions.NONE));
        assertThat(store().bucketExists(missing)).isFalse();
    }

    @Test
    default void aCopyHoldsToTheConditionOnItsSource() {
        byte[] content = source("copy/if", 4000);
        String etag = head(at("copy/if")).etag();
        assertRefused(
                CloudBridgeException.PreconditionFailed.class,
                () -> copy(
                        at("copy/if"),
                        at("copy/if-copy"),
                        CopyOptions.NONE.withSourceIfMatch("0123456789abcdef0123456789abcdef")));
        assertMissing(at("copy/if-copy"));
        copy(at("copy/if"), at("copy/if-copy"), CopyOptions.NONE.withSourceIfMatch(etag));
        assertCopied(at("copy/if-copy"), content);
    }

    @Test
    default void aCopyHoldsToTheConditionOnItsTarget() {
        byte[] content = source("copy/create", 4000);
        CopyOptions createOnly = new CopyOptions(null, PutOptions.NONE.createOnly(), true);
        boolean can = has(Feature.SERVER_COPY) ? has(Feature.COPY_CONDITIONS) : has(Feature.CREATE_ONLY);
        if (!can) {
            assertUnsupported(() -> copy(at("copy/create"), at("copy/create-copy"), createOnly));
            assertMissing(at("copy/create-copy"));
            return;
        }
        copy(at("copy/create"), at("copy/create-copy"), createOnly);
        assertCopied(at("copy/create-copy"), content);
        put("copy/create", Samples.bytes(2, 10));
        assertRefused(
                CloudBridgeException.PreconditionFailed.class,
                () -> copy(at("copy/create"), at("copy/create-copy"), createOnly));
        assertCopied(at("copy/create-copy"), content);
    }

    @Test
    default void aCopyToAnotherClientIsStreamed() {
        byte[] content = source("copy/streamed", 4000);
        watched().forget();
        copy(at("copy/streamed"), secondStore(), at("copy/streamed-copy"), CopyOptions.NONE);

        assertThat(watched().calls("copy")).isZero();
        assertThat(watched().calls("read")).isEqualTo(1);
        assertCopied(at("copy/streamed-copy"), content);
    }

    @Test
    default void aLargeCopyToAnotherClientIsStreamed() {
        byte[] content = source("copy/streamed-large", 2L * partSize() + 33);
        copy(at("copy/streamed-large"), secondStore(), at("copy/streamed-large-copy"), CopyOptions.NONE);
        assertCopied(at("copy/streamed-large-copy"), content);
    }

    @Test
    default void aStreamedCopyGoesOnWhereItsSourceBreaks() {
        byte[] content = source("copy/broken", 200_000);
        watched().breakNextRead(77_777);
        copy(at("copy/broken"), secondStore(), at("copy/broken-copy"), CopyOptions.NONE);
        assertCopied(at("copy/broken-copy"), content);
    }

    @Test
    default void aStreamedCopyOfAChangingObjectNeverMixes() {
        source("copy/changing", 200_000);
        watched().breakNextRead(100_000);
        watched().afterNext("read", () -> put("copy/changing", Samples.bytes(3, 200_000)));
        assertRefused(
                CloudBridgeException.PreconditionFailed.class,
                () -> copy(at("copy/changing"), secondStore(), at("copy/changing-copy"), CopyOptions.NONE));
        assertMissing(at("copy/changing-copy"));
    }
}
