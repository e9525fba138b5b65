/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.camel.consumer;

import io.cloudbridge.store.CloudBridgeException;
import io.cloudbridge.store.Failure;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.sql.Statement;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import javax.sql.DataSource;

/** A table of option claims, made when it is needed first, and the transactions on it. Used by one thread at a time. */
final class SharedTable {

    static final int MOST_TEXT = 1024;
    private static final int TRIES = 10;
    private static final int SHORTEST_PATIENCE = 5_000;
    private static final int LONGEST_PATIENCE = 30_000;
    /** Of MySQL, which has no SQL state for it. */
    private static final int LOCK_WAIT_TIMEOUT = 1205;

    private final TimedConnections connections;
    private final String probe;
    private final Function<Dialect, String> create;
    private final Work<?> begin;
    private final int patience;
    private Dialect dialect;

    interface Work<T> {
        T on(Connection connection, Dialect dialect) throws SQLException;
    }

    /**
     * @param probe selects all columns; fails if the table is not there
     * @param create makes it if it is not there
     * @param begin runs once when it is there
     * @param lease of claims: a database that has not answered for that long, or for half a minute, is taken for broken
     */
    SharedTable(DataSource database, String probe, Function<Dialect, String> create, Work<?> begin, Duration lease) {
        this.connections = new TimedConnections(database);
        this.probe = probe;
        this.create = create;
        this.begin = begin;
        this.patience = (int) Math.max(SHORTEST_PATIENCE, Math.min(LONGEST_PATIENCE, lease.toMillis()));
    }

    static Set<String> ids(PreparedStatement statement) throws SQLException {
        Set<String> ids = new LinkedHashSet<>();
        try (ResultSet rows = statement.executeQuery()) {
            while (rows.next()) {
                ids.add(rows.getString(1));
            }
        }
        return ids;
    }

    /** For people to read: cut to what the column takes, without the character that PostgreSQL refuses. */
    static String readable(String text) {
        String clean = text.replace('\0', ' ');
        if (clean.length() <= MOST_TEXT) {
            return clean;
        }
        return clean.substring(0, Character.isHighSurrogate(clean.charAt(MOST_TEXT - 1)) ? MOST_TEXT - 1 : MOST_TEXT);
    }

    /** Runs in one transaction, once more if another process was in the way. */
    <T> T inTransaction(String what, Work<T> work) {
        for (int attempt = 1; ; attempt++) {
            try (Connection connection = connections.next(patience)) {
                int before = patience(connection);
                try {
                    prepare(connection);
                    return committed(connection, dialect, work);
                } finally {
                    quietly(() -> wait(connection, before));
                }
            } catch (SQLException e) {
                if (attempt == TRIES || !isRace(e)) {
                    throw new CloudBridgeException.Unavailable(
                            Failure.of("cannot " + what + " in the database of option claims: " + e.getMessage()), e);
                }
                LockSupport.parkNanos(ThreadLocalRandom.current().nextLong(1_000_000L * attempt * attempt));
            }
        }
    }

    private static <T> T committed(Connection connection, Dialect dialect, Work<T> work) throws SQLException {
        boolean auto = connection.getAutoCommit();
        if (auto) {
            connection.setAutoCommit(false);
        }
        boolean done = false;
        try {
            T answer = work.on(connection, dialect);
            connection.commit();
            done = true;
            return answer;
        } finally {
            // a connection that is broken says so by the first error; what it says here adds nothing
            if (!done) {
                quietly(connection::rollback);
            }
            if (auto) {
                quietly(() -> connection.setAutoCommit(true));
            }
        }
    }

    /** Keeps a database that hangs, or a firewall that forgot the connection, from stopping the route without a word. Gives what was set before. */
    private int patience(Connection connection) throws SQLException {
        try {
            int before = connection.getNetworkTimeout();
            if (before == 0 || before > patience) {
                wait(connection, patience);
            }
            return before;
        } catch (SQLFeatureNotSupportedException e) {
            return 0;
        }
    }

    /** @param millis for an answer, at most; 0 for any time */
    private static void wait(Connection connection, int millis) throws SQLException {
        connection.setNetworkTimeout(Runnable::run, millis);
    }

    private interface Step {
        void run() throws SQLException;
    }

    private static void quietly(Step step) {
        try {
            step.run();
        } catch (SQLException ignored) {
            // the pool tests its connections
        }
    }

    /** Whether another owner was in the way, and trying again helps: a duplicate key, a deadlock, a lock that was waited for too long. */
    private boolean isRace(SQLException e) {
        String state = e.getSQLState() == null ? "" : e.getSQLState();
        return state.equals("23505")
                || state.startsWith("40")
                || state.equals("HYT00")
                || state.equals("55P03")
                || (dialect == Dialect.MYSQL && e.getErrorCode() == LOCK_WAIT_TIMEOUT);
    }

    /** Makes the table when it is needed first. Two processes may do so at once, and one fails; the table is there for both. */
    private void prepare(Connection connection) throws SQLException {
        if (dialect != null) {
            return;
        }
        Dialect known = Dialect.of(connection);
        // the drivers of MySQL and MariaDB log a statement that fails as a warning
        if (known == Dialect.MYSQL || !isThere(connection)) {
            SQLException refused = null;
            try {
                execute(connection, create.apply(known));
            } catch (SQLException e) {
                refused = e;
            }
            checkThere(connection, known, refused);
        }
        checkColumns(connection, known);
        committed(connection, known, begin);
        dialect = known;
    }

    /** @param refused what kept the table from being made, or null: then there was one already, or there is now */
    private void checkThere(Connection connection, Dialect known, SQLException refused) throws SQLException {
        try {
            execute(connection, probe);
        } catch (SQLException e) {
            if (isBroken(e) || refused != null && isBroken(refused)) {
                throw refused == null ? e : refused;
            }
            throw wrong(
                    (refused == null ? "has another shape: " : "is not there and cannot be made: ")
                            + (refused == null ? e : refused).getMessage(),
                    known,
                    refused == null ? e : refused);
        }
    }

    /** The connection broke, or another process was in the way, which both is over some time. */
    private boolean isBroken(SQLException e) {
        return isRace(e) || e.getSQLState() == null || e.getSQLState().startsWith("08");
    }

    /** A column that is too short would fail with some objects only, and a time without zone means another time in each process. */
    private void checkColumns(Connection connection, Dialect known) throws SQLException {
        String problem = committed(connection, known, (own, same) -> {
            try (Statement statement = own.createStatement();
                    ResultSet none = statement.executeQuery(probe)) {
                ResultSetMetaData columns = none.getMetaData();
                for (int i = 1; i <= columns.getColumnCount(); i++) {
                    String name = columns.getColumnLabel(i).toLowerCase(Locale.ROOT);
                    if (name.endsWith("_until") || name.endsWith("_at")) {
                        if (!known.isPointInTime(columns.getColumnTypeName(i))) {
                            return "has another shape: column " + name + " is " + columns.getColumnTypeName(i);
                        }
                    } else if (columns.getPrecision(i) < (name.equals("id") || name.equals("owner") ? 64 : MOST_TEXT)) {
                        return "has another shape: column " + name + " has room for " + columns.getPrecision(i)
                                + " characters only";
                    }
                }
                return null;
            }
        });
        if (problem != null) {
            throw wrong(problem, known, null);
        }
    }

    private CloudBridgeException wrong(String problem, Dialect known, SQLException cause) {
        return wrong(problem, create.apply(known), cause);
    }

    /** A table that cannot serve, and what to do. */
    static CloudBridgeException wrong(String problem, String create, SQLException cause) {
        String name = create.replaceFirst("^CREATE TABLE IF NOT EXISTS (\\w+) .*", "$1");
        return new CloudBridgeException.InvalidRequest(
                Failure.of("table " + name + " in the database of option claims " + problem
                        + "; it must be as this statement makes it: "
                        + create.replace("IF NOT EXISTS ", "")),
                cause);
    }

    private boolean isThere(Connection connection) {
        try {
            execute(connection, probe);
            return true;
        } catch (SQLException absent) {
            return false;
        }
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        committed(connection, null, (own, none) -> {
            try (Statement statement = own.createStatement()) {
                return statement.execute(sql);
            }
        });
    }
}
