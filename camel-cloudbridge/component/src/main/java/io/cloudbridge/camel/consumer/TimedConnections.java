/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.camel.consumer;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.sql.DataSource;

/**
 * Takes connections from a pool within a time limit. A pool may test or clean a connection before it hands it out, and hang there if the network is
 * dead. Then one thread waits in the pool, and no further one is started. Used by one thread at a time.
 */
final class TimedConnections {

    private final DataSource pool;
    /** A connection that was not there in time. */
    private CompletableFuture<Connection> late;

    TimedConnections(DataSource pool) {
        this.pool = pool;
    }

    /**
     * A connection, which the caller closes. An interruption does not end the wait, as it ends none of a driver.
     *
     * @throws SQLException also if there is none within so many milliseconds
     */
    Connection next(int millis) throws SQLException {
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
        if (late != null && !hasEnded(late, end)) {
            throw none(millis);
        }
        late = null;
        CompletableFuture<Connection> asked = new CompletableFuture<>();
        Thread thread = new Thread(() -> ask(asked), "cloudbridge-claims-connection");
        thread.setDaemon(true);
        thread.start();
        if (!hasEnded(asked, end)) {
            late = asked;
            asked.thenAccept(TimedConnections::closeUnused);
            throw none(millis);
        }
        try {
            return asked.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof SQLException problem) {
                throw problem;
            }
            throw new SQLException(e.getCause().toString(), e.getCause());
        }
    }

    private void ask(CompletableFuture<Connection> asked) {
        try {
            asked.complete(pool.getConnection());
        } catch (Throwable e) {
            asked.completeExceptionally(e);
        }
    }

    private static boolean hasEnded(CompletableFuture<Connection> asked, long end) {
        boolean interrupted = false;
        while (true) {
            try {
                asked.get(Math.max(0, end - System.nanoTime()), TimeUnit.NANOSECONDS);
                break;
            } catch (InterruptedException e) {
                interrupted = true;
            } catch (ExecutionException | TimeoutException e) {
                break; // what it ended with is for whoever needs the connection
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        return asked.isDone();
    }

    private static void closeUnused(Connection connection) {
        try {
            connection.close();
        } catch (SQLException e) {
            // the pool tests its connections
        }
    }

    private static SQLException none(int millis) {
        return new SQLTransientConnectionException("no connection within " + millis + " ms");
    }
}
