/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.it.openstack;

import io.cloudbridge.conformance.RouteConformance;
import java.util.Map;

/** The promises of routes, kept with a token that somebody else got. */
class SwiftGivenTokenRouteConformanceTest extends RouteConformance {

    @Override
    public String provider() {
        return "openstack";
    }

    @Override
    protected Map<String, ?> settings() {
        return Swift.with(Swift.givenToken(4), "manageTempUrlKey", true);
    }
}
