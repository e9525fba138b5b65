/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.it.openstack;

import static org.assertj.core.api.Assertions.assertThat;

import io.cloudbridge.conformance.Samples;
import io.cloudbridge.store.DeleteRequest;
import io.cloudbridge.store.ListRequest;
import io.cloudbridge.store.ObjectRef;
import io.cloudbridge.store.PutOptions;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The promises, kept by a Swift that asks Keystone who its users are, and deletes no more than ten objects in a request. */
class SwiftKeystoneConformanceTest extends SwiftConformance {

    @Override
    protected Map<String, ?> settings() {
        return Swift.with(Swift.keystone(), "manageTempUrlKey", true);
    }

    /** It is the same driver and the same server as in {@link SwiftV1ConformanceTest}, which does it with 2500. */
    @Override
    @Test
    public void aBucketOf2500ObjectsIsListedInOrderAndDeletedInBulk() {
        aBucketIsListedInOrderAndDeletedInBulk(1100);
    }

    @Test
    void theSegmentsOfALargeObjectGoWhateverTheServerDeletesAtOnce() {
        ObjectRef ref = at("large");
        put(ref, Samples.bytes(1, 25L * partSize()), PutOptions.NONE);
        ListRequest segments = ListRequest.of(bucket() + "_segments", "large/");
        assertThat(store().page(segments).objects()).hasSize(25);

        store().delete(new DeleteRequest(ref));

        assertThat(store().page(segments).objects()).isEmpty();
    }
}
