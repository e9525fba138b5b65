/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.it.openstack;

import static org.assertj.core.api.Assertions.assertThat;

import io.cloudbridge.conformance.Samples;
import io.cloudbridge.store.ListRequest;
import io.cloudbridge.store.ObjectPage;
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

    /** Ceph may give fewer entries than asked for, so that only an empty page is the last. */
    @Override
    @Test
    public void aPageTokenWorksInAnotherClient() {
        for (int i = 0; i < 15; i++) {
            put(at("token/" + (char) ('a' + i)), Samples.text("x"));
        }
        ListRequest all = ListRequest.of(bucket(), "token/").withPageSize(10);
        ObjectPage first = store().page(all);
        ObjectPage second = secondStore().page(all.withPageToken(first.nextToken()));
        assertThat(first.objects()).hasSize(10);
        assertThat(second.objects()).hasSize(5);
        assertThat(second.isLast()).isFalse();
        ObjectPage third = store().page(all.withPageToken(second.nextToken()));
        assertThat(third.objects()).isEmpty();
        assertThat(third.isLast()).isTrue();
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
