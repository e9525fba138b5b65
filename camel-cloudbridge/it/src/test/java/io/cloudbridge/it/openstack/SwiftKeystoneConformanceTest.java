/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.it.openstack;

import java.util.Map;
import org.junit.jupiter.api.Test;

/** The promises, kept by a Swift that asks Keystone who its users are. */
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
}
