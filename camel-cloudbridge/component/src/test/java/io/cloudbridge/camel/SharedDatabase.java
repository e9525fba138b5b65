/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.camel;

import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Properties;
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

    private SharedDatabase(String url, DataSource pool, Server server) {
        this.url = url;
        this.pool = pool;
        this.server = server;
    }

    /** Opens an empty one. */
    public static SharedDatabase open(String name) throws SQLException, IOException {
        String postgresql = settings().getProperty("postgres.url");
        if (postgresql != null) {
            SharedDatabase database = new SharedDatabase(postgresql, pool(postgresql), null);
            database.execute("DROP SCHEMA public CASCADE", "CREATE SCHEMA public");
            return database;
        }
        return openH2(name);
    }

    /** Opens an empty one of MariaDB; skips the test if there is none. */
    public static SharedDatabase openMariaDb() throws SQLException, IOException {
        String mariaDb = settings().getProperty("mariadb.url");
        assumeThat(mariaDb).as("MariaDB").isNotNull();
        SharedDatabase database = new SharedDatabase(mariaDb, pool(mariaDb), null);
        database.execute("DROP DATABASE test", "CREATE DATABASE test", "USE test");
        return database;
    }

    /** Opens an empty one of H2. */
    public static SharedDatabase openH2(String name) throws SQLException {
        Server server = Server.createTcpServer("-tcpPort", "0", "-ifNotExists").start();
        String memory = "mem:" + name + ";DB_CLOSE_DELAY=-1";
        return new SharedDatabase(
                "jdbc:h2:tcp://localhost:" + server.getPort() + "/" + memory, pool("jdbc:h2:" + memory), server);
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

    static DataSource pool(String url) throws SQLException {
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
    String url() {
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
        if (server != null) {
            execute("SHUTDOWN");
            server.stop();
        }
        if (pool instanceof MariaDbPoolDataSource mariaDb) {
            mariaDb.close();
        } else {
            ((JdbcConnectionPool) pool).dispose();
        }
    }
}
