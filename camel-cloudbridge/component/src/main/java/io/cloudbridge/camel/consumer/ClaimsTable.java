/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.camel.consumer;

import java.sql.PreparedStatement;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import javax.sql.DataSource;

/**
 * The table in which the consumers of several processes hold their claims. A row is a claim of its owner until {@code lease_until}, by the clock of
 * the database. At READ COMMITTED no two owners get one claim: the primary key decides between two new ones, and a dead one is taken over by a
 * write that looks at the lease again once it has the row's lock. Used by one thread at a time.
 */
final class ClaimsTable {

    private static final String TABLE = "cloudbridge_claims";
    private static final int MOST_TEXT = SharedTable.MOST_TEXT;

    private static final String CREATE = "CREATE TABLE IF NOT EXISTS " + TABLE
            + " (id VARCHAR(64) NOT NULL PRIMARY KEY, owner VARCHAR(64) NOT NULL,"
            + " lease_until TIMESTAMP WITH TIME ZONE NOT NULL,"
            + " bucket VARCHAR(" + MOST_TEXT + "), object_key VARCHAR(" + MOST_TEXT + "))";
    private static final String PROBE =
            "SELECT id, owner, lease_until, bucket, object_key FROM " + TABLE + " WHERE 1 = 0";
    /** A process that died leaves rows behind; those whose objects nobody wants any more are never taken over. */
    private static final String REMOVE_OLD =
            "DELETE FROM " + TABLE + " WHERE lease_until < CURRENT_TIMESTAMP - INTERVAL '1' DAY";

    private static final String MINE = "SELECT id FROM " + TABLE + " WHERE owner = ?";

    private final SharedTable table;
    private final String owner;
    private final String bucket;
    private final String lease;

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
                        "DELETE FROM " + TABLE + " WHERE lease_until < CURRENT_TIMESTAMP AND id IN " + SharedTable.IDS,
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
    }

    /**
     * @param owner of the claims made here, at most 64 characters
     * @param bucket as people read it in the table
     * @param lease how long a claim lives without being renewed
     */
    ClaimsTable(DataSource database, String owner, String bucket, Duration lease) {
        this.table = new SharedTable(database, PROBE, CREATE, REMOVE_OLD);
        this.owner = owner;
        this.bucket = SharedTable.readable(bucket);
        this.lease = "CURRENT_TIMESTAMP + INTERVAL '" + lease.toMillis() / 1000 + "."
                + String.format(Locale.ROOT, "%03d", lease.toMillis() % 1000) + "' SECOND";
    }

    /** Claims those of these that nobody has, and says which; ids and keys in the same order. */
    Set<String> take(List<String> ids, List<String> keys) {
        Object[] allIds = ids.toArray();
        Object[] allKeys = keys.stream().map(SharedTable::readable).toArray();
        return table.inTransaction("claim objects", connection -> {
            List<String> statements = dialect().take(lease);
            for (String sql : statements.subList(0, statements.size() - 1)) {
                try (PreparedStatement statement = connection.prepareStatement(sql)) {
                    statement.setArray(1, SharedTable.array(connection, allIds));
                    statement.executeUpdate();
                }
            }
            try (PreparedStatement statement = connection.prepareStatement(statements.get(statements.size() - 1))) {
                statement.setString(1, owner);
                statement.setString(2, bucket);
                statement.setArray(3, SharedTable.array(connection, allIds));
                statement.setArray(4, SharedTable.array(connection, allKeys));
                return SharedTable.ids(statement);
            }
        });
    }

    /** Gives claims back; those that are another's by now stay. */
    void release(Collection<String> ids) {
        Object[] all = ids.toArray();
        table.inTransaction("give claims back", connection -> {
            String sql =
                    "DELETE FROM " + TABLE + " WHERE " + dialect().inOrder("owner = ? AND id IN " + SharedTable.IDS);
            try (PreparedStatement statement = connection.prepareStatement(sql)) {
                statement.setString(1, owner);
                statement.setArray(2, SharedTable.array(connection, all));
                return statement.executeUpdate();
            }
        });
    }

    /** Renews all claims of this owner, and says how many that were. */
    int renew() {
        return table.inTransaction("renew claims", connection -> {
            String sql = "UPDATE " + TABLE + " SET lease_until = " + lease + " WHERE "
                    + dialect().inOrder("owner = ?");
            try (PreparedStatement statement = connection.prepareStatement(sql)) {
                statement.setString(1, owner);
                return statement.executeUpdate();
            }
        });
    }

    /** The claims of this owner. */
    Set<String> mine() {
        return table.inTransaction("look for claims", connection -> {
            try (PreparedStatement statement = connection.prepareStatement(MINE)) {
                statement.setString(1, owner);
                return SharedTable.ids(statement);
            }
        });
    }

    private Dialect dialect() {
        return table.isPostgresql() ? Dialect.POSTGRESQL : Dialect.H2;
    }
}
