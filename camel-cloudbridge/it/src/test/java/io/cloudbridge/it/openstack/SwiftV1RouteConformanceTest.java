/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.it.openstack;

import io.cloudbridge.conformance.RouteConformance;
import java.util.Map;

/** The promises of routes, kept by a Swift with version 1 of authentication. */
class SwiftV1RouteConformanceTest extends RouteConformance {

    @Override
    public String provider() {
        return "openstack";
    }

    @Override
    protected Map<String, ?> settings() {
        return Swift.with(Swift.v1(2), "manageTempUrlKey", true);
    }
}
