/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.store.azure;

import io.cloudbridge.store.Checksum;
import io.cloudbridge.store.Content;
import io.cloudbridge.store.MultipartUpload.Part;
import io.cloudbridge.store.driver.Bodies;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;

/**
 * The MD5 of a content from its parts, which begin in order but run side by side: each part waits for the digest of the one before, then both of
 * its digests are made in one pass. Parts that come in another order leave the MD5 of the whole unknown. Thread-safe.
 */
final class WholeMd5 {

    /** How long the part before may take to begin; parts begin in order, so only a busy scheduler needs this. */
    private static final long PATIENCE_MILLIS = 2000;

    private static final int PIECE = 64 * 1024;

    private final Checksum.Digest digest = Checksum.Algorithm.MD5.digest();
    /** Of the parts before the next. */
    private final List<Checksum> known = new ArrayList<>();

    private int next = 1;
    private boolean lost;
    private Checksum result;

    /** The MD5 of a part, which is also added to that of the whole. A part may come again; with other content, the whole is unknown. */
    Checksum part(int number, Content content) {
        boolean turn = awaitTurn(number);
        Checksum md5 = null;
        try {
            md5 = digest(content, turn);
            return md5;
        } finally {
            end(number, turn, md5);
        }
    }

    /** The MD5 of these parts; null if it is not known. */
    synchronized Checksum of(List<Part> parts) {
        boolean inOrder = !lost && parts.size() == next - 1;
        for (int i = 0; inOrder && i < parts.size(); i++) {
            inOrder = parts.get(i).number() == i + 1;
        }
        if (inOrder && result == null) {
            result = digest.checksum();
        }
        return inOrder ? result : null;
    }

    private synchronized boolean awaitTurn(int number) {
        long end = System.nanoTime() + PATIENCE_MILLIS * 1_000_000;
        try {
            while (!lost && next < number) {
                long left = (end - System.nanoTime()) / 1_000_000;
                if (left <= 0) {
                    lost = true;
                    notifyAll();
                } else {
                    wait(left);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            lost = true;
        }
        return !lost && next == number;
    }

    private synchronized void end(int number, boolean turn, Checksum md5) {
        if (turn) {
            lost |= md5 == null;
            known.add(md5);
            next = number + 1;
        } else if (md5 != null && number < next && !md5.equals(known.get(number - 1))) {
            lost = true;
        }
        notifyAll();
    }

    private Checksum digest(Content content, boolean turn) {
        Checksum.Digest own = Checksum.Algorithm.MD5.digest();
        byte[] piece = new byte[(int) Math.max(1, Math.min(PIECE, content.length()))];
        try (InputStream in = content.open()) {
            for (int n = in.read(piece); n >= 0; n = in.read(piece)) {
                own.update(piece, 0, n);
                if (turn) {
                    digest.update(piece, 0, n);
                }
            }
        } catch (IOException e) {
            throw Bodies.unreadable(e);
        }
        return own.checksum();
    }
}
