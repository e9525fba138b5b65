/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.it.gcp;

import io.cloudbridge.conformance.RouteConformance;
import io.cloudbridge.store.gcp.GcpProvider;
import java.util.Map;

/** The promises of all routes, with a service account's key. */
class GcpRouteConformanceTest extends RouteConformance {

    @Override
    public String provider() {
        return GcpProvider.NAME;
    }

    @Override
    protected Map<String, ?> settings() {
        return GcpStores.settings(GcpStores.sharedServer());
    }
}
