/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.camel.message;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Bounds the connections of one client that bodies hold between two reads. Up to half of the client's connections may be held; when one more body
 * is opened, the one that was opened or read longest ago gives its connection up and opens the object again when it is read. So any number of
 * unread bodies never exhausts the connections. Thread-safe.
 */
public final class OpenBodies {

    private final int most;
    private final Set<PinnedObjectBody> holding = new LinkedHashSet<>();

    /** @param maxConnections of the client */
    public OpenBodies(int maxConnections) {
        this.most = maxConnections / 2;
    }

    /** Whether one more body can hold a connection without another giving one up. */
    public synchronized boolean hasRoom() {
        return holding.size() < most;
    }

    /** A body has opened a connection, which it may hold until it is told to give it up. */
    void opened(PinnedObjectBody body) {
        List<PinnedObjectBody> candidates;
        synchronized (this) {
            holding.remove(body);
            holding.add(body);
            if (holding.size() <= most) {
                return;
            }
            candidates = new ArrayList<>(holding);
        }
        for (PinnedObjectBody candidate : candidates) {
            // one that is being read just now is no idle connection; it keeps it
            if ((candidate != body || most == 0) && candidate.tryRelease()) {
                return;
            }
        }
    }

    /** A body no longer holds a connection. */
    synchronized void released(PinnedObjectBody body) {
        holding.remove(body);
    }

    /** How many bodies hold a connection. */
    synchronized int size() {
        return holding.size();
    }
}
