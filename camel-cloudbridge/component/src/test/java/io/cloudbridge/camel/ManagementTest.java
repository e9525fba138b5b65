/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.camel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import org.apache.camel.builder.RouteBuilder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** JMX tells what the console tells. */
class ManagementTest {

    private static final String SWITCH = "org.apache.camel.jmx.disabled";
    private static final String SECRET = "open-sesame-open-sesame-open-sesame";

    @TempDir
    Path directory;

    private final MBeanServer beans = ManagementFactory.getPlatformMBeanServer();
    private final String switched = System.getProperty(SWITCH, "false");
    private LocalContext context;

    @BeforeEach
    void start() throws Exception {
        System.setProperty(SWITCH, "false");
        context = new LocalContext(directory, new RouteBuilder() {
            @Override
            public void configure() {
                from("cloudbridge:box?initialDelay=0&delay=50&presignSecret=" + SECRET)
                        .to("mock:in");
                from("direct:half")
                        .to("cloudbridge:box?operation=download&key=k&presignSecret=" + SECRET)
                        .process(exchange -> {
                            exchange.getMessage().getBody(InputStream.class).readNBytes(1000);
                            exchange.setProperty("transfers", attribute("components", "ActiveTransfers"));
                        });
            }
        });
    }

    @AfterEach
    void stop() throws Exception {
        context.close();
        System.setProperty(SWITCH, switched);
    }

    private Object attribute(String type, String name) throws Exception {
        String which = type.equals("components") ? ",name=\"cloudbridge\"" : ",name=CloudBridgeConsumer*";
        ObjectName pattern = new ObjectName(
                "org.apache.camel:context=" + context.camel.getManagementName() + ",type=" + type + which);
        assertThat(beans.queryNames(pattern, null)).as("%s", pattern).hasSize(1);
        return beans.getAttribute(beans.queryNames(pattern, null).iterator().next(), name);
    }

    @Test
    void aConsumerShowsWhatItHasDone() throws Exception {
        context.put("k", "text".getBytes(StandardCharsets.UTF_8));
        await().untilAsserted(() -> assertThat(attribute("consumers", "Seen")).isEqualTo(1L));
        assertThat(attribute("consumers", "Accepted")).isEqualTo(1L);
        assertThat((Long) attribute("consumers", "Scanned")).isPositive();
        assertThat(attribute("consumers", "InProgress")).isEqualTo(0);
        assertThat(attribute("consumers", "Cursor")).isNull();
        assertThat(attribute("consumers", "LastProblem")).isNull();
    }

    @Test
    void theComponentShowsTransfersAndClientsButNoSecret() throws Exception {
        context.put("k", new byte[1_000_000]);
        String[] transfers =
                (String[]) context.request("direct:half", null, Map.of()).getProperty("transfers");
        assertThat(transfers).singleElement().asString().contains("DOWNLOAD", "\"key\":\"k\"", "1000000");
        assertThat((String[]) attribute("components", "OpenClients"))
                .isNotEmpty()
                .allSatisfy(client -> assertThat(client).contains("local").doesNotContain(SECRET));
    }
}
