/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.camel.consumer;

import io.cloudbridge.store.CloudBridgeException;
import io.cloudbridge.store.Failure;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;
import javax.sql.DataSource;

/**
 * The table in which the consumers of several processes hold their claims. A row is a claim of its owner until {@code lease_until}, by the clock of
 * the database. At READ COMMITTED no two owners get one claim: the primary key decides between two new ones, and a dead one is taken over by a
 * write that looks at the lease again once it has the row's lock. Used by one thread at a time.
 */
final class ClaimsTable {

    private static final String TABLE = "cloudbridge_claims";
    private static final int MOST_TEXT = 1024;
    private static final int TRIES = 10;

    private static final String CREATE = "CREATE TABLE IF NOT EXISTS " + TABLE
            + " (id VARCHAR(64) NOT NULL PRIMARY KEY, owner VARCHAR(64) NOT NULL,"
            + " lease_until TIMESTAMP WITH TIME ZONE NOT NULL,"
            + " bucket VARCHAR(" + MOST_TEXT + "), object_key VARCHAR(" + MOST_TEXT + "))";
    private static final String PROBE =
            "SELECT id, owner, lease_until, bucket, object_key FROM " + TABLE + " WHERE 1 = 0";
    /** A process that died leaves rows behind; those whose objects nobody wants any more are never taken over. */
    private static final String REMOVE_OLD =
            "DELETE FROM " + TABLE + " WHERE lease_until < CURRENT_TIMESTAMP - INTERVAL '1' DAY";

    private static final String IDS = "(SELECT i FROM UNNEST(CAST(? AS VARCHAR ARRAY)) AS w(i))";
    private static final String MINE = "SELECT id FROM " + TABLE + " WHERE owner = ?";

    private final DataSource database;
    private final String owner;
    private final String bucket;
    private final String lease;
    private Dialect dialect;

    /** What differs from database to database. */
    private enum Dialect {
        POSTGRESQL {
            @Override
            List<String> take(String lease) {
                return List.of(INSERT + lease + WANTED
                        + " ORDER BY i ON CONFLICT (id) DO UPDATE SET owner = EXCLUDED.owner, lease_until = EXCLUDED.lease_until"
                        + " WHERE " + TABLE + ".lease_until < CURRENT_TIMESTAMP RETURNING id");
            }

            @Override
            String inOrder(String rows) {
                // two owners that lock rows in one order do not block each other
                return "id IN (SELECT id FROM " + TABLE + " WHERE " + rows + " ORDER BY id FOR UPDATE)";
            }
        },
        H2 {
            @Override
            List<String> take(String lease) {
                return List.of(
                        "DELETE FROM " + TABLE + " WHERE lease_until < CURRENT_TIMESTAMP AND id IN " + IDS,
                        "SELECT id FROM FINAL TABLE (" + INSERT + lease + WANTED + ")");
            }
        };

        private static final String INSERT = "INSERT INTO " + TABLE
                + " (id, owner, lease_until, bucket, object_key) SELECT i, CAST(? AS VARCHAR(64)), ";
        /** Claims that live are left out here already, so that nobody waits for their rows. */
        private static final String WANTED = ", CAST(? AS VARCHAR(" + MOST_TEXT + ")), k"
                + " FROM UNNEST(CAST(? AS VARCHAR ARRAY), CAST(? AS VARCHAR ARRAY)) AS w(i, k)"
                + " WHERE NOT EXISTS (SELECT 1 FROM " + TABLE
                + " c WHERE c.id = i AND c.lease_until >= CURRENT_TIMESTAMP)";

        /**
         * The statements that claim, in one transaction. The last answers with the claims that were had.
         *
         * @param lease the time at which it ends
         */
        abstract List<String> take(String lease);

        String inOrder(String rows) {
            return rows;
        }

        static Dialect of(Connection connection) throws SQLException {
            String product = connection.getMetaData().getDatabaseProductName();
            for (Dialect dialect : values()) {
                if (dialect.name().equals(product.toUpperCase(Locale.ROOT))) {
                    return dialect;
                }
            }
            throw CloudBridgeException.invalid("option claims is a database of " + product
                    + "; it may be PostgreSQL or H2. For others use inProgressRepository");
        }
    }

    private interface Work<T> {
        T on(Connection connection) throws SQLException;
    }

    /**
     * @param owner of the claims made here, at most 64 characters
     * @param bucket as people read it in the table
     * @param lease how long a claim lives without being renewed
     */
    ClaimsTable(DataSource database, String owner, String bucket, Duration lease) {
        this.database = database;
        this.owner = owner;
        this.bucket = shortened(bucket);
        this.lease = "CURRENT_TIMESTAMP + INTERVAL '" + lease.toMillis() / 1000 + "."
                + String.format(Locale.ROOT, "%03d", lease.toMillis() % 1000) + "' SECOND";
    }

    /** Claims those of these that nobody has, and says which; ids and keys in the same order. */
    Set<String> take(List<String> ids, List<String> keys) {
        Object[] allIds = ids.toArray();
        Object[] allKeys = keys.stream().map(ClaimsTable::shortened).toArray();
        return inTransaction("claim objects", connection -> {
            List<String> statements = dialect.take(lease);
            for (String sql : statements.subList(0, statements.size() - 1)) {
                try (PreparedStatement statement = connection.prepareStatement(sql)) {
                    statement.setArray(1, array(connection, allIds));
                    statement.executeUpdate();
                }
            }
            try (PreparedStatement statement = connection.prepareStatement(statements.get(statements.size() - 1))) {
                statement.setString(1, owner);
                statement.setString(2, bucket);
                statement.setArray(3, array(connection, allIds));
                statement.setArray(4, array(connection, allKeys));
                return ids(statement);
            }
        });
    }

    /** Gives claims back; those that are another's by now stay. */
    void release(Collection<String> ids) {
        Object[] all = ids.toArray();
        inTransaction("give claims back", connection -> {
            String sql = "DELETE FROM " + TABLE + " WHERE " + dialect.inOrder("owner = ? AND id IN " + IDS);
            try (PreparedStatement statement = connection.prepareStatement(sql)) {
                statement.setString(1, owner);
                statement.setArray(2, array(connection, all));
                return statement.executeUpdate();
            }
        });
    }

    /** Renews all claims of this owner, and says how many that were. */
    int renew() {
        return inTransaction("renew claims", connection -> {
            String sql = "UPDATE " + TABLE + " SET lease_until = " + lease + " WHERE " + dialect.inOrder("owner = ?");
            try (PreparedStatement statement = connection.prepareStatement(sql)) {
                statement.setString(1, owner);
                return statement.executeUpdate();
            }
        });
    }

    /** The claims of this owner. */
    Set<String> mine() {
        return inTransaction("look for claims", connection -> {
            try (PreparedStatement statement = connection.prepareStatement(MINE)) {
                statement.setString(1, owner);
                return ids(statement);
            }
        });
    }

    private static Array array(Connection connection, Object[] values) throws SQLException {
        return connection.createArrayOf("VARCHAR", values);
    }

    private static Set<String> ids(PreparedStatement statement) throws SQLException {
        Set<String> ids = new LinkedHashSet<>();
        try (ResultSet rows = statement.executeQuery()) {
            while (rows.next()) {
                ids.add(rows.getString(1));
            }
        }
        return ids;
    }

    /** For people to read: cut to what the column takes, without the character that PostgreSQL refuses. */
    private static String shortened(String text) {
        String clean = text.replace('\0', ' ');
        return clean.length() <= MOST_TEXT ? clean : clean.substring(0, MOST_TEXT);
    }

    // ---- connections

    private <T> T inTransaction(String what, Work<T> work) {
        for (int attempt = 1; ; attempt++) {
            try (Connection connection = database.getConnection()) {
                prepare(connection);
                return committed(connection, work);
            } catch (SQLException e) {
                if (attempt == TRIES || !isRace(e)) {
                    throw new CloudBridgeException.Unavailable(
                            Failure.of("cannot " + what + " in the database of option claims: " + e.getMessage()), e);
                }
                LockSupport.parkNanos(ThreadLocalRandom.current().nextLong(1_000_000L * attempt * attempt));
            }
        }
    }

    private static <T> T committed(Connection connection, Work<T> work) throws SQLException {
        boolean auto = connection.getAutoCommit();
        if (auto) {
            connection.setAutoCommit(false);
        }
        boolean done = false;
        try {
            T answer = work.on(connection);
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
    private static boolean isRace(SQLException e) {
        String state = e.getSQLState() == null ? "" : e.getSQLState();
        return state.equals("23505") || state.startsWith("40") || state.equals("HYT00") || state.equals("55P03");
    }

    /** Makes the table when it is needed first. Two processes may do so at once, and one fails; the table is there for both. */
    private void prepare(Connection connection) throws SQLException {
        if (dialect != null) {
            return;
        }
        Dialect known = Dialect.of(connection);
        try {
            execute(connection, PROBE);
        } catch (SQLException absent) {
            try {
                execute(connection, CREATE);
            } catch (SQLException e) {
                execute(connection, PROBE, e);
            }
        }
        execute(connection, REMOVE_OLD);
        dialect = known;
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
        committed(connection, own -> {
            try (Statement statement = own.createStatement()) {
                return statement.execute(sql);
            }
        });
    }
}
