/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.it.openstack;

import io.cloudbridge.conformance.RouteConformance;
import java.util.Map;

/** The promises of routes, kept by the Swift API of Ceph's gateway. */
class RgwSwiftRouteConformanceTest extends RouteConformance {

    @Override
    public String provider() {
        return "openstack";
    }

    @Override
    protected Map<String, ?> settings() {
        return Swift.with(Swift.ceph(), "manageTempUrlKey", true);
    }
}
