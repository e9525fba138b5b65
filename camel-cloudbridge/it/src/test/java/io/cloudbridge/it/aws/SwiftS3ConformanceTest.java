/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.it.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cloudbridge.conformance.BucketPromises;
import io.cloudbridge.conformance.ConditionPromises;
import io.cloudbridge.conformance.CopyPromises;
import io.cloudbridge.conformance.DownloadPromises;
import io.cloudbridge.conformance.ErrorPromises;
import io.cloudbridge.conformance.FailedWritePromises;
import io.cloudbridge.conformance.MetadataPromises;
import io.cloudbridge.conformance.MovePromises;
import io.cloudbridge.conformance.MultipartPromises;
import io.cloudbridge.conformance.PresignLimitPromises;
import io.cloudbridge.conformance.PresignPromises;
import io.cloudbridge.conformance.RangePromises;
import io.cloudbridge.conformance.ReadPromises;
import io.cloudbridge.conformance.Samples;
import io.cloudbridge.conformance.StoreSuite;
import io.cloudbridge.conformance.WritePromises;
import io.cloudbridge.store.ByteRange;
import io.cloudbridge.store.CloudBridgeException.AccessDenied;
import io.cloudbridge.store.CloudBridgeException.InvalidRequest;
import io.cloudbridge.store.CloudBridgeException.PreconditionFailed;
import io.cloudbridge.store.DeleteRequest;
import io.cloudbridge.store.ListRequest;
import io.cloudbridge.store.PutOptions;
import io.cloudbridge.store.ReadOptions;
import io.cloudbridge.store.StoreClient;
import io.cloudbridge.store.StoreConfig;
import io.cloudbridge.store.aws.AwsProvider;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/**
 * A third S3, of quite another make: the S3 interface of OpenStack Swift, as Debian ships it, with the options for stores that know neither
 * checksum headers nor {@code aws-chunked}. Keys, paging and concurrency are left to the other two servers and to Swift's own suite: this one
 * writes a file with fsync for each object, and would need minutes for them.
 */
class SwiftS3ConformanceTest extends StoreSuite
        implements WritePromises,
                FailedWritePromises,
                ReadPromises,
                RangePromises,
                DownloadPromises,
                MultipartPromises,
                MetadataPromises,
                CopyPromises,
                MovePromises,
                BucketPromises,
                ConditionPromises,
                PresignPromises,
                PresignLimitPromises,
                ErrorPromises {

    @Override
    public String provider() {
        return "aws";
    }

    @Override
    protected Map<String, ?> settings() {
        return S3.settingsOf("swift.s3");
    }

    @Test
    void objectsAreListedInPagesAndDeletedInOneCall() {
        List<String> keys = IntStream.range(0, 7).mapToObj(i -> "pages/" + i).toList();
        keys.forEach(key -> put(key, Samples.text(key)));

        assertThat(keys(ListRequest.of(bucket(), "pages/").withPageSize(3))).isEqualTo(keys);

        watched().forget();
        store().deleteAll(keys.stream().map(key -> new DeleteRequest(at(key))).toList());
        assertThat(watched().calls()).isEqualTo(1);
        assertThat(keys("pages/")).isEmpty();
    }

    @Test
    void aWrongSecretIsDenied() {
        assertThatThrownBy(() -> open("secretKey", "wrong").head(at("k"), ReadOptions.NONE))
                .isInstanceOf(AccessDenied.class);
        assertThatThrownBy(() -> open("accessKey", "nobody").listBuckets()).isInstanceOf(AccessDenied.class);
    }

    /** Unlike the others it looks at the region of the signature. The answer to a HEAD has no reason in it; that to a read has. */
    @Test
    void aWrongRegionIsRefusedAndTheOptionNamed() {
        StoreClient elsewhere = open("region", "eu-west-1");
        List<ThrowingCallable> requests = List.of(
                elsewhere::listBuckets,
                () -> elsewhere.head(at("k"), ReadOptions.NONE),
                () -> elsewhere.exists(at("k")),
                () -> elsewhere.read(at("k"), ByteRange.ALL, ReadOptions.NONE).read());

        assertThat(requests).allSatisfy(request -> assertThatThrownBy(request)
                .isInstanceOf(InvalidRequest.class)
                .hasMessageContaining("AuthorizationHeaderMalformed")
                .hasMessageContaining("check options region (now eu-west-1)"));
    }

    private StoreClient open(String name, String value) {
        Map<String, Object> settings = new HashMap<>(storeSettings());
        settings.put(name, value);
        return StoreClient.open(new AwsProvider(), new StoreConfig("aws", settings), engine());
    }

    // It has no conditions on whole uploads. It says so, and stores nothing.

    @Test
    @Override
    public void createOnlyCreatesOnce() {
        Quirk.isMissing(ConditionPromises.super::createOnlyCreatesOnce);
        assertMissing(at("create/once"));
    }

    @Test
    @Override
    public void ofSixteenWhoCreateOneWins() {
        Quirk.isMissing(ConditionPromises.super::ofSixteenWhoCreateOneWins);
        assertMissing(at("create/race"));
    }

    @Test
    @Override
    public void aDeletedKeyMayBeCreatedAgain() {
        Quirk.isMissing(ConditionPromises.super::aDeletedKeyMayBeCreatedAgain);
    }

    @Test
    @Override
    public void ifMatchReplacesOnlyTheVersionItNames() {
        put(at("replace/if"), Samples.text("x"));
        String etag = head(at("replace/if")).etag();
        Quirk.isMissing(() -> put(at("replace/if"), Samples.text("y"), PutOptions.NONE.withIfMatch(etag)));
    }

    @Test
    @Override
    public void ofEightWhoReplaceAVersionOneWins() {
        Quirk.isMissing(ConditionPromises.super::ofEightWhoReplaceAVersionOneWins);
    }

    // The condition of an upload in parts is checked, but not at the moment when it is stored.
    @Test
    @Override
    public void ofFourWhoCreateInPartsOneWins() {
        byte[] large = Samples.bytes(1, partSize() + 1L);
        put(at("create/in-turn"), large, PutOptions.NONE.createOnly());
        Quirk.refuses(
                () -> put(at("create/in-turn"), Samples.bytes(2, partSize() + 1L), PutOptions.NONE.createOnly()),
                PreconditionFailed.class,
                "status=412");
        assertContent(at("create/in-turn"), large);
    }

    // The ETag that it tells of an object in parts is not the one that it compares conditions with.

    @Test
    @Override
    public void ifMatchReplacesOnlyTheVersionItNamesInParts() {
        mistakes(ConditionPromises.super::ifMatchReplacesOnlyTheVersionItNamesInParts);
    }

    @Test
    @Override
    public void setPropertiesOfAnObjectOfPartsKeepsContent() {
        mistakes(MetadataPromises.super::setPropertiesOfAnObjectOfPartsKeepsContent);
    }

    private static void mistakes(ThrowingCallable promise) {
        Quirk.refuses(promise, PreconditionFailed.class, "status=412");
    }
}
