/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.camel.consumer;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import javax.sql.DataSource;

/**
 * The table in which the consumers of several processes hold their claims. A row is a claim of its owner until {@code lease_until}, by the clock of
 * the database. At READ COMMITTED no two owners get one claim: the primary key decides between two new ones, and a dead one is taken over by a
 * write that looks at the lease again once it has the row's lock. Used by one thread at a time.
 */
final class ClaimsTable {

    private static final String TABLE = "cloudbridge_claims";
    private static final String DUPLICATE_KEY = "23505";
    private static final int MOST_TEXT = SharedTable.MOST_TEXT;

    private static final String PROBE =
            "SELECT id, owner, lease_until, bucket, object_key FROM " + TABLE + " WHERE 1 = 0";
    private static final String MINE = "SELECT id FROM " + TABLE + " WHERE owner = ?";
    private static final String INSERT = "INSERT INTO " + TABLE + " (id, owner, lease_until, bucket, object_key) ";

    private final SharedTable table;
    private final String owner;
    private final String bucket;
    private final Duration lease;

    /**
     * @param owner of the claims made here, at most 64 characters
     * @param bucket as people read it in the table
     * @param lease how long a claim lives without being renewed
     */
    ClaimsTable(DataSource database, String owner, String bucket, Duration lease) {
        this.table = new SharedTable(database, PROBE, ClaimsTable::create, ClaimsTable::begin, lease);
        this.owner = owner;
        this.bucket = SharedTable.readable(bucket);
        this.lease = lease;
    }

    private static String create(Dialect dialect) {
        return "CREATE TABLE IF NOT EXISTS " + TABLE
                + " (id VARCHAR(64) NOT NULL PRIMARY KEY, owner VARCHAR(64) NOT NULL,"
                + " lease_until " + dialect.timeType() + " NOT NULL,"
                + " bucket VARCHAR(" + MOST_TEXT + "), object_key VARCHAR(" + MOST_TEXT + "))"
                + dialect.tableOptions();
    }

    private static int begin(Connection connection, Dialect dialect) throws SQLException {
        checkUnique(connection, dialect);
        return removeOld(connection, dialect);
    }

    /** A table without the primary key, made by hand, would give one claim to two owners. */
    private static void checkUnique(Connection connection, Dialect dialect) throws SQLException {
        String id = UUID.randomUUID().toString();
        String insert = (dialect == Dialect.MYSQL ? INSERT.replace("INSERT", "INSERT IGNORE") : INSERT)
                + "VALUES (?, ?, " + dialect.now() + ", NULL, NULL), (?, ?, " + dialect.now() + ", NULL, NULL)"
                + (dialect == Dialect.POSTGRESQL ? " ON CONFLICT DO NOTHING" : "");
        int inserted;
        try (PreparedStatement statement = connection.prepareStatement(insert)) {
            for (int i = 1; i <= 4; i++) {
                statement.setString(i, id);
            }
            inserted = statement.executeUpdate();
        } catch (SQLException e) {
            if (dialect != Dialect.H2 || !DUPLICATE_KEY.equals(e.getSQLState())) {
                throw e;
            }
            inserted = 1;
        }
        connection.rollback();
        if (inserted > 1) {
            throw SharedTable.wrong(
                    "has another shape: without a primary key on column id two processes would get one claim",
                    create(dialect),
                    null);
        }
    }

    /** A process that died leaves rows behind; those whose objects nobody wants any more are never taken over. */
    private static int removeOld(Connection connection, Dialect dialect) throws SQLException {
        String sql = "DELETE FROM " + TABLE + " WHERE lease_until < " + dialect.now() + " - INTERVAL '1' DAY";
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            return statement.executeUpdate();
        }
    }

    /** Claims those of these that nobody has, and says which; ids and keys in the same order, without duplicates. */
    Set<String> take(List<String> ids, List<String> keys) {
        List<String> readable = keys.stream().map(SharedTable::readable).toList();
        return table.inTransaction("claim objects", (connection, dialect) -> switch (dialect) {
            case POSTGRESQL -> claimed(connection, dialect, postgresql(dialect), ids, readable);
            case H2 -> {
                removeDead(connection, dialect, ids);
                yield claimed(connection, dialect, h2(dialect), ids, readable);
            }
            case MYSQL -> mysql(connection, dialect, ids, readable);
        });
    }

    private String postgresql(Dialect dialect) {
        return insertWanted(dialect)
                + " ORDER BY i ON CONFLICT (id) DO UPDATE SET owner = EXCLUDED.owner, lease_until = EXCLUDED.lease_until"
                + " WHERE " + TABLE + ".lease_until < " + dialect.now() + " RETURNING id";
    }

    private String h2(Dialect dialect) {
        return "SELECT id FROM FINAL TABLE (" + insertWanted(dialect) + ")";
    }

    /** Claims that live are left out here already, so that nobody waits for their rows. */
    private String insertWanted(Dialect dialect) {
        return INSERT + "SELECT i, CAST(? AS VARCHAR(64)), " + dialect.in(lease) + ", CAST(? AS VARCHAR(" + MOST_TEXT
                + ")), k FROM UNNEST(CAST(? AS VARCHAR ARRAY), CAST(? AS VARCHAR ARRAY)) AS w(i, k)"
                + " WHERE NOT EXISTS (SELECT 1 FROM " + TABLE + " c WHERE c.id = i AND c.lease_until >= "
                + dialect.now() + ")";
    }

    private Set<String> claimed(Connection connection, Dialect dialect, String sql, List<String> ids, List<String> keys)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, owner);
            statement.setString(2, bucket);
            dialect.set(statement, dialect.set(statement, 3, ids), keys);
            return SharedTable.ids(statement);
        }
    }

    private static void removeDead(Connection connection, Dialect dialect, List<String> ids) throws SQLException {
        String sql = "DELETE FROM " + TABLE + " WHERE lease_until < " + dialect.now() + " AND id IN "
                + dialect.in(ids.size());
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            dialect.set(statement, 1, ids);
            statement.executeUpdate();
        }
    }

    /** MySQL has no RETURNING. What lives before is left out, so what is this owner's afterwards was claimed here. */
    private Set<String> mysql(Connection connection, Dialect dialect, List<String> ids, List<String> keys)
            throws SQLException {
        String live = "SELECT id FROM " + TABLE + " WHERE lease_until >= " + dialect.now() + " AND id IN "
                + dialect.in(ids.size());
        Set<String> others;
        try (PreparedStatement statement = connection.prepareStatement(live)) {
            dialect.set(statement, 1, ids);
            others = SharedTable.ids(statement);
        }
        List<String> free = new ArrayList<>(ids);
        free.removeAll(others);
        if (free.isEmpty()) {
            return Set.of();
        }
        String row = "(?, ?, " + dialect.in(lease) + ", ?, ?)";
        String insert = INSERT + "VALUES " + String.join(", ", Collections.nCopies(free.size(), row))
                + " ON DUPLICATE KEY UPDATE owner = IF(lease_until < " + dialect.now() + ", VALUES(owner), owner),"
                + " lease_until = IF(lease_until < " + dialect.now() + ", VALUES(lease_until), lease_until)";
        try (PreparedStatement statement = connection.prepareStatement(insert)) {
            int next = 1;
            for (String id : free) {
                statement.setString(next++, id);
                statement.setString(next++, owner);
                statement.setString(next++, bucket);
                statement.setString(next++, keys.get(ids.indexOf(id)));
            }
            statement.executeUpdate();
        }
        try (PreparedStatement statement =
                connection.prepareStatement(MINE + " AND id IN " + dialect.in(free.size()))) {
            statement.setString(1, owner);
            dialect.set(statement, 2, free);
            return SharedTable.ids(statement);
        }
    }

    /** Gives claims back; those that are another's by now stay. */
    void release(Collection<String> ids) {
        table.inTransaction("give claims back", (connection, dialect) -> {
            String sql = "DELETE FROM " + TABLE + " WHERE "
                    + inOrder(dialect, "owner = ? AND id IN " + dialect.in(ids.size()));
            try (PreparedStatement statement = connection.prepareStatement(sql)) {
                statement.setString(1, owner);
                dialect.set(statement, 2, ids);
                return statement.executeUpdate();
            }
        });
    }

    /** Renews all claims of this owner, and says how many that were. */
    int renew() {
        return table.inTransaction("renew claims", (connection, dialect) -> {
            String update = "UPDATE " + TABLE + " SET lease_until = " + dialect.in(lease) + " WHERE ";
            if (dialect != Dialect.MYSQL) {
                return updateMine(connection, update + inOrder(dialect, "owner = ?"), List.of(), dialect);
            }
            // an UPDATE locks what it looks at, and so would wait for the claims of all others
            Set<String> mine = mine(connection);
            return mine.isEmpty()
                    ? 0
                    : updateMine(connection, update + "owner = ? AND id IN " + dialect.in(mine.size()), mine, dialect);
        });
    }

    private int updateMine(Connection connection, String sql, Collection<String> ids, Dialect dialect)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, owner);
            if (!ids.isEmpty()) {
                dialect.set(statement, 2, ids);
            }
            return statement.executeUpdate();
        }
    }

    /** The claims of this owner. */
    Set<String> mine() {
        return table.inTransaction("look for claims", (connection, dialect) -> mine(connection));
    }

    private Set<String> mine(Connection connection) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(MINE)) {
            statement.setString(1, owner);
            return SharedTable.ids(statement);
        }
    }

    /** Two owners that lock rows in one order do not block each other. */
    private static String inOrder(Dialect dialect, String rows) {
        return dialect == Dialect.POSTGRESQL
                ? "id IN (SELECT id FROM " + TABLE + " WHERE " + rows + " ORDER BY id FOR UPDATE)"
                : rows;
    }
}
