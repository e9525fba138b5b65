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

/** {@code src-docs/moving-over/minio.adoc}, on S3Proxy. */
class MinioTest extends MovingOver {

    MinioTest() {
        super("minio", new AwsProvider());
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
        return side == Side.BEFORE ? new MinioBefore() : new MinioAfter();
    }

    @ParameterizedTest
    @EnumSource
    void whatIsReadIsMovedToTheArchive(Side side) throws Exception {
        movesWhatIsRead(side, "in/");
    }

    @ParameterizedTest
    @EnumSource
    void aReportIsStoredFetchedAndLinked(Side side) throws Exception {
        ObjectInfo stored = storesFetchesAndLinks(side);
        // minio stores the header as user metadata, as the page says
        assertThat(stored.contentType()).isEqualTo(side == Side.BEFORE ? "application/octet-stream" : "text/csv");
    }
}
