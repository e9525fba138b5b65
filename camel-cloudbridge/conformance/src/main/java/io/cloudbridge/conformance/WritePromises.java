/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.cloudbridge.store.Checksum;
import io.cloudbridge.store.CloudBridgeException;
import io.cloudbridge.store.ObjectRef;
import io.cloudbridge.store.PutOptions;
import io.cloudbridge.store.PutResult;
import io.cloudbridge.store.Source;
import io.cloudbridge.store.TransferListener;
import io.cloudbridge.store.TransferSettings;
import io.cloudbridge.store.TransferStatus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an upload reports as stored is stored whole, whatever kind of source it came from and however large it is. */
public interface WritePromises extends StoreFixture {

    private PutResult upload(String key, Source source) {
        return store().upload(at(key), source, PutOptions.NONE, smallParts());
    }

    /** A body of this size arrives whole as a stream of unknown length, a stream of known length and an array. */
    private void arrives(String name, int size, boolean inParts) {
        byte[] content = Samples.bytes(size, size);
        watched().forget();
        upload(name + "/unknown", Source.of(Samples.trickle(content), Source.UNKNOWN));
        assertContent(at(name + "/unknown"), content);
        upload(name + "/known", Source.of(Samples.trickle(content), size));
        assertContent(at(name + "/known"), content);
        upload(name + "/array", Source.of(content));
        assertContent(at(name + "/array"), content);
        assertThat(watched().calls("startMultipart")).as("uploads in parts").isEqualTo(inParts ? 3 : 0);
        assertThat(watched().calls("put")).as("uploads in one request").isEqualTo(inParts ? 0 : 3);
    }

    @Test
    default void anEmptyBodyArrives() {
        arrives("write/0", 0, false);
    }

    @Test
    default void oneByteArrives() {
        arrives("write/1", 1, false);
    }

    @Test
    default void oneByteLessThanAPartArrivesInOneRequest() {
        arrives("write/part-1", partSize() - 1, false);
    }

    @Test
    default void exactlyOnePartArrivesInOneRequest() {
        arrives("write/part", partSize(), false);
    }

    @Test
    default void oneByteMoreThanAPartArrivesInParts() {
        arrives("write/part+1", partSize() + 1, true);
    }

    @Test
    default void exactlyTwoPartsArrive() {
        arrives("write/2-parts", 2 * partSize(), true);
    }

    @Test
    default void threePartsAndABitArriveInOrder() {
        byte[] content = Samples.bytes(50, 3L * partSize() + 77);
        upload("write/3-parts", Source.of(Samples.trickle(content), Source.UNKNOWN));
        assertContent(at("write/3-parts"), content);
    }

    @Test
    default void theThresholdIsTheMostForOneRequest() {
        int part = partSize();
        TransferSettings settings = new TransferSettings(part + part / 2, part, 4, 4);
        byte[] most = Samples.bytes(51, settings.multipartThreshold());
        byte[] more = Samples.bytes(52, settings.multipartThreshold() + 1);
        watched().forget();
        store().upload(at("write/threshold"), Source.of(Samples.trickle(most), most.length), PutOptions.NONE, settings);
        assertThat(watched().calls("put")).isEqualTo(1);
        assertContent(at("write/threshold"), most);

        store().upload(
                        at("write/threshold+1"),
                        Source.of(Samples.trickle(more), more.length),
                        PutOptions.NONE,
                        settings);
        assertThat(watched().calls("put")).isEqualTo(1);
        assertThat(watched().calls("startMultipart")).isEqualTo(1);
        assertContent(at("write/threshold+1"), more);
    }

    @Test
    default void aFileArrivesInOneRequestAndInParts(@TempDir Path directory) throws IOException {
        for (int size : new int[] {0, 1000, partSize() + 1000}) {
            byte[] content = Samples.bytes(53, size);
            Path file = Files.write(directory.resolve("body-" + size), content);
            upload("write/file-" + size, Source.ofFile(file));
            assertContent(at("write/file-" + size), content);
        }
    }

    @Test
    default void theResultNamesWhatHeadFinds() {
        PutResult single = put("write/result", Samples.bytes(54, 100));
        PutResult parts = put(at("write/result-parts"), Samples.bytes(55, partSize() + 1L), PutOptions.NONE);

        assertThat(single.etag()).isNotEmpty().doesNotContain("\"");
        assertThat(head(at("write/result")).etag()).isEqualTo(single.etag());
        assertThat(parts.etag()).isNotEmpty().doesNotContain("\"");
        assertThat(head(at("write/result-parts")).etag()).isEqualTo(parts.etag());
    }

    @Test
    default void anotherContentHasAnotherETag() {
        String first = put("write/etag", Samples.bytes(56, 100)).etag();
        String second = put("write/etag", Samples.bytes(57, 100)).etag();

        assertThat(second).isNotEqualTo(first);
    }

    @Test
    default void anUploadReplacesTheOldObjectWhole() {
        put("write/replace", Samples.bytes(58, 5000));
        put("write/replace", Samples.bytes(59, 10));
        assertContent(at("write/replace"), Samples.bytes(59, 10));
        byte[] parts = Samples.bytes(60, partSize() + 10L);
        put(at("write/replace"), parts, PutOptions.NONE);
        assertContent(at("write/replace"), parts);
        put("write/replace", Samples.bytes(61, 20));
        assertContent(at("write/replace"), Samples.bytes(61, 20));
    }

    @Test
    default void aDeclaredChecksumThatIsRightIsAccepted() throws IOException {
        byte[] content = Samples.bytes(62, 3000);
        for (Checksum.Algorithm algorithm : Checksum.Algorithm.values()) {
            Checksum checksum = io.cloudbridge.store.Content.of(content).checksum(algorithm);
            PutOptions options = PutOptions.NONE.withChecksum(checksum);
            store().upload(
                            at("write/checksum-" + algorithm),
                            Source.of(Samples.trickle(content), Source.UNKNOWN),
                            options,
                            smallParts());
            assertContent(at("write/checksum-" + algorithm), content);
        }
    }

    @Test
    default void progressIsReportedForEveryUpload() {
        List<TransferStatus> ended = Collections.synchronizedList(new ArrayList<>());
        TransferListener listener = new TransferListener() {
            @Override
            public void ended(TransferStatus status, Throwable failure) {
                ended.add(status);
            }
        };
        engine().transfers().addListener(listener);
        try {
            put(at("write/progress"), Samples.bytes(63, 2L * partSize()), PutOptions.NONE);
        } finally {
            engine().transfers().removeListener(listener);
        }
        assertThat(ended).hasSize(1);
        assertThat(ended.get(0).bytesDone()).isEqualTo(2L * partSize());
        assertThat(ended.get(0).ref()).isEqualTo(at("write/progress"));
        assertThat(ended.get(0).provider()).isEqualTo(provider());
        assertThat(engine().transfers().active()).isEmpty();
    }

    @Test
    default void anUploadToAMissingBucketFailsAndMakesNoBucket() {
        String missing = unusedBucketName();
        ObjectRef ref = new ObjectRef(missing, "write/nowhere");

        assertRefused(CloudBridgeException.BucketNotFound.class, () -> put(ref, Samples.text("x")));
        assertRefused(
                CloudBridgeException.BucketNotFound.class,
                () -> put(ref, Samples.bytes(64, partSize() + 1L), PutOptions.NONE));
        assertThat(store().bucketExists(missing)).isFalse();
    }

    @Test
    default void partsThatTheStoreCannotTakeAreRefusedBeforeAnyRequest() {
        long least = store().capabilities().minPartSize();
        long most = store().capabilities().maxPartSize();
        watched().forget();
        if (least > 1) {
            assertRefused(CloudBridgeException.InvalidRequest.class, () -> store().upload(
                                    at("write/tiny-parts"),
                                    Source.of(new byte[10]),
                                    PutOptions.NONE,
                                    new TransferSettings(least, least - 1, 4, 4)))
                    .withMessageContaining("partSize");
        }
        if (most < Long.MAX_VALUE) {
            assertRefused(CloudBridgeException.InvalidRequest.class, () -> store().upload(
                                    at("write/huge-parts"),
                                    Source.of(new byte[10]),
                                    PutOptions.NONE,
                                    new TransferSettings(least, most + 1, 4, 4)))
                    .withMessageContaining("partSize");
        }
        assertThat(watched().calls()).isZero();
    }

    @Test
    default void aPartThatFailsForAMomentIsSentAgain() {
        byte[] content = Samples.bytes(65, partSize() + 100L);
        watched().beforeNext("uploadPart", () -> {
            throw new CloudBridgeException.Unavailable(io.cloudbridge.store.Failure.of("broken by the test"), null);
        });
        watched().forget();
        upload("write/again", Source.of(Samples.trickle(content), Source.UNKNOWN));

        assertContent(at("write/again"), content);
        assertThat(watched().calls("uploadPart")).isEqualTo(3);
    }
}
