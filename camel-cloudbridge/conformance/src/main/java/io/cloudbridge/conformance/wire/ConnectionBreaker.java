/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.conformance.wire;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** Hands out budgets of bytes to the next few connections; the ones after them are not limited. */
final class ConnectionBreaker {

    static final ConnectionBreaker NONE = new ConnectionBreaker(Long.MAX_VALUE, 0);

    private final long bytes;
    private final AtomicInteger connections;

    ConnectionBreaker(long bytes, int connections) {
        this.bytes = bytes;
        this.connections = new AtomicInteger(connections);
    }

    Budget budget() {
        boolean limited = connections.getAndUpdate(left -> Math.max(0, left - 1)) > 0;
        return new Budget(new AtomicLong(limited ? bytes : Long.MAX_VALUE));
    }

    /** What one connection may still carry. */
    record Budget(AtomicLong left) {

        boolean allows(int bytes) {
            return left.addAndGet(-bytes) >= 0;
        }
    }
}
