/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.examples.broker;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A Kafka of one node in KRaft mode, on 127.0.0.1, in this process. Goes on with the data it finds. */
final class KafkaServer {

    private KafkaServer() {}

    /** @param args port (and the next one, for its controller), directory */
    public static void main(String[] args) throws IOException {
        int port = Integer.parseInt(args[0]);
        Path directory = Files.createDirectories(Path.of(args[1]));
        Path properties = directory.resolve("server.properties");
        Files.write(
                properties,
                List.of(
                        "process.roles=broker,controller",
                        "node.id=1",
                        "controller.quorum.voters=1@127.0.0.1:" + (port + 1),
                        "controller.listener.names=CONTROLLER",
                        "listeners=PLAINTEXT://127.0.0.1:" + port + ",CONTROLLER://127.0.0.1:" + (port + 1),
                        "log.dirs=" + directory.resolve("data"),
                        "auto.create.topics.enable=true",
                        "num.partitions=12", // as many workers may share a topic
                        "offsets.topic.replication.factor=1",
                        "offsets.topic.num.partitions=4",
                        "transaction.state.log.replication.factor=1",
                        "transaction.state.log.min.isr=1",
                        "group.initial.rebalance.delay.ms=0"));
        if (Files.notExists(directory.resolve("data/meta.properties"))) {
            kafka.tools.StorageTool.execute(
                    new String[] {"format", "-t", "Y2xvdWRicmlkZ2Vicg", "-c", properties.toString()}, System.out);
        }
        kafka.Kafka.main(new String[] {properties.toString()});
    }
}
