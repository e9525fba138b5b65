/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.it.aws;

import static org.assertj.core.api.Assertions.assertThat;

import io.cloudbridge.conformance.Samples;
import io.cloudbridge.conformance.StoreConformance;
import io.cloudbridge.store.CloudBridgeException.InvalidRequest;
import io.cloudbridge.store.CloudBridgeException.PreconditionFailed;
import io.cloudbridge.store.ListRequest;
import io.cloudbridge.store.ObjectInfo;
import io.cloudbridge.store.ObjectPage;
import io.cloudbridge.store.PutOptions;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.BucketVersioningStatus;

/** The promises on Ceph's gateway, the S3 of most private clouds, with the options for stores that know neither checksum headers nor {@code aws-chunked}. */
class RgwS3ConformanceTest extends StoreConformance {

    @Override
    public String provider() {
        return "aws";
    }

    @Override
    protected Map<String, ?> settings() {
        return new HashMap<>(S3.settingsOf("rgw.s3"));
    }

    @Override
    public String otherStorageClass() {
        return "STANDARD_IA";
    }

    @Override
    public void keepVersions(String bucket) {
        store().unwrap(S3Client.class).orElseThrow().putBucketVersioning(request -> request.bucket(bucket)
                .versioningConfiguration(versioning -> versioning.status(BucketVersioningStatus.ENABLED)));
    }

    /** The end of a page comes back as it is, and XML has no such characters. */
    @ParameterizedTest
    @ValueSource(
            strings = {"\u0001", "\u001f", "\u007f", "\ufffe", "\uffff", "\ue000\u0001", "%01\u0001", "&#x1;\u0001"})
    void aListingGoesOnBehindAKeyThatXmlCannotHold(String odd) {
        List<String> keys = List.of("odd/" + odd + "/a", "odd/" + odd + "/b", "odd/" + odd + "c");
        keys.forEach(key -> put(key, Samples.text("x")));

        for (int pageSize : new int[] {1, 2, 3}) {
            ListRequest all = ListRequest.of(bucket(), "odd/" + odd).withPageSize(pageSize);
            assertThat(store().list(all))
                    .toIterable()
                    .extracting(ObjectInfo::key)
                    .containsExactlyElementsOf(keys);
        }
        ObjectPage folders = store().page(ListRequest.of(bucket(), "odd/").withDelimiter("/"));
        assertThat(folders.commonPrefixes()).contains("odd/" + odd + "/");
    }

    // It takes an underscore in the name of a header for a dash.
    @Test
    @Override
    public void metadataWithSeparatorsInItsNameIsItselfOrRefused() {
        Quirk.differs(super::metadataWithSeparatorsInItsNameIsItselfOrRefused);
    }

    // Encryption needs TLS, and it has the one storage class that it was set up with.

    @Test
    @Override
    public void encryptionWithKeysOfTheStoreIsTransparent() {
        Quirk.refuses(super::encryptionWithKeysOfTheStoreIsTransparent, InvalidRequest.class, "code=InvalidRequest");
    }

    @Test
    @Override
    public void encryptionWithAKeyOfTheUserIsTransparent() {
        Quirk.refuses(super::encryptionWithAKeyOfTheUserIsTransparent, InvalidRequest.class, "code=InvalidRequest");
    }

    @Test
    @Override
    public void aStorageClassArrives() {
        Quirk.refuses(super::aStorageClassArrives, InvalidRequest.class, "code=InvalidArgument");
    }

    // It ignores the condition of an upload in parts. The driver looks before the last request, so of several at once
    // some may win.
    @Test
    @Override
    public void ofFourWhoCreateInPartsOneWins() {
        byte[] large = Samples.bytes(1, partSize() + 1L);
        put(at("create/in-turn"), large, PutOptions.NONE.createOnly());
        Quirk.refuses(
                () -> put(at("create/in-turn"), Samples.bytes(2, partSize() + 1L), PutOptions.NONE.createOnly()),
                PreconditionFailed.class,
                "the object exists already");
        assertContent(at("create/in-turn"), large);
    }
}
