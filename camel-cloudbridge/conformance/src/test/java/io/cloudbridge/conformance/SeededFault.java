/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectMethod;

import io.cloudbridge.store.ObjectStore;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.io.TempDir;
import org.junit.platform.testkit.engine.EngineExecutionResults;
import org.junit.platform.testkit.engine.EngineTestKit;

/** Runs one promise on the local store with a fault put in front of it, and asserts that the promise fails. */
final class SeededFault {

    private static UnaryOperator<ObjectStore> fault;

    private SeededFault() {}

    /** @param promise the test that has to fail; in {@link LocalStoreConformanceTest} it passes */
    static void isCaughtBy(String promise, UnaryOperator<ObjectStore> fault) {
        assertThat(failures(promise, fault))
                .as("failures of %s with the fault", promise)
                .isEqualTo(1);
    }

    private static long failures(String promise, UnaryOperator<ObjectStore> seeded) {
        fault = seeded;
        EngineExecutionResults results = EngineTestKit.engine("junit-jupiter")
                .selectors(selectMethod(FaultySuite.class, promise))
                .execute();
        assertThat(results.testEvents().started().count()).as("tests that ran").isEqualTo(1);
        return results.testEvents().failed().count();
    }

    /** The suite on a store with the fault; run by this class only. */
    static final class FaultySuite extends StoreConformance {

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
}
