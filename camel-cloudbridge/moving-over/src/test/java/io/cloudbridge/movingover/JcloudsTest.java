/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.movingover;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.cloudbridge.it.Servers;
import io.cloudbridge.store.aws.AwsProvider;
import java.time.Duration;
import java.util.Map;
import org.apache.camel.RoutesBuilder;
import org.junit.jupiter.api.Test;

/** {@code src-docs/moving-over/jclouds.adoc}, on S3Proxy. There is no jclouds for Camel 4, so only the routes after are run. */
class JcloudsTest extends MovingOver {

    JcloudsTest() {
        super("jclouds", new AwsProvider());
    }

    @Override
    Map<String, String> settings() {
        return Map.of(
                "endpoint", Servers.setting("s3proxy.endpoint"),
                "region", Servers.setting("s3proxy.region"),
                "accessKey", Servers.setting("s3proxy.accessKey"),
                "secretKey", Servers.setting("s3proxy.secretKey"));
    }

    @Override
    RoutesBuilder routes(Side side) {
        return new JcloudsAfter();
    }

    @Test
    void whatIsBelowADirectoryIsReadOnceAndStays() throws Exception {
        put(inbox(), "in/a.txt", "alpha");
        put(inbox(), "other/b.txt", "beta");
        try (Application application = start(Side.AFTER)) {
            await().until(() -> !application.processed().isEmpty());
            put(inbox(), "in/c.txt", "gamma");
            await().atMost(Duration.ofSeconds(60))
                    .untilAsserted(() -> assertThat(application.processed()).containsExactly("alpha", "gamma"));
            assertThat(keys(inbox())).containsExactly("in/a.txt", "in/c.txt", "other/b.txt");
        }
    }

    @Test
    void aReportIsStoredFetchedAndCounted() throws Exception {
        assertThat(storesFetchesAndCounts(Side.AFTER).size()).isEqualTo(3);
    }
}
