/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.camel;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;

/** Looks into the table of option {@code claims}. */
public final class ClaimRows {

    private ClaimRows() {}

    public static int count(DataSource database) throws SQLException {
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT COUNT(*) FROM cloudbridge_claims")) {
            rows.next();
            return rows.getInt(1);
        }
    }
}
