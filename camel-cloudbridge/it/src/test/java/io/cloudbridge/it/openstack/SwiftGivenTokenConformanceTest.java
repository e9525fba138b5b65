/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.it.openstack;

import java.util.Map;
import org.junit.jupiter.api.Test;

/** The promises, kept with a token that somebody else got. */
class SwiftGivenTokenConformanceTest extends SwiftConformance {

    @Override
    protected Map<String, ?> settings() {
        return Swift.with(Swift.givenToken(3), "manageTempUrlKey", true);
    }

    /** It is the same driver and the same server as in {@link SwiftV1ConformanceTest}, which does it with 2500. */
    @Override
    @Test
    public void aBucketOf2500ObjectsIsListedInOrderAndDeletedInBulk() {
        aBucketIsListedInOrderAndDeletedInBulk(1100);
    }
}
