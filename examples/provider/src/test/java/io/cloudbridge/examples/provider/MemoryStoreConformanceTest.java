/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.examples.provider;

import io.cloudbridge.conformance.StoreConformance;
import java.util.Map;

class MemoryStoreConformanceTest extends StoreConformance {

    @Override
    public String provider() {
        return "memory";
    }

    @Override
    protected Map<String, ?> settings() {
        return Map.of("accountName", "store");
    }
}
