/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.examples.broker;

import java.util.concurrent.CountDownLatch;
import org.apache.activemq.artemis.core.config.impl.ConfigurationImpl;
import org.apache.activemq.artemis.core.server.JournalType;
import org.apache.activemq.artemis.core.server.embedded.EmbeddedActiveMQ;

/** An Artemis broker on 127.0.0.1, in this process. Goes on with the data it finds. */
final class ArtemisServer {

    private ArtemisServer() {}

    /** @param args port, directory */
    public static void main(String[] args) throws Exception {
        ConfigurationImpl configuration = new ConfigurationImpl();
        configuration.setSecurityEnabled(false);
        configuration.setPersistenceEnabled(true);
        configuration.setJournalType(JournalType.NIO);
        configuration.setJournalDirectory(args[1] + "/journal");
        configuration.setBindingsDirectory(args[1] + "/bindings");
        configuration.setLargeMessagesDirectory(args[1] + "/large");
        configuration.setPagingDirectory(args[1] + "/paging");
        configuration.setMaxDiskUsage(100);
        configuration.addAcceptorConfiguration("tcp", "tcp://127.0.0.1:" + args[0]);
        EmbeddedActiveMQ broker = new EmbeddedActiveMQ();
        broker.setConfiguration(configuration);
        broker.start();
        new CountDownLatch(1).await();
    }
}
