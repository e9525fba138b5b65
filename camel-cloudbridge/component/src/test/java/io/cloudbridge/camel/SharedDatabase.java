/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.camel;

import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Properties;
import java.util.UUID;
import javax.sql.DataSource;
import org.h2.jdbcx.JdbcConnectionPool;
import org.h2.tools.Server;
import org.mariadb.jdbc.MariaDbPoolDataSource;
import org.postgresql.ds.PGConnectionPoolDataSource;

/**
 * A database that several processes share: PostgreSQL or MariaDB where the servers of the integration tests are up, else H2 in the memory of the
 * test.
 */
public final class SharedDatabase implements AutoCloseable {

    private static final String POSTGRESQL = "jdbc:postgresql:";
    private static final String MARIADB = "jdbc:mariadb:";

    private final String url;
    private final DataSource pool;
    private final Server server;
    /** The statement that removes it. */
    private final String end;

    private SharedDatabase(String url, DataSource pool, Server server, String end) {
        this.url = url;
        this.pool = pool;
        this.server = server;
        this.end = end;
    }

    /** Opens an empty one. */
    public static SharedDatabase open(String name) throws SQLException, IOException {
        String postgresql = settings().getProperty("postgres.url");
        if (postgresql != null) {
            String schema = ownName();
            run(postgresql, "CREATE SCHEMA " + schema);
            String own = postgresql + "&currentSchema=" + schema;
            return new SharedDatabase(own, pool(own), null, "DROP SCHEMA " + schema + " CASCADE");
        }
        return openH2(name);
    }

    /** Opens an empty one of MariaDB; skips the test if there is none. */
    public static SharedDatabase openMariaDb() throws SQLException, IOException {
        String mariaDb = settings().getProperty("mariadb.url");
        assumeThat(mariaDb).as("MariaDB").isNotNull();
        String schema = ownName();
        run(mariaDb, "CREATE DATABASE " + schema);
        String own = mariaDb.replace("/test?", "/" + schema + "?");
        return new SharedDatabase(own, pool(own), null, "DROP DATABASE " + schema);
    }

    /** Other tests have the same server at the same time. */
    private static String ownName() {
        return "t" + UUID.randomUUID().toString().replace("-", "");
    }

    private static void run(String url, String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** Opens an empty one of H2. */
    public static SharedDatabase openH2(String name) throws SQLException {
        Server server = Server.createTcpServer("-tcpPort", "0", "-ifNotExists").start();
        String memory = "mem:" + name + ";DB_CLOSE_DELAY=-1";
        return new SharedDatabase(
                "jdbc:h2:tcp://localhost:" + server.getPort() + "/" + memory,
                pool("jdbc:h2:" + memory),
                server,
                "SHUTDOWN");
    }

    private static Properties settings() throws IOException {
        Properties settings = new Properties();
        String file = System.getProperty("cloudbridge.servers");
        if (file != null && Files.exists(Path.of(file))) {
            try (Reader in = Files.newBufferedReader(Path.of(file))) {
                settings.load(in);
            }
        }
        return settings;
    }

    public static DataSource pool(String url) throws SQLException {
        if (url.startsWith(POSTGRESQL)) {
            PGConnectionPoolDataSource source = new PGConnectionPoolDataSource();
            source.setUrl(url);
            return JdbcConnectionPool.create(source);
        }
        if (url.startsWith(MARIADB)) {
            return new MariaDbPoolDataSource(url + "&maxPoolSize=8");
        }
        return JdbcConnectionPool.create(url, "sa", "");
    }

    /** Where other processes find it. */
    public String url() {
        return url;
    }

    /** Connections for this process. */
    public DataSource pool() {
        return pool;
    }

    public void execute(String... statements) throws SQLException {
        try (Connection connection = pool.getConnection();
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    @Override
    public void close() throws SQLException {
        execute(end);
        if (server != null) {
            server.stop();
        }
        if (pool instanceof MariaDbPoolDataSource mariaDb) {
            mariaDb.close();
        } else {
            ((JdbcConnectionPool) pool).dispose();
        }
    }
}
