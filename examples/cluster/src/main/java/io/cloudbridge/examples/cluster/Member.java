/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.examples.cluster;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.TimeUnit;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.file.cluster.FileLockClusterService;
import org.apache.camel.main.Main;
import org.h2.jdbcx.JdbcConnectionPool;

/** A member of the cluster: consumes the bucket and notes each key in a file of its own. */
public final class Member extends RouteBuilder {

    private final String scene;
    private final Path notes;

    private Member(String scene, Path notes) {
        this.scene = scene;
        this.notes = notes;
    }

    /** @param args the scene, {@code shared} or {@code master}; the place; the database; the file for notes */
    public static void main(String[] args) throws Exception {
        Main main = new Main();
        main.addOverrideProperty("example.place", args[1]);
        main.addOverrideProperty("example.database", args[2]);
        main.configure().withBasePackageScanEnabled(false);
        main.configure().addRoutesBuilder(new Member(args[0], Path.of(args[3])));
        main.run();
    }

    @Override
    public void configure() throws Exception {
        if (scene.equals("master")) {
            FileLockClusterService lock = new FileLockClusterService();
            lock.setRoot(resolved("example.place") + "/lock");
            lock.setAcquireLockDelay(200, TimeUnit.MILLISECONDS);
            lock.setAcquireLockInterval(200, TimeUnit.MILLISECONDS);
            getContext().addService(lock);
        } else {
            getContext()
                    .getRegistry()
                    .bind(
                            "database",
                            JdbcConnectionPool.create(
                                    resolved("example.database"),
                                    resolved("example.database.user"),
                                    resolved("example.database.password")));
        }
        from("{{example." + scene + "}}").process(this::work);
    }

    private String resolved(String property) {
        return getContext().resolvePropertyPlaceholders("{{" + property + "}}");
    }

    /** Stands for whatever is done with an object. */
    private void work(Exchange exchange) throws Exception {
        TimeUnit.MILLISECONDS.sleep(10);
        String key = exchange.getMessage().getHeader("CamelCloudBridgeKey", String.class);
        Files.write(
                notes,
                (key + "\n").getBytes(StandardCharsets.UTF_8),
                StandardOpenOption.CREATE,
                StandardOpenOption.APPEND);
    }
}
