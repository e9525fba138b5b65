/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.cloudbridge.store.CloudBridgeException;
import org.junit.jupiter.api.Test;

/** Keys that no store can hold are refused before any request, in words that say why. */
public interface RefusedKeyPromises extends StoreFixture {

    private void refused(String key, String reason) {
        watched().forget();
        assertRefused(CloudBridgeException.InvalidRequest.class, () -> put(at(key), Samples.text("x")))
                .withMessageContaining(reason);
        assertThat(watched().calls()).as("calls that reached the driver").isZero();
    }

    @Test
    default void anEmptyKeyIsRefused() {
        refused("", "empty");
    }

    @Test
    default void aKeyOf1025BytesIsRefused() {
        refused("n".repeat(1025), "1025");
    }

    @Test
    default void aKeyOf1025BytesInFewerCharactersIsRefused() {
        refused("é".repeat(512) + "x", "1025");
    }

    @Test
    default void aKeyWithNulIsRefused() {
        refused("nul\0nul", "NUL");
    }

    @Test
    default void aKeyWithHalfACharacterIsRefused() {
        refused("half\ud83dhalf", "Unicode");
    }
}
