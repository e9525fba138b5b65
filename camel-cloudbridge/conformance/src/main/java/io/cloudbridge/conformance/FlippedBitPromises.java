/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.cloudbridge.store.ByteRange;
import io.cloudbridge.store.CloudBridgeException;
import io.cloudbridge.store.ObjectRef;
import io.cloudbridge.store.PutOptions;
import io.cloudbridge.store.ReadOptions;
import io.cloudbridge.store.Source;
import io.cloudbridge.store.TransferSettings;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A bit that is flipped on the way, up or down, is found. Where a store has nothing to compare, the provider's test overrides that promise and asserts what is
 * not detected, as the page of guarantees says. */
public interface FlippedBitPromises extends LyingServerFixture {

    @Test
    default void aBitFlippedInASmallDownloadIsFound() {
        ObjectRef ref = stored("lie/down-small", Samples.bytes(70, SMALL));
        gets(ref.key()).flipAnswerBit(SMALL / 2);
        assertRefused(CloudBridgeException.ChecksumMismatch.class, () -> read(ref, ByteRange.ALL));
    }

    @Test
    default void aBitFlippedInALargeDownloadIsFound() {
        ObjectRef ref = stored("lie/down-large", Samples.bytes(71, large()));
        gets(ref.key()).flipAnswerBit(large() / 2);
        assertRefused(CloudBridgeException.ChecksumMismatch.class, () -> read(ref, ByteRange.ALL));
    }

    @Test
    default void aBitFlippedInADownloadOfRangesIsFound(@TempDir Path directory) {
        ObjectRef ref = stored("lie/down-ranges", Samples.bytes(72, large()));
        gets(ref.key()).flipAnswerBit(500);
        Path file = directory.resolve("file");
        assertRefused(CloudBridgeException.ChecksumMismatch.class, () -> lied().download(
                        ref, file, ReadOptions.NONE, smallParts()));
        assertThat(file).doesNotExist();
    }

    @Test
    default void aBitFlippedInASmallUploadIsFoundAndTheOldObjectStays() {
        ObjectRef ref = stored("lie/up-small", Samples.text("old"));
        proxy().when("PUT", inTarget(ref.key())).always().flipRequestBit(SMALL / 2);
        proxy().when("POST", "upload").always().flipRequestBit(SMALL / 2);
        assertRefused(CloudBridgeException.class, () -> lied().upload(
                        ref, Source.of(Samples.bytes(73, SMALL)), PutOptions.NONE, TransferSettings.DEFAULTS));
        proxy().clearRules();
        assertContent(ref, Samples.text("old"));
    }

    @Test
    default void aBitFlippedInALargeUploadIsFoundAndTheOldObjectStays() {
        ObjectRef ref = stored("lie/up-large", Samples.text("old"));
        proxy().when("PUT", ".").always().flipRequestBit(partSize() / 2);
        assertRefused(CloudBridgeException.class, () -> lied().upload(
                        ref, Source.of(Samples.bytes(74, large())), PutOptions.NONE, smallParts()));
        proxy().clearRules();
        assertContent(ref, Samples.text("old"));
    }
}
