/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.camel;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.apache.camel.CamelContext;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.processor.idempotent.jdbc.JdbcMessageIdRepository;
import org.apache.camel.processor.idempotent.jdbc.JdbcOrphanLockAwareIdempotentRepository;
import org.apache.camel.support.service.ServiceHelper;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;

/** A member of a cluster: claims are rows that die with their process, what is done is remembered for ever. */
final class ClusterProcess {

    private ClusterProcess() {}

    /**
     * Arguments: URI, log, database, the other's log, after how many milliseconds without a sign of life a claim is nobody's. Begins when both
     * are there, so that none has done it all before.
     */
    public static void main(String[] arguments) throws Exception {
        DefaultCamelContext context = new DefaultCamelContext();
        bind(context, SharedDatabase.pool(arguments[2]), Integer.parseInt(arguments[4]));
        Files.createFile(ready(arguments[1]));
        long deadline = System.nanoTime() + TimeUnit.MINUTES.toNanos(1);
        while (!Files.exists(ready(arguments[3])) && System.nanoTime() < deadline) {
            TimeUnit.MILLISECONDS.sleep(10);
        }
        ConsumerProcess.Main.consume(context, arguments[0], Path.of(arguments[1]));
        ConsumerProcess.Main.run(context);
    }

    private static Path ready(String log) {
        return Path.of(log + ".ready");
    }

    /** Makes the tables, which two members that start at once would both try. */
    static void createTables(DataSource database) {
        try (DefaultCamelContext context = new DefaultCamelContext()) {
            bind(context, database, 1000);
            ServiceHelper.startService(
                    context.getRegistry().lookupByName("claims"),
                    context.getRegistry().lookupByName("seen"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Binds {@code #claims} and {@code #seen}, and {@code #database} for option claims.
     *
     * @param claimAge after how many milliseconds without a sign of life a claim is nobody's
     */
    static void bind(CamelContext context, DataSource database, int claimAge) {
        // looks twice before it writes: what it sees must not change in between, or two of them get one claim
        TransactionTemplate transactions = new TransactionTemplate(new DataSourceTransactionManager(database));
        transactions.setIsolationLevel(TransactionDefinition.ISOLATION_REPEATABLE_READ);
        JdbcOrphanLockAwareIdempotentRepository claims =
                new JdbcOrphanLockAwareIdempotentRepository(database, transactions, "claims", context);
        claims.setTableName("CLAIMS");
        claims.setLockMaxAgeMillis(claimAge);
        claims.setLockKeepAliveIntervalMillis(claimAge / 10);
        context.getRegistry().bind("claims", claims);
        JdbcMessageIdRepository seen = new JdbcMessageIdRepository(database, "seen");
        context.getRegistry().bind("seen", seen);
        context.getRegistry().bind("database", database);
    }
}
