/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.store;

/**
 * How an archived object is made readable again.
 *
 * @param days how long the readable copy stays, where the store makes one for a time; 0 if not set
 * @param tier how fast and at what price, by the store's own word, for example {@code Standard}; null for the store's default
 */
public record RestoreOptions(int days, String tier) {

    /** As the store does it by default. */
    public static final RestoreOptions NONE = new RestoreOptions(0, null);

    public RestoreOptions {
        if (days < 0) {
            throw CloudBridgeException.invalid("restoreDays is " + days + "; use a positive number");
        }
    }
}
