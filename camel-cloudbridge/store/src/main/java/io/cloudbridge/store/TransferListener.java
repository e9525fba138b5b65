/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.store;

/**
 * Hears of transfers, for progress bars. Called on the threads that move the bytes, so it must be quick and thread-safe; what it throws is
 * logged and changes nothing.
 */
public interface TransferListener {

    default void started(TransferStatus transfer) {}

    /** Some bytes more have arrived; not more often than ten times a second for each transfer. */
    default void progressed(TransferStatus transfer) {}

    /** @param failure why it failed, or null */
    default void ended(TransferStatus transfer, Throwable failure) {}
}
