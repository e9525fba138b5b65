/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.conformance;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;

/** The promises of routes, kept by a directory. */
class LocalRouteConformanceTest extends RouteConformance {

    @TempDir
    static Path root;

    @Override
    public String provider() {
        return "local";
    }

    @Override
    protected Map<String, ?> settings() {
        return Map.of("rootDirectory", root.toString());
    }
}
