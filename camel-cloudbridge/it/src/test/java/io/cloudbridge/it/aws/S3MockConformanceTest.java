/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.it.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cloudbridge.conformance.StoreConformance;
import io.cloudbridge.store.ByteRange;
import io.cloudbridge.store.CloudBridgeException;
import io.cloudbridge.store.ObjectReader;
import io.cloudbridge.store.ObjectRef;
import io.cloudbridge.store.PutOptions;
import io.cloudbridge.store.ReadOptions;
import io.cloudbridge.store.Source;
import io.cloudbridge.store.TransferSettings;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.BucketVersioningStatus;

/** The promises on Adobe S3Mock, which has versions, tags and checksums, and checks no signature. */
class S3MockConformanceTest extends StoreConformance implements JavaServerQuirks, UncheckedSignatures {

    @Override
    public String provider() {
        return "aws";
    }

    @Override
    protected Map<String, ?> settings() {
        return S3.settingsOf("s3mock");
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

    // It refuses a coded slash, and a backslash.

    @Override
    public void refusesCodedSlash(ThrowingCallable promise) {
        isRefused(promise);
    }

    @Test
    @Override
    public void aBackslashIsNotASlash() {
        isRefused(super::aBackslashIsNotASlash);
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
    public void aFileThatShrinksIsNotStored(@TempDir Path directory) {
        isGone(() -> super.aFileThatShrinksIsNotStored(directory));
    }

    @Test
    @Override
    public void aFileThatIsRewrittenInPlaceIsNotStored(@TempDir Path directory) {
        isGone(() -> super.aFileThatIsRewrittenInPlaceIsNotStored(directory));
    }

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

    // A question mark in the source of a copy ends the key.

    @Test
    @Override
    public void aQuestionMarkDoesNotEndTheKey() {
        Quirk.refuses(super::aQuestionMarkDoesNotEndTheKey, CloudBridgeException.InvalidState.class, "code=NoSuchKey");
    }

    // It sorts by UTF-16.

    @Test
    @Override
    public void aListingIsInTheOrderOfUtf8Bytes() {
        Quirk.differs(super::aListingIsInTheOrderOfUtf8Bytes);
    }

    // A copy keeps content headers that it should replace.

    @Test
    @Override
    public void allPropertiesArriveTogetherByHeadAndByRead() {
        Quirk.differs(super::allPropertiesArriveTogetherByHeadAndByRead);
    }

    @Test
    @Override
    public void setPropertiesReplacesPropertiesAndKeepsContent() {
        Quirk.differs(super::setPropertiesReplacesPropertiesAndKeepsContent);
    }

    @Test
    @Override
    public void propertiesOfAVersionThatWereSetAreProven() {
        Quirk.differs(super::propertiesOfAVersionThatWereSetAreProven);
    }

    @Test
    @Override
    public void setPropertiesOfAnObjectOfPartsKeepsContent() {
        Quirk.differs(super::setPropertiesOfAnObjectOfPartsKeepsContent);
    }

    @Test
    @Override
    public void aCopyMayHavePropertiesOfItsOwn() {
        Quirk.differs(super::aCopyMayHavePropertiesOfItsOwn);
    }

    // A change of the type is none to it, see above.
    @Test
    @Override
    public void tagsStayWhenPropertiesChangeAndGoAlongWithACopy() {
        Quirk.refuses(
                super::tagsStayWhenPropertiesChangeAndGoAlongWithACopy,
                CloudBridgeException.InvalidRequest.class,
                "code=InvalidRequest");
    }

    // An old version cannot be copied over the current one, see above.
    @Test
    @Override
    public void versionsAreListedReadAndDeletedOneByOne() {
        isRefused(super::versionsAreListedReadAndDeletedOneByOne);
    }

    // It goes on answering for a version that it has deleted.
    @Test
    @Override
    public void aVersionIsMovedWithoutTheOthers() {
        Quirk.differs(super::aVersionIsMovedWithoutTheOthers);
    }

    // A key that is deleted but keeps versions is still listed.
    @Test
    @Override
    public void aDeletedObjectKeepsItsVersions() {
        Quirk.differs(super::aDeletedObjectKeepsItsVersions);
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
        Quirk.refuses(promise, CloudBridgeException.InvalidRequest.class, "status=400");
    }

    private static void isGone(ThrowingCallable promise) {
        Quirk.refuses(promise, CloudBridgeException.ObjectNotFound.class, "code=NoSuchKey");
    }
}
