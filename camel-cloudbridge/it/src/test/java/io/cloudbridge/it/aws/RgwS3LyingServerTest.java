/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.it.aws;

import static org.assertj.core.api.Assertions.assertThat;

import io.cloudbridge.conformance.LyingServerSuite;
import io.cloudbridge.conformance.Samples;
import io.cloudbridge.it.Servers;
import io.cloudbridge.store.ByteRange;
import io.cloudbridge.store.CloudBridgeException;
import io.cloudbridge.store.CopyOptions;
import io.cloudbridge.store.ObjectProperties;
import io.cloudbridge.store.ObjectRef;
import io.cloudbridge.store.PutOptions;
import io.cloudbridge.store.Source;
import io.cloudbridge.store.TransferSettings;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CompletedPart;

/** Lies about Ceph's gateway, which keeps no checksums of objects. */
class RgwS3LyingServerTest extends LyingServerSuite {

    @Override
    public String provider() {
        return "aws";
    }

    @Override
    protected URI server() {
        return URI.create(Servers.setting("rgw.s3.endpoint"));
    }

    @Override
    protected Map<String, ?> settings(URI endpoint) {
        Map<String, String> settings = new HashMap<>(S3.settingsOf("rgw.s3"));
        settings.put("endpoint", endpoint.toString());
        return settings;
    }

    private static final int MIB = 1 << 20;
    private static final TransferSettings EIGHT = new TransferSettings(8 * MIB, 8 * MIB, 4, 4);

    private final byte[] content = Samples.bytes(90, 12 * MIB);

    /** An object of parts of 8 and 4 MiB, with metadata. */
    private ObjectRef twoParts(String key) {
        ObjectProperties properties = ObjectProperties.NONE.withMetadata(Map.of("colour", "red"));
        store().upload(at(key), Source.of(content), PutOptions.of(properties), EIGHT);
        return at(key);
    }

    private void assertFlippedBitIsFound(ObjectRef ref) {
        assertContent(ref, content);
        gets(ref.key()).flipAnswerBit(9 * MIB);
        assertRefused(CloudBridgeException.ChecksumMismatch.class, () -> read(ref, ByteRange.ALL));
        proxy().clearRules();
    }

    @Test
    void whatVerifiesAnObjectIsNoMetadataOfTheUserAndSurvivesChangesOfThem() {
        ObjectRef ref = twoParts("parts/changed");
        assertThat(head(ref).metadata()).isEqualTo(Map.of("colour", "red"));
        ObjectProperties other = ObjectProperties.NONE.withMetadata(Map.of("cloudbridge-part-size-of-mine", "5"));

        store().setProperties(ref, other, null);

        assertThat(head(ref).metadata()).isEqualTo(other.metadata());
        assertFlippedBitIsFound(ref);
    }

    @Test
    void aCopyIsVerifiedAsItsSource() {
        ObjectRef copy = at("parts/copy");
        store().copy(twoParts("parts/source"), store(), copy, CopyOptions.NONE, EIGHT);
        assertThat(head(copy).metadata()).isEqualTo(Map.of("colour", "red"));
        assertFlippedBitIsFound(copy);
    }

    /** Two parts of 6 MiB, with the metadata of two of 8 and 4: the ETag has the same number of parts. */
    @Test
    void whatAnotherToolHasCopiedInOtherPartsIsNotRefused() {
        ObjectRef ref = twoParts("parts/other-tool");
        S3Client s3 = store().unwrap(S3Client.class).orElseThrow();
        String before = head(ref).etag();
        Map<String, String> metadata =
                s3.headObject(head -> head.bucket(ref.bucket()).key(ref.key())).metadata();
        assertThat(metadata).containsEntry("cloudbridge-part-size", String.valueOf(8 * MIB));
        String id = s3.createMultipartUpload(
                        start -> start.bucket(ref.bucket()).key(ref.key()).metadata(metadata))
                .uploadId();
        List<CompletedPart> parts = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            int number = i + 1;
            String range = "bytes=" + i * 6 * MIB + "-" + (number * 6 * MIB - 1);
            String etag = s3.uploadPartCopy(part -> part.sourceBucket(ref.bucket())
                            .sourceKey(ref.key())
                            .destinationBucket(ref.bucket())
                            .destinationKey(ref.key())
                            .copySourceRange(range)
                            .uploadId(id)
                            .partNumber(number))
                    .copyPartResult()
                    .eTag();
            parts.add(CompletedPart.builder().partNumber(number).eTag(etag).build());
        }
        s3.completeMultipartUpload(
                end -> end.bucket(ref.bucket()).key(ref.key()).uploadId(id).multipartUpload(all -> all.parts(parts)));

        assertThat(head(ref).etag()).isNotEqualTo(before).endsWith("-2");
        assertContent(ref, content);
    }
}
