/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.it.openstack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cloudbridge.conformance.Samples;
import io.cloudbridge.store.CloudBridgeException;
import io.cloudbridge.store.ObjectProperties;
import io.cloudbridge.store.ObjectRef;
import io.cloudbridge.store.PresignRequest;
import io.cloudbridge.store.PutOptions;
import io.cloudbridge.store.ReadOptions;
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

    /** Ceph marks large objects in their metadata, and takes metadata of that name for the mark. */
    @Test
    void metadataNamedAsCephsMarkIsTheUsers() {
        Map<String, String> metadata = Map.of("static-large-object", "mine", "a", "b");
        PutOptions options = PutOptions.of(ObjectProperties.NONE.withMetadata(metadata));
        for (long size : new long[] {3, partSize() + 1L}) {
            ObjectRef ref = at("mark/" + size);
            put(ref, Samples.bytes(1, size), options);
            assertThat(store().head(ref, ReadOptions.NONE).metadata()).isEqualTo(metadata);
            assertThat(contentOf(ref)).isEqualTo(Samples.bytes(1, size));
        }
    }

    /** Ceph says what is missing. */
    @Test
    void aDownloadFromNowhereMissesTheBucket() {
        ObjectRef nowhere = new ObjectRef(bucket() + "-nowhere", "k");
        assertThatThrownBy(() -> contentOf(nowhere)).isInstanceOf(CloudBridgeException.BucketNotFound.class);
        assertThatThrownBy(() -> contentOf(at("nowhere"))).isInstanceOf(CloudBridgeException.ObjectNotFound.class);
    }
}
