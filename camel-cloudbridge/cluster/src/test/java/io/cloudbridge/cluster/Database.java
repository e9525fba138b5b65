/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import io.cloudbridge.it.Servers;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/** A database of option {@code claims}. */
record Database(String url, Path directory) {

    private static final Path SCRIPTS =
            Path.of("../it/servers").toAbsolutePath().normalize();

    /** The one of all tests, emptied. */
    static Database empty(String setting) throws SQLException {
        Database database = new Database(Servers.setting(setting), null);
        if (setting.startsWith("postgres")) {
            database.execute("DROP SCHEMA public CASCADE", "CREATE SCHEMA public");
        } else {
            database.execute("DROP DATABASE test", "CREATE DATABASE test");
        }
        return database;
    }

    /** A PostgreSQL of this test alone, so that it can be stopped. */
    static Database own(Path directory) throws Exception {
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        String settings = run("postgres-up.sh", directory.toString(), String.valueOf(port));
        return new Database(settings.substring(settings.indexOf('=') + 1).strip(), directory);
    }

    void stop() throws Exception {
        run("postgres-down.sh", directory.toString(), "keep");
    }

    /** At the same address, with the same data. */
    void startAgain() throws Exception {
        String port = url.replaceAll(".*:(\\d+)/.*", "$1");
        run("postgres-up.sh", directory.toString(), port);
    }

    void remove() throws Exception {
        run("postgres-down.sh", directory.toString());
    }

    private static String run(String script, String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of(SCRIPTS.resolve(script).toString()));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
        return output;
    }

    private void execute(String... statements) throws SQLException {
        try (HikariDataSource source = Member.database(url);
                Connection connection = source.getConnection();
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    /** How many claims there are. */
    int claims() throws IOException {
        try (HikariDataSource source = Member.database(url);
                Connection connection = source.getConnection();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT COUNT(*) FROM cloudbridge_claims")) {
            rows.next();
            return rows.getInt(1);
        } catch (SQLException e) {
            throw new IOException(e);
        }
    }
}
