/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.examples.provider;

import io.cloudbridge.conformance.RouteConformance;
import java.util.Map;

class MemoryRouteConformanceTest extends RouteConformance {

    @Override
    public String provider() {
        return "memory";
    }

    @Override
    protected Map<String, ?> settings() {
        return Map.of("accountName", "route");
    }
}
