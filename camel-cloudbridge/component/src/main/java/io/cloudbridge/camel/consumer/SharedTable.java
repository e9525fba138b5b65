/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.camel.consumer;

import io.cloudbridge.store.CloudBridgeException;
import io.cloudbridge.store.Failure;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import javax.sql.DataSource;

/** A table of option claims, made when it is needed first, and the transactions on it. Used by one thread at a time. */
final class SharedTable {

    static final int MOST_TEXT = 1024;
    private static final int TRIES = 10;
    /** Of MySQL, which has no SQL state for it. */
    private static final int LOCK_WAIT_TIMEOUT = 1205;

    private final DataSource database;
    private final String probe;
    private final Function<Dialect, String> create;
    private final Function<Dialect, String> clean;
    private Dialect dialect;

    interface Work<T> {
        T on(Connection connection, Dialect dialect) throws SQLException;
    }

    /**
     * @param probe fails if the table is not there
     * @param create makes it if it is not there
     * @param clean run once, or null
     */
    SharedTable(DataSource database, String probe, Function<Dialect, String> create, Function<Dialect, String> clean) {
        this.database = database;
        this.probe = probe;
        this.create = create;
        this.clean = clean;
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
            try (Connection connection = database.getConnection()) {
                prepare(connection);
                return committed(connection, dialect, work);
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
            try {
                execute(connection, create.apply(known));
            } catch (SQLException e) {
                execute(connection, probe, e);
            }
        }
        if (clean != null) {
            execute(connection, clean.apply(known));
        }
        dialect = known;
    }

    private boolean isThere(Connection connection) {
        try {
            execute(connection, probe);
            return true;
        } catch (SQLException absent) {
            return false;
        }
    }

    private static void execute(Connection connection, String sql, SQLException cause) throws SQLException {
        try {
            execute(connection, sql);
        } catch (SQLException e) {
            cause.addSuppressed(e);
            throw cause;
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
