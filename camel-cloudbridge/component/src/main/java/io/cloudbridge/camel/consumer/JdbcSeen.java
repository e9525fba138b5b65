/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.camel.consumer;

import java.sql.PreparedStatement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import javax.sql.DataSource;

/**
 * What several processes have seen, in the database of option claims. What is added is written with {@link #flush}, which {@link JdbcClaims} calls
 * before it gives claims back: while it is not written, nobody else can have the object. Thread-safe.
 */
final class JdbcSeen {

    private static final String NAME = "cloudbridge_seen";
    private static final String PROBE = "SELECT id, seen_key, seen_at FROM " + NAME + " WHERE 1 = 0";

    private final SharedTable table;
    private final String scope;
    /** Key by id; guarded by itself. */
    private final Map<String, String> added = new LinkedHashMap<>();

    JdbcSeen(DataSource database, String account, Duration lease) {
        this.table = new SharedTable(database, PROBE, JdbcSeen::create, (connection, dialect) -> null, lease);
        this.scope = account + "\n";
    }

    /** What is remembered in the database of option claims; null if nothing is, or elsewhere. */
    static JdbcSeen of(ConsumerSettings settings) {
        DataSource database = settings.options().getClaims();
        return database != null && settings.seen() == null && ConsumerChecks.idempotent(settings.options())
                ? new JdbcSeen(
                        database,
                        String.valueOf(settings.account()),
                        settings.options().getClaimLease())
                : null;
    }

    private static String create(Dialect dialect) {
        return "CREATE TABLE IF NOT EXISTS " + NAME
                + " (id VARCHAR(64) NOT NULL PRIMARY KEY, seen_key VARCHAR(" + SharedTable.MOST_TEXT + "),"
                + " seen_at " + dialect.timeType() + " NOT NULL)" + dialect.tableOptions();
    }

    private static String add(Dialect dialect, int count) {
        String insert = "INSERT INTO " + NAME + " (id, seen_key, seen_at) ";
        return dialect == Dialect.MYSQL
                ? insert + "VALUES "
                        + String.join(", ", Collections.nCopies(count, "(?, ?, " + dialect.now() + ")"))
                        + " ON DUPLICATE KEY UPDATE id = VALUES(id)"
                : insert + "SELECT i, k, " + dialect.now()
                        + " FROM UNNEST(CAST(? AS VARCHAR ARRAY), CAST(? AS VARCHAR ARRAY)) AS w(i, k)"
                        + " WHERE NOT EXISTS (SELECT 1 FROM " + NAME + " s WHERE s.id = i)";
    }

    /** Those of these keys that were seen. */
    synchronized Set<String> seen(Collection<String> keys) {
        Map<String, String> byId = new TreeMap<>();
        keys.forEach(key -> byId.put(JdbcClaims.id(scope, key), key));
        Set<String> ids = new HashSet<>(find(byId.keySet()));
        synchronized (added) {
            ids.addAll(added.keySet());
        }
        byId.keySet().retainAll(ids);
        return new HashSet<>(byId.values());
    }

    private Set<String> find(Set<String> ids) {
        return table.inTransaction("look up what was seen", (connection, dialect) -> {
            String sql = "SELECT id FROM " + NAME + " WHERE id IN " + dialect.in(ids.size());
            try (PreparedStatement statement = connection.prepareStatement(sql)) {
                dialect.set(statement, 1, ids);
                return SharedTable.ids(statement);
            }
        });
    }

    /** An object was processed. */
    void add(String key) {
        synchronized (added) {
            added.put(JdbcClaims.id(scope, key), key);
        }
    }

    /** Forgets one key; false if it was not seen. */
    synchronized boolean forget(String key) {
        String id = JdbcClaims.id(scope, key);
        boolean waited;
        synchronized (added) {
            waited = added.remove(id) != null;
        }
        return delete(" WHERE id = ?", id) > 0 || waited;
    }

    /** Forgets everything, that of other buckets and processes too. */
    synchronized void forgetAll() {
        synchronized (added) {
            added.clear();
        }
        delete("", null);
    }

    /** @param id that is set in the condition, or null if it has none */
    private int delete(String where, String id) {
        return table.inTransaction("forget what was seen", (connection, dialect) -> {
            try (PreparedStatement statement = connection.prepareStatement("DELETE FROM " + NAME + where)) {
                if (id != null) {
                    statement.setString(1, id);
                }
                return statement.executeUpdate();
            }
        });
    }

    /** Writes what was added. What cannot be written waits for the next time. */
    synchronized void flush() {
        Map<String, String> rows;
        synchronized (added) {
            rows = new TreeMap<>(added);
        }
        if (rows.isEmpty()) {
            return;
        }
        List<String> ids = new ArrayList<>(rows.keySet());
        List<String> keys = rows.values().stream().map(SharedTable::readable).toList();
        table.inTransaction("write what was seen", (connection, dialect) -> {
            try (PreparedStatement statement = connection.prepareStatement(add(dialect, ids.size()))) {
                if (dialect == Dialect.MYSQL) {
                    for (int i = 0; i < ids.size(); i++) {
                        statement.setString(2 * i + 1, ids.get(i));
                        statement.setString(2 * i + 2, keys.get(i));
                    }
                } else {
                    dialect.set(statement, dialect.set(statement, 1, ids), keys);
                }
                return statement.executeUpdate();
            }
        });
        synchronized (added) {
            ids.forEach(added::remove);
        }
    }
}
