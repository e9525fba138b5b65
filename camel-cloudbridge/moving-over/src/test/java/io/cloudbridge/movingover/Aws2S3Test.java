/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.movingover;

import static org.assertj.core.api.Assertions.assertThat;

import io.cloudbridge.it.Servers;
import io.cloudbridge.store.ObjectInfo;
import io.cloudbridge.store.aws.AwsProvider;
import java.util.Map;
import org.apache.camel.RoutesBuilder;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** {@code src-docs/moving-over/aws2-s3.adoc}, on S3Proxy. */
class Aws2S3Test extends MovingOver {

    Aws2S3Test() {
        super("aws2-s3", new AwsProvider());
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
        return side == Side.BEFORE ? new Aws2S3Before() : new Aws2S3After();
    }

    @ParameterizedTest
    @EnumSource
    void whatIsReadIsMovedToTheArchive(Side side) throws Exception {
        movesWhatIsRead(side, "done/");
    }

    @ParameterizedTest
    @EnumSource
    void aReportIsStoredFetchedAndCounted(Side side) throws Exception {
        ObjectInfo stored = storesFetchesAndCounts(side);
        assertThat(stored.contentType()).isEqualTo("text/csv");
        assertThat(stored.metadata()).containsEntry("origin", "branch-7");
    }
}
