/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.it.openstack;

import io.cloudbridge.conformance.StoreConformance;
import java.util.Map;

/** The promises, kept with a token that somebody else got. */
class SwiftGivenTokenConformanceTest extends StoreConformance {

    @Override
    public String provider() {
        return "openstack";
    }

    @Override
    protected Map<String, ?> settings() {
        return Swift.with(Swift.givenToken(), "manageTempUrlKey", true);
    }
}
