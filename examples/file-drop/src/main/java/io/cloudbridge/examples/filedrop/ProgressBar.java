/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.examples.filedrop;

import io.cloudbridge.store.TransferListener;
import io.cloudbridge.store.TransferStatus;
import java.io.PrintStream;
import java.util.HashMap;
import java.util.Map;

/** Prints how far large uploads are, at every tenth. The component finds it in the registry. Parts arrive on several threads. */
final class ProgressBar implements TransferListener {

    private static final long LARGE = 16L << 20;

    private final PrintStream out;
    private final Map<Long, Integer> printed = new HashMap<>();

    ProgressBar(PrintStream out) {
        this.out = out;
    }

    @Override
    public synchronized void progressed(TransferStatus transfer) {
        if (transfer.totalBytes() < LARGE) {
            return;
        }
        int tenth = transfer.percent().orElse(0) / 10;
        if (tenth > printed.getOrDefault(transfer.id(), -1)) {
            printed.put(transfer.id(), tenth);
            out.println("  [" + "#".repeat(tenth) + ".".repeat(10 - tenth) + "] " + transfer);
        }
    }

    @Override
    public synchronized void ended(TransferStatus transfer, Throwable failure) {
        printed.remove(transfer.id());
    }
}
