/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.it.aws;

import io.cloudbridge.conformance.Samples;
import io.cloudbridge.conformance.StoreConformance;
import io.cloudbridge.store.CloudBridgeException.InvalidRequest;
import io.cloudbridge.store.CloudBridgeException.PreconditionFailed;
import io.cloudbridge.store.CloudBridgeException.Unavailable;
import io.cloudbridge.store.PutOptions;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
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

    // The prefix comes back in the listing as it is, and XML has no control characters.
    @Test
    @Override
    public void controlCharactersAreThemselves() {
        Quirk.refuses(super::controlCharactersAreThemselves, Unavailable.class, "is no XML");
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
                "there is an object");
        assertContent(at("create/in-turn"), large);
    }
}
