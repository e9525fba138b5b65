/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.it.openstack;

import io.cloudbridge.conformance.RouteConformance;
import java.util.Map;

/** The promises of routes, kept by a Swift that asks Keystone who its users are. */
class SwiftKeystoneRouteConformanceTest extends RouteConformance {

    @Override
    public String provider() {
        return "openstack";
    }

    @Override
    protected Map<String, ?> settings() {
        return Swift.with(Swift.keystoneForRoutes(), "manageTempUrlKey", true);
    }
}
