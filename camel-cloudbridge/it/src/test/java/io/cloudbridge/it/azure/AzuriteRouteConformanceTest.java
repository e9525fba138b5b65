/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.it.azure;

import io.cloudbridge.conformance.RouteConformance;
import java.util.Map;

/** Every promise of routes, by account key. */
class AzuriteRouteConformanceTest extends RouteConformance {

    @Override
    public String provider() {
        return "azure";
    }

    @Override
    protected Map<String, ?> settings() {
        return Azurite.byKey();
    }
}
