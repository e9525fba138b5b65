/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.store;

/**
 * How large objects are moved.
 *
 * @param multipartThreshold bytes up to which an upload is one request and a download to a file one stream
 * @param partSize bytes of a part; grown to stay inside the store's limit of parts
 * @param uploadConcurrency parts of one upload at a time
 * @param downloadConcurrency ranges of one download at a time
 */
public record TransferSettings(long multipartThreshold, long partSize, int uploadConcurrency, int downloadConcurrency) {

    /** 16 MiB, 8 MiB, 4, 4. */
    public static final TransferSettings DEFAULTS = new TransferSettings(16L << 20, 8L << 20, 4, 4);

    public TransferSettings {
        require("multipartThreshold", multipartThreshold);
        require("partSize", partSize);
        require("uploadConcurrency", uploadConcurrency);
        require("downloadConcurrency", downloadConcurrency);
    }

    /** Refuses what the store cannot do; called when an endpoint starts. */
    public void check(Capabilities store) {
        if (partSize < store.minPartSize() || partSize > store.maxPartSize()) {
            throw CloudBridgeException.invalid("partSize is " + partSize + " bytes; this store takes parts from "
                    + store.minPartSize() + " to " + store.maxPartSize() + " bytes");
        }
        if (multipartThreshold > store.maxPutSize()) {
            throw CloudBridgeException.invalid("multipartThreshold is " + multipartThreshold
                    + " bytes; this store takes at most " + store.maxPutSize() + " bytes in one request");
        }
    }

    /** The size of every part of an object of known length. */
    long partSizeFor(long length, Capabilities store) {
        long needed = (length + store.maxParts() - 1) / store.maxParts();
        long size = partSize;
        if (needed > size) {
            size = (needed + (1 << 20) - 1) >> 20 << 20;
        }
        if (size > store.maxPartSize()) {
            throw CloudBridgeException.invalid("an object of " + length + " bytes is too large for this store: "
                    + store.maxParts() + " parts of at most " + store.maxPartSize() + " bytes");
        }
        return size;
    }

    /**
     * The size of a part when the length is unknown: the first half of the parts have {@code partSize}, then it doubles every twentieth, so that
     * the memory bound holds for all but giants and a giant still fits.
     *
     * @param number from 1
     */
    long partSizeAt(int number, Capabilities store) {
        int half = store.maxParts() / 2;
        int step = Math.max(1, store.maxParts() / 20);
        int doublings = number <= half ? 0 : Math.min(20, 1 + (number - half - 1) / step);
        return Math.min(store.maxPartSize(), partSize << doublings);
    }

    private static void require(String name, long value) {
        if (value < 1) {
            throw CloudBridgeException.invalid(name + " is " + value + "; use a positive number");
        }
    }
}
