/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.it.azure;

import io.cloudbridge.store.ByteRange;
import io.cloudbridge.store.ObjectRef;
import io.cloudbridge.store.PutOptions;
import io.cloudbridge.store.ReadOptions;
import io.cloudbridge.store.Source;
import io.cloudbridge.store.StoreClient;
import io.cloudbridge.store.TransferSettings;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Random;
import java.util.zip.CRC32C;
import java.util.zip.CheckedInputStream;

/** Uploads many bytes of unknown length and reads them again; for a process with a small heap. */
final class SmallHeap {

    private SmallHeap() {}

    /** @param args bucket, and number of bytes */
    public static void main(String[] args) throws IOException {
        ObjectRef ref = new ObjectRef(args[0], "large");
        long size = Long.parseLong(args[1]);
        try (StoreClient store = Azurite.open(Azurite.byKey())) {
            CheckedInputStream sent = new CheckedInputStream(new Noise(size), new CRC32C());
            store.upload(ref, Source.of(sent, Source.UNKNOWN), PutOptions.NONE, TransferSettings.DEFAULTS);
            CheckedInputStream read =
                    new CheckedInputStream(store.read(ref, ByteRange.ALL, ReadOptions.NONE), new CRC32C());
            try (read) {
                long arrived = read.transferTo(OutputStream.nullOutputStream());
                boolean same =
                        read.getChecksum().getValue() == sent.getChecksum().getValue();
                System.out.println(arrived + " bytes arrived, " + (same ? "the same" : "others"));
            }
        }
    }

    /** Bytes that no two parts have in the same order. */
    private static final class Noise extends InputStream {
        private final byte[] noise = new byte[65_537];
        private long left;
        private int at;

        Noise(long length) {
            left = length;
            new Random(length).nextBytes(noise);
        }

        @Override
        public int read() {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] target, int offset, int count) {
            if (left == 0) {
                return -1;
            }
            int n = (int) Math.min(Math.min(count, noise.length - at), left);
            System.arraycopy(noise, at, target, offset, n);
            at = (at + n) % noise.length;
            left -= n;
            return n;
        }
    }
}
