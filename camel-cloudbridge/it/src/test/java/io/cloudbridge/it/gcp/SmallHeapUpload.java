/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.it.gcp;

import io.cloudbridge.store.Checksum;
import io.cloudbridge.store.Engine;
import io.cloudbridge.store.ObjectRef;
import io.cloudbridge.store.PutOptions;
import io.cloudbridge.store.PutResult;
import io.cloudbridge.store.Source;
import io.cloudbridge.store.StoreClient;
import io.cloudbridge.store.TransferSettings;
import io.cloudbridge.store.gcp.GcpProvider;
import java.io.InputStream;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A process of its own, with little heap: uploads a stream that does not say how long it is, and prints the checksum of what it sent. */
public final class SmallHeapUpload {

    private SmallHeapUpload() {}

    /** @param args endpoint, token, bucket, key, number of bytes */
    public static void main(String[] args) {
        ExecutorService executor = Executors.newCachedThreadPool();
        Map<String, Object> settings = Map.of("endpoint", args[0], "accessToken", args[1]);
        Counted stream = new Counted(Long.parseLong(args[4]));
        try (StoreClient store =
                StoreClient.open(new GcpProvider(), GcpStores.config(settings), new Engine(executor, 64L << 20))) {
            PutResult result = store.upload(
                    new ObjectRef(args[2], args[3]),
                    Source.of(stream, Source.UNKNOWN),
                    PutOptions.NONE,
                    TransferSettings.DEFAULTS);
            System.out.println("sent=" + stream.digest.checksum().hex());
            System.out.println("stored=" + result.checksum().hex());
        } finally {
            executor.shutdown();
        }
    }

    /** Bytes out of nothing, with their checksum. */
    private static final class Counted extends InputStream {
        private final Checksum.Digest digest = Checksum.Algorithm.CRC32C.digest();
        private long left;

        private Counted(long length) {
            this.left = length;
        }

        @Override
        public int read() {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] target, int offset, int length) {
            if (left == 0) {
                return -1;
            }
            int n = (int) Math.min(length, left);
            for (int i = 0; i < n; i += 512) {
                target[offset + i] = (byte) (left >>> 9);
            }
            digest.update(target, offset, n);
            left -= n;
            return n;
        }
    }
}
