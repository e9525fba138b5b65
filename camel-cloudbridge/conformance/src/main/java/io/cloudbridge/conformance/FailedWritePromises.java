/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.cloudbridge.store.Capabilities.Feature;
import io.cloudbridge.store.Checksum;
import io.cloudbridge.store.CloudBridgeException;
import io.cloudbridge.store.Failure;
import io.cloudbridge.store.PutOptions;
import io.cloudbridge.store.Source;
import io.cloudbridge.store.TransferSettings;
import java.io.IOException;
import java.io.InputStream;
import org.junit.jupiter.api.Test;

/** An upload that fails leaves the old object as it was, and nothing half-visible behind. */
public interface FailedWritePromises extends StoreFixture {

    private <T extends Throwable> void leavesTheOld(String folder, Class<T> error, Source source, PutOptions options) {
        leavesTheOld(folder, error, source, options, smallParts());
    }

    private <T extends Throwable> void leavesTheOld(
            String folder, Class<T> error, Source source, PutOptions options, TransferSettings settings) {
        String key = folder + "/object";

        byte[] old = Samples.text("the old content of " + key);
        put(key, old);
        assertThatExceptionOfType(error).isThrownBy(() -> store().upload(at(key), source, options, settings));
        assertContent(at(key), old);
        assertThat(keys(folder + "/")).containsExactly(key);
        if (has(Feature.UNFINISHED_UPLOADS)) {
            assertThat(watched().unfinishedUploads(bucket(), key))
                    .as("unfinished uploads of %s", key)
                    .isEmpty();
        }
    }

    private void refused(String key, Source source) {
        leavesTheOld(key, CloudBridgeException.InvalidRequest.class, source, PutOptions.NONE);
    }

    private byte[] small() {
        return Samples.bytes(70, 1000);
    }

    private byte[] large() {
        return Samples.bytes(71, 2L * partSize() + 500);
    }

    @Test
    default void aSmallBodyThatBreaksLeavesTheOldObject() {
        refused("failed/small", Source.of(Samples.failingAfter(small()), Source.UNKNOWN));
    }

    @Test
    default void aSmallBodyOfKnownLengthThatBreaksLeavesTheOldObject() {
        refused("failed/small-known", Source.of(Samples.failingAfter(small()), 2000));
    }

    @Test
    default void aLargeBodyThatBreaksLeavesTheOldObject() {
        refused("failed/large", Source.of(Samples.failingAfter(large()), Source.UNKNOWN));
    }

    @Test
    default void aLargeBodyOfKnownLengthThatBreaksLeavesTheOldObject() {
        refused("failed/large-known", Source.of(Samples.failingAfter(large()), 5L * partSize()));
    }

    @Test
    default void aSmallBodyShorterThanDeclaredLeavesTheOldObject() {
        refused("failed/short", Source.of(Samples.trickle(small()), 1001));
    }

    @Test
    default void aLargeBodyShorterThanDeclaredLeavesTheOldObject() {
        refused("failed/short-large", Source.of(Samples.trickle(large()), large().length + 1L));
    }

    @Test
    default void aSmallBodyLongerThanDeclaredLeavesTheOldObject() {
        refused("failed/long", Source.of(Samples.trickle(small()), 999));
    }

    @Test
    default void aLargeBodyLongerThanDeclaredLeavesTheOldObject() {
        refused("failed/long-large", Source.of(Samples.trickle(large()), large().length - 1L));
    }

    @Test
    default void anEmptyBodyDeclaredAsMoreLeavesTheOldObject() {
        refused("failed/empty", Source.of(InputStream.nullInputStream(), 1));
    }

    @Test
    default void aStreamThatThrowsLeavesTheOldObject() {
        InputStream throwing = new InputStream() {
            private int left = partSize() + 10;

            @Override
            public int read() {
                if (left-- == 0) {
                    throw new IllegalStateException("a bug in the stream");
                }
                return 7;
            }
        };
        leavesTheOld(
                "failed/throwing", IllegalStateException.class, Source.of(throwing, Source.UNKNOWN), PutOptions.NONE);
    }

    @Test
    default void aWrongChecksumOfASmallBodyLeavesTheOldObject() throws IOException {
        Checksum wrong = io.cloudbridge.store.Content.of(Samples.text("other")).checksum(Checksum.Algorithm.SHA256);
        leavesTheOld(
                "failed/checksum",
                CloudBridgeException.ChecksumMismatch.class,
                Source.of(Samples.trickle(small()), Source.UNKNOWN),
                PutOptions.NONE.withChecksum(wrong));
    }

    @Test
    default void aWrongChecksumOfALargeBodyLeavesTheOldObject() throws IOException {
        Checksum wrong = io.cloudbridge.store.Content.of(Samples.text("other")).checksum(Checksum.Algorithm.CRC32C);
        leavesTheOld(
                "failed/checksum-large",
                CloudBridgeException.ChecksumMismatch.class,
                Source.of(Samples.trickle(large()), large().length),
                PutOptions.NONE.withChecksum(wrong));
    }

    @Test
    default void aPartThatIsRefusedLeavesTheOldObject() {
        watched().beforeNext("uploadPart", () -> watched().beforeNext("uploadPart", () -> {
            throw new CloudBridgeException.AccessDenied(Failure.of("no longer allowed"), null);
        }));
        leavesTheOld(
                "failed/part",
                CloudBridgeException.AccessDenied.class,
                Source.of(Samples.trickle(large()), Source.UNKNOWN),
                PutOptions.NONE,
                // one after the other, or all could have begun before the first is stored
                new TransferSettings(partSize(), partSize(), 1, 1));
    }

    @Test
    default void aFailedUploadOfANewKeyLeavesNoObject() {
        assertRefused(CloudBridgeException.InvalidRequest.class, () -> store().upload(
                        at("failed/new"),
                        Source.of(Samples.failingAfter(large()), Source.UNKNOWN),
                        PutOptions.NONE,
                        smallParts()));
        assertMissing(at("failed/new"));
        assertThat(keys("failed/new")).isEmpty();
    }
}
