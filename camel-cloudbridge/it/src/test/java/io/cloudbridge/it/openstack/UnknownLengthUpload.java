/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.it.openstack;

import io.cloudbridge.store.ObjectRef;
import io.cloudbridge.store.PutOptions;
import io.cloudbridge.store.Source;
import io.cloudbridge.store.StoreClient;
import io.cloudbridge.store.TransferSettings;

/** Uploads as many bytes as it is told, of unknown length; run in a process with a small heap. */
final class UnknownLengthUpload {

    private UnknownLengthUpload() {}

    /** @param args bucket and number of bytes */
    public static void main(String[] args) {
        long size = Long.parseLong(args[1]);
        try (StoreClient store = Swift.open(Swift.v1())) {
            LongBody body = new LongBody(size);
            store.upload(
                    new ObjectRef(args[0], "k"),
                    Source.of(body, Source.UNKNOWN),
                    PutOptions.NONE,
                    TransferSettings.DEFAULTS);
            System.out.println("uploaded " + body.checksum());
        }
    }
}
