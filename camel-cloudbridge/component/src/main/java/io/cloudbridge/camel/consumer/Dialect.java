/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.camel.consumer;

import io.cloudbridge.store.CloudBridgeException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Collection;
import java.util.Collections;
import java.util.Locale;

/** What differs from database to database in the tables of option claims. */
enum Dialect {
    POSTGRESQL("TIMESTAMP WITH TIME ZONE", "CURRENT_TIMESTAMP", ""),
    H2("TIMESTAMP WITH TIME ZONE", "CURRENT_TIMESTAMP", ""),
    /** MariaDB too. UTC, because what CURRENT_TIMESTAMP says there depends on the time zone of the connection. */
    MYSQL("DATETIME(6)", "UTC_TIMESTAMP(6)", " ENGINE=InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin") {
        @Override
        String in(int count) {
            return "(" + String.join(", ", Collections.nCopies(count, "?")) + ")";
        }

        @Override
        int set(PreparedStatement statement, int at, Collection<String> values) throws SQLException {
            int next = at;
            for (String value : values) {
                statement.setString(next++, value);
            }
            return next;
        }
    };

    private final String timeType;
    private final String now;
    private final String tableOptions;

    Dialect(String timeType, String now, String tableOptions) {
        this.timeType = timeType;
        this.now = now;
        this.tableOptions = tableOptions;
    }

    static Dialect of(Connection connection) throws SQLException {
        String product = connection.getMetaData().getDatabaseProductName();
        return switch (product) {
            case "PostgreSQL" -> POSTGRESQL;
            case "H2" -> H2;
            case "MySQL", "MariaDB" -> MYSQL;
            default ->
                throw CloudBridgeException.invalid("option claims is a database of " + product
                        + "; it may be PostgreSQL, MySQL, MariaDB or H2. For others use inProgressRepository");
        };
    }

    /** Type of a column with a point in time. */
    String timeType() {
        return timeType;
    }

    /** Whether a column of this type means the same point in time to all processes, whatever the time zones of their connections. */
    boolean isPointInTime(String typeName) {
        String type = typeName.toUpperCase(Locale.ROOT);
        return switch (this) {
            case POSTGRESQL -> type.equals("TIMESTAMPTZ");
            case H2 -> type.endsWith("WITH TIME ZONE");
            case MYSQL -> type.startsWith("DATETIME");
        };
    }

    /** The clock of the database. */
    String now() {
        return now;
    }

    /** The point in time that long after now. */
    String in(Duration time) {
        return now + " + INTERVAL '" + time.toMillis() / 1000 + "."
                + String.format(Locale.ROOT, "%06d", time.toMillis() % 1000 * 1000) + "' "
                + (this == MYSQL ? "SECOND_MICROSECOND" : "SECOND");
    }

    /** Ends the statement that makes a table. */
    String tableOptions() {
        return tableOptions;
    }

    /** What stands behind IN for so many values, which {@link #set} sets. */
    String in(int count) {
        return "(SELECT i FROM UNNEST(CAST(? AS VARCHAR ARRAY)) AS w(i))";
    }

    /**
     * Sets the parameters of {@link #in(int)}.
     *
     * @param at index of the first
     * @return index of the next parameter
     */
    int set(PreparedStatement statement, int at, Collection<String> values) throws SQLException {
        statement.setArray(at, statement.getConnection().createArrayOf("VARCHAR", values.toArray()));
        return at + 1;
    }
}
