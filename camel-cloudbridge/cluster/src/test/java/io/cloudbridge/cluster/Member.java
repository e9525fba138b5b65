/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.cluster;

import com.hazelcast.config.Config;
import com.hazelcast.config.JoinConfig;
import com.hazelcast.config.MapConfig;
import com.hazelcast.core.Hazelcast;
import com.hazelcast.core.HazelcastInstance;
import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.TimeUnit;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.file.cluster.FileLockClusterService;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.processor.idempotent.hazelcast.HazelcastIdempotentRepository;

/**
 * A member of a cluster, in a process of its own: consumes a bucket, spends some time on each object, and notes its key and when it was processed.
 * Ends when its input does.
 */
final class Member {

    private Member() {}

    /** Arguments: URI, notes, milliseconds for an object, then what is shared: {@code database=URL}, {@code hazelcast=PORT}, {@code lock=DIRECTORY}. */
    public static void main(String[] arguments) throws Exception {
        try (DefaultCamelContext context = new DefaultCamelContext()) {
            for (int i = 3; i < arguments.length; i++) {
                String[] shared = arguments[i].split("=", 2);
                switch (shared[0]) {
                    case "database" -> context.getRegistry().bind("database", database(shared[1]));
                    case "hazelcast" -> bindHazelcast(context, Integer.parseInt(shared[1]));
                    case "lock" -> context.addService(lock(shared[1]));
                    default -> throw new IllegalArgumentException(arguments[i]);
                }
            }
            consume(context, arguments[0], Path.of(arguments[1]), Integer.parseInt(arguments[2]));
            context.getShutdownStrategy().setTimeout(20);
            Files.createFile(Path.of(arguments[1] + ".ready"));
            System.in.read(); // all are ready
            context.start();
            while (System.in.read() >= 0) {
                // until the test closes it
            }
        }
    }

    static HikariDataSource database(String url) {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(url);
        config.setMaximumPoolSize(2);
        config.setConnectionTimeout(2000);
        config.setInitializationFailTimeout(-1);
        return new HikariDataSource(config);
    }

    private static FileLockClusterService lock(String directory) {
        FileLockClusterService lock = new FileLockClusterService();
        lock.setRoot(directory);
        lock.setAcquireLockDelay(200, TimeUnit.MILLISECONDS);
        lock.setAcquireLockInterval(200, TimeUnit.MILLISECONDS);
        return lock;
    }

    /** Binds {@code #claims}, whose entries end by themselves because their process may have died, and {@code #seen}. Members have this port and the next two. */
    private static void bindHazelcast(CamelContext context, int port) {
        Config config = new Config("inbox");
        config.setProperty("hazelcast.phone.home.enabled", "false");
        config.setProperty("hazelcast.socket.bind.any", "false");
        config.setProperty("hazelcast.logging.type", "slf4j");
        config.addMapConfig(new MapConfig("claims").setTimeToLiveSeconds(CLAIM_SECONDS));
        config.getNetworkConfig()
                .setPort(port)
                .setPortCount(MEMBERS)
                .getInterfaces()
                .setEnabled(true)
                .addInterface("127.0.0.1");
        JoinConfig join = config.getNetworkConfig().getJoin();
        join.getAutoDetectionConfig().setEnabled(false);
        join.getMulticastConfig().setEnabled(false);
        join.getTcpIpConfig().setEnabled(true);
        for (int i = 0; i < MEMBERS; i++) {
            join.getTcpIpConfig().addMember("127.0.0.1:" + (port + i));
        }
        HazelcastInstance hazelcast = Hazelcast.newHazelcastInstance(config);
        context.getRegistry().bind("claims", new HazelcastIdempotentRepository(hazelcast, "claims"));
        context.getRegistry().bind("seen", new HazelcastIdempotentRepository(hazelcast, "seen"));
    }

    static final int MEMBERS = 3;
    static final int CLAIM_SECONDS = 5;

    private static void consume(CamelContext context, String uri, Path notes, int millis) throws Exception {
        FileChannel channel =
                FileChannel.open(notes, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.APPEND);
        context.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from(uri).process(exchange -> work(exchange, channel, millis));
            }
        });
    }

    private static void work(Exchange exchange, FileChannel notes, int millis) throws Exception {
        String key = exchange.getMessage().getHeader("CamelCloudBridgeKey", String.class);
        String content = exchange.getMessage().getBody(String.class);
        if (!content.equals(key)) {
            throw new IllegalStateException("object " + key + " has the content " + content);
        }
        TimeUnit.MILLISECONDS.sleep(millis);
        notes.write(
                ByteBuffer.wrap((key + " " + System.currentTimeMillis() + "\n").getBytes(StandardCharsets.US_ASCII)));
    }
}
