/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.it.openstack;

import static org.assertj.core.api.Assertions.assertThat;

import io.cloudbridge.conformance.Samples;
import io.cloudbridge.store.PresignRequest;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The promises, kept by the Swift API of Ceph's gateway. */
class RgwSwiftConformanceTest extends SwiftConformance {

    @Override
    protected Map<String, ?> settings() {
        return Swift.with(Swift.ceph(), "manageTempUrlKey", true);
    }

    /** Ceph shows the file name as it stands in the URL. */
    @Override
    @Test
    public void theResponseMayGetADispositionOfItsOwn() {
        put("sign/response-disposition", Samples.text("x"));
        PresignRequest request = new PresignRequest(
                PresignRequest.Method.GET,
                at("sign/response-disposition"),
                Duration.ofMinutes(5),
                null,
                null,
                "attachment; filename=\"report 1.csv\"");
        assertThat(Swift.send(HttpRequest.newBuilder(store().presign(request).url()))
                        .headers()
                        .firstValue("content-disposition"))
                .hasValue("attachment; filename=\"report%201.csv\"");
    }
}
