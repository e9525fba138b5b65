/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.cloudbridge.store.Capabilities.Feature;
import io.cloudbridge.store.CloudBridgeException;
import io.cloudbridge.store.Content;
import io.cloudbridge.store.MultipartUpload;
import io.cloudbridge.store.ObjectProperties;
import io.cloudbridge.store.ObjectRef;
import io.cloudbridge.store.PutOptions;
import io.cloudbridge.store.Source;
import io.cloudbridge.store.TransferSettings;
import io.cloudbridge.store.UnfinishedUpload;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** An upload in parts is invisible until it is complete, and then it is one object like any other. */
public interface MultipartPromises extends StoreFixture {

    private Content part(int seed) {
        return Content.of(Samples.bytes(seed, partSize()));
    }

    private MultipartUpload begin(String key) {
        MultipartUpload upload = watched().startMultipart(at(key), PutOptions.NONE);
        upload.uploadPart(1, part(80));
        return upload;
    }

    @Test
    default void partsSentOutOfOrderAreAssembledInOrder() {
        byte[] content = Samples.bytes(81, 2L * partSize() + 10);
        int size = partSize();
        MultipartUpload upload = watched().startMultipart(at("parts/order"), PutOptions.NONE);
        MultipartUpload.Part third = upload.uploadPart(3, slice(content, 2 * size, 10));
        MultipartUpload.Part second = upload.uploadPart(2, slice(content, size, size));
        MultipartUpload.Part first = upload.uploadPart(1, slice(content, 0, size));
        upload.complete(List.of(first, second, third));

        assertContent(at("parts/order"), content);
    }

    @Test
    default void aPartSentAgainReplacesTheFirstTry() {
        MultipartUpload upload = watched().startMultipart(at("parts/again"), PutOptions.NONE);
        upload.uploadPart(1, part(82));
        MultipartUpload.Part again = upload.uploadPart(1, part(83));
        upload.complete(List.of(again));

        assertContent(at("parts/again"), Samples.bytes(83, partSize()));
    }

    @Test
    default void anUploadInPartsMayHaveOnePartOnly() {
        MultipartUpload upload = watched().startMultipart(at("parts/one"), PutOptions.NONE);
        upload.complete(List.of(upload.uploadPart(1, Content.of(Samples.text("short")))));

        assertContent(at("parts/one"), Samples.text("short"));
    }

    @Test
    default void nothingIsVisibleBeforeAnUploadInPartsIsComplete() {
        MultipartUpload upload = begin("parts/invisible");
        assertMissing(at("parts/invisible"));
        assertThat(keys("parts/invisible")).isEmpty();
        upload.abort();
    }

    @Test
    default void theOldObjectIsThereUntilAnUploadInPartsIsComplete() {
        byte[] old = Samples.text("old");
        put("parts/old", old);
        MultipartUpload upload = watched().startMultipart(at("parts/old"), PutOptions.NONE);
        MultipartUpload.Part first = upload.uploadPart(1, part(84));
        assertContent(at("parts/old"), old);
        upload.complete(List.of(first));
        assertContent(at("parts/old"), Samples.bytes(84, partSize()));
    }

    @Test
    default void anAbortedUploadLeavesNothing() {
        byte[] old = Samples.text("old");
        put("parts/aborted", old);
        MultipartUpload upload = begin("parts/aborted");
        upload.abort();
        upload.abort();

        assertContent(at("parts/aborted"), old);
        assertThat(keys("parts/aborted")).containsExactly("parts/aborted");
        if (has(Feature.UNFINISHED_UPLOADS)) {
            assertThat(watched().unfinishedUploads(bucket(), "parts/aborted")).isEmpty();
        }
    }

    @Test
    default void anAbortedUploadCannotBeCompleted() {
        MultipartUpload upload = watched().startMultipart(at("parts/too-late"), PutOptions.NONE);
        MultipartUpload.Part first = upload.uploadPart(1, part(85));
        upload.abort();

        assertThatExceptionOfType(CloudBridgeException.class).isThrownBy(() -> upload.complete(List.of(first)));
        assertMissing(at("parts/too-late"));
    }

    @Test
    default void twoUploadsInPartsOfOneKeyDoNotMix() {
        MultipartUpload one = watched().startMultipart(at("parts/two"), PutOptions.NONE);
        MultipartUpload other = watched().startMultipart(at("parts/two"), PutOptions.NONE);
        MultipartUpload.Part ofOne = one.uploadPart(1, part(86));
        MultipartUpload.Part ofOther = other.uploadPart(1, part(87));
        one.complete(List.of(ofOne));
        assertContent(at("parts/two"), Samples.bytes(86, partSize()));
        if (has(Feature.UNFINISHED_UPLOADS)) {
            other.complete(List.of(ofOther));
            assertContent(at("parts/two"), Samples.bytes(87, partSize()));
        } else {
            other.abort();
        }
    }

    @Test
    default void anUploadInPartsKeepsPropertiesAsASingleRequestDoes() {
        ObjectProperties properties = ObjectProperties.NONE
                .withContentType("text/csv")
                .withContentEncoding("identity")
                .withContentDisposition("attachment; filename=\"parts.csv\"")
                .withContentLanguage("de")
                .withCacheControl("max-age=60")
                .withMetadata(Map.of("origin", "parts"));
        put(at("parts/properties"), Samples.bytes(88, partSize() + 1L), PutOptions.of(properties));
        put(at("parts/properties-single"), Samples.bytes(88, 10), PutOptions.of(properties));

        assertThat(head(at("parts/properties")).properties())
                .isEqualTo(head(at("parts/properties-single")).properties());
        assertThat(head(at("parts/properties")).metadata()).containsExactlyEntriesOf(Map.of("origin", "parts"));
    }

    @Test
    default void anUploadInPartsKeepsAnOddKey() {
        String key = "parts/odd/ü 😀+%2F&#?=\"'";
        byte[] content = Samples.bytes(89, partSize() + 1L);
        put(at(key), content, PutOptions.NONE);

        assertContent(at(key), content);
        assertThat(keys("parts/odd/")).containsExactly(key);
    }

    @Test
    default void anUploadInPartsMayHaveMoreThanTenParts() {
        long small = Math.max(store().capabilities().minPartSize(), 16 * 1024);
        byte[] content = Samples.bytes(90, 11 * small + 1);
        store().upload(
                        at("parts/twelve"),
                        Source.of(Samples.trickle(content), Source.UNKNOWN),
                        PutOptions.NONE,
                        new TransferSettings(small, small, 4, 4));

        assertContent(at("parts/twelve"), content);
    }

    @Test
    default void deletingAnObjectOfPartsLeavesNothing() {
        String own = newBucket();
        ObjectRef ref = new ObjectRef(own, "parts/deleted");
        put(ref, Samples.bytes(91, 2L * partSize()), PutOptions.NONE);
        store().delete(new io.cloudbridge.store.DeleteRequest(ref));

        assertMissing(ref);
        store().deleteBucket(own);
        assertThat(store().bucketExists(own)).isFalse();
    }

    @Test
    default void unfinishedUploadsAreFoundAndDropped() {
        if (!has(Feature.UNFINISHED_UPLOADS)) {
            assertUnsupported(() -> store().abortUploads(bucket(), "", Duration.ZERO));
            return;
        }
        MultipartUpload upload = begin("unfinished-a/odd ü%+");
        begin("unfinished-b/other");
        List<UnfinishedUpload> found = watched().unfinishedUploads(bucket(), "unfinished-a/");
        assertThat(found).hasSize(1);
        assertThat(found.get(0).ref()).isEqualTo(at("unfinished-a/odd ü%+"));

        assertThat(store().abortUploads(bucket(), "unfinished-a/", Duration.ZERO))
                .isEqualTo(1);
        assertThat(watched().unfinishedUploads(bucket(), "unfinished-a/")).isEmpty();
        assertThat(watched().unfinishedUploads(bucket(), "unfinished-b/")).hasSize(1);
        assertThat(store().abortUploads(bucket(), "unfinished-b/", Duration.ZERO))
                .isEqualTo(1);
        assertThatExceptionOfType(CloudBridgeException.class)
                .isThrownBy(() -> upload.complete(List.of(new MultipartUpload.Part(1, "gone", partSize()))));
        assertMissing(at("unfinished-a/odd ü%+"));
        watched().endedElsewhere();
    }

    @Test
    default void uploadsYoungerThanAskedForAreLeftAlone() {
        if (!has(Feature.UNFINISHED_UPLOADS)) {
            assertUnsupported(() -> store().abortUploads(bucket(), "", Duration.ofHours(1)));
            return;
        }
        byte[] content = Samples.bytes(92, partSize());
        MultipartUpload upload = watched().startMultipart(at("young/upload"), PutOptions.NONE);
        MultipartUpload.Part first = upload.uploadPart(1, Content.of(content));
        assertThat(store().abortUploads(bucket(), "young/", Duration.ofHours(1)))
                .isZero();
        upload.complete(List.of(first));
        assertContent(at("young/upload"), content);
    }

    private static Content slice(byte[] bytes, int offset, int length) {
        return Content.of(java.util.Arrays.copyOfRange(bytes, offset, offset + length));
    }
}
