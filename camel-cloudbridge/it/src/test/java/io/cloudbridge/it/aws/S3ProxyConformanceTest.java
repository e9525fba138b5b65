/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.it.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cloudbridge.conformance.StoreConformance;
import io.cloudbridge.store.CloudBridgeException;
import io.cloudbridge.store.ListRequest;
import io.cloudbridge.store.ObjectRef;
import io.cloudbridge.store.PutOptions;
import io.cloudbridge.store.PutResult;
import io.cloudbridge.store.Source;
import io.cloudbridge.store.TransferSettings;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** The promises on S3Proxy, which checks signatures and keeps objects in files. What it cannot do follows from the latter. */
class S3ProxyConformanceTest extends StoreConformance implements JavaServerQuirks {

    @Override
    public String provider() {
        return "aws";
    }

    @Override
    protected Map<String, ?> settings() {
        Map<String, String> settings = new HashMap<>(S3.settingsOf("s3proxy"));
        settings.put("maxRetries", "1"); // so many of its quirks are errors that are worth another try
        return settings;
    }

    @Override
    public String otherStorageClass() {
        return "STANDARD_IA";
    }

    // Where a key is a file, no other key can be below it.

    @Test
    @Override
    public void aPlainKeyIsItself() {
        clashes(super::aPlainKeyIsItself);
    }

    @Test
    @Override
    public void namesThatSomeSystemsReserveAreThemselves() {
        clashes(super::namesThatSomeSystemsReserveAreThemselves);
    }

    @Test
    @Override
    public void namesThatLookTemporaryAreThemselves() {
        clashes(super::namesThatLookTemporaryAreThemselves);
    }

    @Test
    @Override
    public void aKeyMayStandBelowAnotherKey() {
        clashes(super::aKeyMayStandBelowAnotherKey);
    }

    // It keeps no content of a key that ends with a slash, which its ETag shows.

    @Test
    @Override
    public void aKeyMayStandBesideKeysBelowIt() {
        Quirk.refuses(super::aKeyMayStandBesideKeysBelowIt, CloudBridgeException.ChecksumMismatch.class, "key=stand/");
    }

    @Test
    @Override
    public void deletePrefixDeletesWhatIsBelowAndNothingBeside() {
        Quirk.refuses(
                super::deletePrefixDeletesWhatIsBelowAndNothingBeside,
                CloudBridgeException.ChecksumMismatch.class,
                "key=tidy/");
    }

    @Test
    @Override
    public void twoDotsAreNotTheParent() {
        clashes(super::twoDotsAreNotTheParent);
    }

    @Test
    @Override
    public void twoDotsAtTheEndAreNotTheParent() {
        clashes(super::twoDotsAtTheEndAreNotTheParent);
    }

    @Test
    @Override
    public void aPrefixIsTextAndNotAFolder() {
        clashes(super::aPrefixIsTextAndNotAFolder);
    }

    @Test
    @Override
    public void startAfterBeginsBehindAKey() {
        clashes(super::startAfterBeginsBehindAKey);
    }

    @Test
    @Override
    public void aListingIsInTheOrderOfUtf8Bytes() {
        clashes(super::aListingIsInTheOrderOfUtf8Bytes);
    }

    @Test
    @Override
    public void aMoveOntoAFolderOfTheSourceWorks() {
        clashes(super::aMoveOntoAFolderOfTheSourceWorks);
    }

    @Test
    @Override
    public void deletingAKeyKeepsTheKeysBelowIt() {
        clashes(super::deletingAKeyKeepsTheKeysBelowIt);
    }

    @Test
    @Override
    public void aListingIsCompleteInOnePage() {
        clashes(super::aListingIsCompleteInOnePage);
    }

    @Test
    @Override
    public void aListingIsCompleteInPagesOfExactlyItsSize() {
        clashes(super::aListingIsCompleteInPagesOfExactlyItsSize);
    }

    @Test
    @Override
    public void aPageTokenWorksInAnotherClient() {
        clashes(super::aPageTokenWorksInAnotherClient);
    }

    @Test
    @Override
    public void aDelimiterWorksInPagesOfSeven() {
        clashes(super::aDelimiterWorksInPagesOfSeven);
    }

    @Test
    @Override
    public void aDelimiterWorksInPagesOfThree() {
        clashes(super::aDelimiterWorksInPagesOfThree);
    }

    @Test
    @Override
    public void startAfterHoldsOnEveryPage() {
        clashes(super::startAfterHoldsOnEveryPage);
    }

    @Test
    @Override
    public void aDelimiterWorksInPagesOfOne() {
        clashes(super::aDelimiterWorksInPagesOfOne);
    }

    @Test
    @Override
    public void aDelimiterWorksInPagesOfTwo() {
        clashes(super::aDelimiterWorksInPagesOfTwo);
    }

    @Test
    @Override
    public void aListingIsCompleteInPagesOfOne() {
        clashes(super::aListingIsCompleteInPagesOfOne);
    }

    @Test
    @Override
    public void aListingIsCompleteInPagesOfTwo() {
        clashes(super::aListingIsCompleteInPagesOfTwo);
    }

    @Test
    @Override
    public void aListingIsCompleteInPagesOfSeven() {
        clashes(super::aListingIsCompleteInPagesOfSeven);
    }

    @Test
    @Override
    public void aListingIsCompleteInPagesOfThree() {
        clashes(super::aListingIsCompleteInPagesOfThree);
    }

    // A file name has at most 255 bytes.

    @Test
    @Override
    public void aKeyOf1024BytesWithoutSlashIsItself() {
        clashes(super::aKeyOf1024BytesWithoutSlashIsItself);
    }

    @Test
    @Override
    public void aKeyOf1024BytesOfFourByteCharactersIsItself() {
        clashes(super::aKeyOf1024BytesOfFourByteCharactersIsItself);
    }

    // It takes the signature of the path as sent, where the SDK has written the second of two slashes as %2F.
    @Override
    public void refusesCodedSlash(ThrowingCallable promise) {
        Quirk.refuses(promise, CloudBridgeException.AccessDenied.class, "code=SignatureDoesNotMatch");
    }

    // It has neither tags nor encryption.

    @Test
    @Override
    public void tagsArriveWithAnUpload() {
        Quirk.isMissing(super::tagsArriveWithAnUpload);
    }

    @Test
    @Override
    public void tagsStayWhenPropertiesChangeAndGoAlongWithACopy() {
        Quirk.isMissing(super::tagsStayWhenPropertiesChangeAndGoAlongWithACopy);
    }

    @Test
    @Override
    public void tagsAreReplacedAndRemoved() {
        Quirk.isMissing(super::tagsAreReplacedAndRemoved);
    }

    @Test
    @Override
    public void tagsThatWereSetAreSet() {
        Quirk.isMissing(super::tagsThatWereSetAreSet);
    }

    @Test
    @Override
    public void encryptionWithKeysOfTheStoreIsTransparent() {
        Quirk.isMissing(super::encryptionWithKeysOfTheStoreIsTransparent);
    }

    @Test
    @Override
    public void encryptionWithAKeyOfTheUserIsTransparent() {
        Quirk.isMissing(super::encryptionWithAKeyOfTheUserIsTransparent);
    }

    // It keeps no storage class.

    @Test
    @Override
    public void aStorageClassArrives() {
        Quirk.differs(super::aStorageClassArrives);
    }

    // The delimiter is a slash.
    @Test
    @Override
    public void aDelimiterMayBeAnotherCharacter() {
        assertThatThrownBy(super::aDelimiterMayBeAnotherCharacter)
                .isInstanceOf(CloudBridgeException.InvalidRequest.class);
    }

    // No tags, so none of a missing object either.
    @Test
    @Override
    public void tagsOfAMissingObjectAreAnError() {
        Quirk.isMissing(() -> store().tags(new ObjectRef(bucket(), "tags/missing")));
    }

    // No versions.
    @Test
    @Override
    public void versionsAreListedReadAndDeletedOneByOne() {
        Quirk.isMissing(() -> store().listVersions(ListRequest.of(bucket(), "")).hasNext());
    }

    @Test
    @Override
    public void aVersionIsMovedWithoutTheOthers() {
        versionsAreListedReadAndDeletedOneByOne();
    }

    @Test
    @Override
    public void tagsAreThoseOfAVersion() {
        versionsAreListedReadAndDeletedOneByOne();
    }

    @Test
    @Override
    public void aDeletedObjectKeepsItsVersions() {
        versionsAreListedReadAndDeletedOneByOne();
    }

    // The condition is not checked under a lock: of several at once some win, one after the other only the first.
    @Test
    @Override
    public void ofEightWhoReplaceAVersionOneWins() {
        ObjectRef ref = new ObjectRef(bucket(), "replace/in-turn");
        String first = put(ref, PutOptions.NONE).etag();
        put(ref, PutOptions.NONE.withIfMatch(first));

        assertThatThrownBy(() -> put(ref, PutOptions.NONE.withIfMatch(first)))
                .isInstanceOf(CloudBridgeException.PreconditionFailed.class);
    }

    // It replaces a file and the checksum beside it one after the other: a reader in between learns so, and never takes
    // a mix for an object.
    @Test
    @Override
    public void readersOfAKeyThatIsOverwrittenSeeWholeContents() {
        try {
            super.readersOfAKeyThatIsOverwrittenSeeWholeContents();
        } catch (CloudBridgeException.ChecksumMismatch between) {
            assertThat(between).hasMessageContaining("operation=download");
        }
    }

    private PutResult put(ObjectRef ref, PutOptions options) {
        byte[] content = UUID.randomUUID().toString().getBytes(StandardCharsets.UTF_8);
        return store().upload(ref, Source.of(content), options, TransferSettings.DEFAULTS);
    }

    private static void clashes(ThrowingCallable promise) {
        Quirk.refuses(promise, CloudBridgeException.Unavailable.class, "code=InternalError");
    }
}
