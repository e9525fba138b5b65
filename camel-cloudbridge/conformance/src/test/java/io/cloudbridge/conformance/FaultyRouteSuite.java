/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.conformance;

import io.cloudbridge.store.ObjectStore;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.io.TempDir;

/** The promises of routes on a store with a fault; run by {@link SuiteCatchesRouteFaultsTest} only, hence its name. */
final class FaultyRouteSuite extends RouteConformance {

    static UnaryOperator<ObjectStore> fault;

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

    @Override
    protected ObjectStore wrap(ObjectStore driver) {
        return fault.apply(driver);
    }
}
