/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.it.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cloudbridge.conformance.StoreConformance;
import io.cloudbridge.it.Servers;
import io.cloudbridge.store.ByteRange;
import io.cloudbridge.store.CloudBridgeException;
import io.cloudbridge.store.ObjectReader;
import io.cloudbridge.store.ObjectRef;
import io.cloudbridge.store.PresignRequest;
import io.cloudbridge.store.PutOptions;
import io.cloudbridge.store.ReadOptions;
import io.cloudbridge.store.Source;
import io.cloudbridge.store.TransferSettings;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.BucketVersioningStatus;

/** The promises on Adobe S3Mock, which has versions, tags and checksums, and checks no signature. */
class S3MockConformanceTest extends StoreConformance {

    @Override
    public String provider() {
        return "aws";
    }

    @Override
    protected Map<String, ?> settings() {
        return Map.of(
                "endpoint", Servers.setting("s3mock.endpoint"),
                "accessKey", Servers.setting("s3mock.accessKey"),
                "secretKey", Servers.setting("s3mock.secretKey"));
    }

    @Override
    public void keepVersions(String bucket) {
        store().unwrap(S3Client.class).orElseThrow().putBucketVersioning(request -> request.bucket(bucket)
                .versioningConfiguration(versioning -> versioning.status(BucketVersioningStatus.ENABLED)));
    }

    @Override
    public String otherStorageClass() {
        return "STANDARD_IA";
    }

    // It refuses a coded slash, which is how the SDK writes the second of two, and a backslash.

    @Test
    @Override
    public void aLeadingSlashIsItself() {
        isRefused(super::aLeadingSlashIsItself);
    }

    @Test
    @Override
    public void aTrailingSlashIsItself() {
        isRefused(super::aTrailingSlashIsItself);
    }

    @Test
    @Override
    public void aDoubleSlashIsItself() {
        isRefused(super::aDoubleSlashIsItself);
    }

    @Test
    @Override
    public void aLoneSlashIsItself() {
        isRefused(super::aLoneSlashIsItself);
    }

    @Test
    @Override
    public void colonAtCommaAndDollarAreThemselves() {
        isRefused(super::colonAtCommaAndDollarAreThemselves);
    }

    @Test
    @Override
    public void aBackslashIsNotASlash() {
        isRefused(super::aBackslashIsNotASlash);
    }

    @Test
    @Override
    public void aSignedPutKeepsAnOddKey() {
        isRefused(super::aSignedPutKeepsAnOddKey);
    }

    // A copy of an object onto itself is refused even if it replaces all properties.

    @Test
    @Override
    public void setPropertiesHoldsToItsCondition() {
        isRefused(super::setPropertiesHoldsToItsCondition);
    }

    @Test
    @Override
    public void setPropertiesOfNothingRemovesThem() {
        isRefused(super::setPropertiesOfNothingRemovesThem);
    }

    // Aborting an upload in parts deletes the object that it would have replaced.

    @Test
    @Override
    public void aLargeBodyOfKnownLengthThatBreaksLeavesTheOldObject() {
        isGone(super::aLargeBodyOfKnownLengthThatBreaksLeavesTheOldObject);
    }

    @Test
    @Override
    public void aLargeBodyLongerThanDeclaredLeavesTheOldObject() {
        isGone(super::aLargeBodyLongerThanDeclaredLeavesTheOldObject);
    }

    @Test
    @Override
    public void aWrongChecksumOfALargeBodyLeavesTheOldObject() {
        isGone(super::aWrongChecksumOfALargeBodyLeavesTheOldObject);
    }

    @Test
    @Override
    public void aStreamThatThrowsLeavesTheOldObject() {
        isGone(super::aStreamThatThrowsLeavesTheOldObject);
    }

    @Test
    @Override
    public void aLargeBodyThatBreaksLeavesTheOldObject() {
        isGone(super::aLargeBodyThatBreaksLeavesTheOldObject);
    }

    @Test
    @Override
    public void aLargeBodyShorterThanDeclaredLeavesTheOldObject() {
        isGone(super::aLargeBodyShorterThanDeclaredLeavesTheOldObject);
    }

    @Test
    @Override
    public void aPartThatIsRefusedLeavesTheOldObject() {
        isGone(super::aPartThatIsRefusedLeavesTheOldObject);
    }

    @Test
    @Override
    public void anAbortedUploadLeavesNothing() {
        isGone(super::anAbortedUploadLeavesNothing);
    }

    @Test
    @Override
    public void ifMatchReplacesOnlyTheVersionItNamesInParts() {
        isGone(super::ifMatchReplacesOnlyTheVersionItNamesInParts);
    }

    @Test
    @Override
    public void createOnlyCreatesOnceInParts() {
        isGone(super::createOnlyCreatesOnceInParts);
    }

    // A question mark in the source of a copy ends the key.

    @Test
    @Override
    public void aQuestionMarkDoesNotEndTheKey() {
        isGone(super::aQuestionMarkDoesNotEndTheKey);
    }

    // It sorts by UTF-16.

    @Test
    @Override
    public void aListingIsInTheOrderOfUtf8Bytes() {
        differs(super::aListingIsInTheOrderOfUtf8Bytes);
    }

    @Test
    @Override
    public void pagesOfUnicodeKeysGoOnInTheOrderOfUtf8Bytes() {
        differs(super::pagesOfUnicodeKeysGoOnInTheOrderOfUtf8Bytes);
    }

    // Content types are written its own way, and a copy keeps content headers that it should replace.

    @Test
    @Override
    public void theContentTypeArrives() {
        differs(super::theContentTypeArrives);
    }

    @Test
    @Override
    public void allPropertiesArriveTogetherByHeadAndByRead() {
        differs(super::allPropertiesArriveTogetherByHeadAndByRead);
    }

    @Test
    @Override
    public void setPropertiesReplacesPropertiesAndKeepsContent() {
        differs(super::setPropertiesReplacesPropertiesAndKeepsContent);
    }

    @Test
    @Override
    public void setPropertiesOfAnObjectOfPartsKeepsContent() {
        differs(super::setPropertiesOfAnObjectOfPartsKeepsContent);
    }

    @Test
    @Override
    public void aCopyMayHavePropertiesOfItsOwn() {
        differs(super::aCopyMayHavePropertiesOfItsOwn);
    }

    // Tags of an upload stay URL-encoded.

    @Test
    @Override
    public void tagsArriveWithAnUpload() {
        differs(super::tagsArriveWithAnUpload);
    }

    // It checks no signature, so a signed URL is as good as any.

    @Test
    @Override
    public void theTypeOfAnUploadMayBeBoundToTheUrl() {
        differs(super::theTypeOfAnUploadMayBeBoundToTheUrl);
    }

    @Test
    @Override
    public void aUrlIsGoodForItsBucketOnly() {
        differs(super::aUrlIsGoodForItsBucketOnly);
    }

    @Test
    @Override
    public void aUrlIsGoodForItsKeyOnly() {
        differs(super::aUrlIsGoodForItsKeyOnly);
    }

    @Test
    @Override
    public void aUrlWithAnyParameterMissingIsRefused() {
        differs(super::aUrlWithAnyParameterMissingIsRefused);
    }

    @Test
    @Override
    public void aUrlWithAnyParameterChangedIsRefused() {
        differs(super::aUrlWithAnyParameterChangedIsRefused);
    }

    @Test
    @Override
    public void aGetUrlDoesNotPut() {
        differs(super::aGetUrlDoesNotPut);
    }

    @Test
    @Override
    public void aGetUrlDoesNotDelete() {
        differs(super::aGetUrlDoesNotDelete);
    }

    @Test
    @Override
    public void aHeadUrlDoesNotGet() {
        differs(super::aHeadUrlDoesNotGet);
    }

    @Test
    @Override
    public void aHeadUrlDoesNotPut() {
        differs(super::aHeadUrlDoesNotPut);
    }

    @Test
    @Override
    public void aPutUrlDoesNotGet() {
        differs(super::aPutUrlDoesNotGet);
    }

    @Test
    @Override
    public void aPutUrlDoesNotDelete() {
        differs(super::aPutUrlDoesNotDelete);
    }

    @Test
    @Override
    public void aDeleteUrlDoesNotGet() {
        differs(super::aDeleteUrlDoesNotGet);
    }

    @Test
    @Override
    public void aDeleteUrlDoesNotPut() {
        differs(super::aDeleteUrlDoesNotPut);
    }

    // An old version cannot be copied over the current one, see above.
    @Test
    @Override
    public void versionsAreListedReadAndDeletedOneByOne() {
        isRefused(super::versionsAreListedReadAndDeletedOneByOne);
    }

    // A key that is deleted but keeps versions is still listed.
    @Test
    @Override
    public void aDeletedObjectKeepsItsVersions() {
        differs(super::aDeletedObjectKeepsItsVersions);
    }

    // Nor does it look at the expiry.
    @Test
    @Override
    public void aUrlEndsWhenItExpires() {
        ObjectRef ref = new ObjectRef(bucket(), "expired");
        store().upload(ref, Source.of(new byte[1]), PutOptions.NONE, TransferSettings.DEFAULTS);
        URI url = store().presign(new PresignRequest(PresignRequest.Method.GET, ref, Duration.ofSeconds(1)))
                .url();
        URI longAgo = URI.create(url.toString().replaceAll("X-Amz-Date=\\d{8}", "X-Amz-Date=20200101"));

        assertThat(HttpClient.newHttpClient()
                        .sendAsync(HttpRequest.newBuilder(longAgo).build(), HttpResponse.BodyHandlers.discarding())
                        .join()
                        .statusCode())
                .isEqualTo(200);
    }

    // Conditions are not checked under a lock: of several at once all may win, one after the other only the first.
    @Test
    @Override
    public void ofFourWhoCreateInPartsOneWins() {
        ObjectRef ref = new ObjectRef(bucket(), "create/in-turn");
        Source large = Source.of(new byte[20 << 20]);
        store().upload(ref, large, PutOptions.NONE.createOnly(), TransferSettings.DEFAULTS);

        assertThatThrownBy(() -> store().upload(ref, large, PutOptions.NONE.createOnly(), TransferSettings.DEFAULTS))
                .isInstanceOf(CloudBridgeException.PreconditionFailed.class);
    }

    // As above.
    @Test
    @Override
    public void ofSixteenWhoCreateOneWins() {
        ObjectRef ref = new ObjectRef(bucket(), "create/one-by-one");
        Source small = Source.of(new byte[] {1});
        store().upload(ref, small, PutOptions.NONE.createOnly(), TransferSettings.DEFAULTS);

        assertThatThrownBy(() -> store().upload(ref, small, PutOptions.NONE.createOnly(), TransferSettings.DEFAULTS))
                .isInstanceOf(CloudBridgeException.PreconditionFailed.class);
    }

    // As above.
    @Test
    @Override
    public void ofEightWhoReplaceAVersionOneWins() {
        ObjectRef ref = new ObjectRef(bucket(), "replace/one-by-one");
        PutOptions replaceFirst = PutOptions.NONE.withIfMatch(
                store().upload(ref, Source.of(new byte[] {1}), PutOptions.NONE, TransferSettings.DEFAULTS)
                        .etag());
        store().upload(ref, Source.of(new byte[] {2}), replaceFirst, TransferSettings.DEFAULTS);

        assertThatThrownBy(
                        () -> store().upload(ref, Source.of(new byte[] {3}), replaceFirst, TransferSettings.DEFAULTS))
                .isInstanceOf(CloudBridgeException.PreconditionFailed.class);
    }

    // Content and checksum are replaced one after the other: a reader in between learns so and never takes a mix for an
    // object.
    @Test
    @Override
    public void readersOfAKeyThatIsOverwrittenSeeWholeContents() {
        ObjectRef ref = new ObjectRef(bucket(), "overwritten");
        byte[] zeros = new byte[300_000];
        byte[] ones = new byte[300_000];
        Arrays.fill(ones, (byte) 1);
        CompletableFuture<?> writer = CompletableFuture.runAsync(() -> {
            for (int i = 0; i < 20; i++) {
                Source content = Source.of(i % 2 == 0 ? zeros : ones);
                store().upload(ref, content, PutOptions.NONE, TransferSettings.DEFAULTS);
            }
        });
        while (!writer.isDone()) {
            try (ObjectReader in = store().read(ref, ByteRange.ALL, ReadOptions.NONE)) {
                assertThat(in.readAllBytes()).isIn(zeros, ones);
            } catch (CloudBridgeException | IOException e) {
                assertThat(e).isInstanceOf(CloudBridgeException.class);
            }
        }
        writer.join();
    }

    private static void isRefused(ThrowingCallable promise) {
        assertThatThrownBy(promise)
                .isInstanceOf(CloudBridgeException.InvalidRequest.class)
                .hasMessageContaining("status=400");
    }

    private static void isGone(ThrowingCallable promise) {
        assertThatThrownBy(promise)
                .isInstanceOf(CloudBridgeException.ObjectNotFound.class)
                .hasMessageContaining("code=NoSuchKey");
    }

    private static void differs(ThrowingCallable promise) {
        assertThatThrownBy(promise).isInstanceOf(AssertionError.class);
    }
}
