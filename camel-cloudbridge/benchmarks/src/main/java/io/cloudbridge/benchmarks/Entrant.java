/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.benchmarks;

import java.util.List;

/**
 * Who takes part in a race, and how.
 *
 * @param label the name in the table
 * @param classPath which of the class paths it has
 * @param main the simple name of its class in the package {@code contestant}
 * @param jvmOptions heap and so on
 * @param settings what its tasks have beside what all have, {@code name=value}
 */
record Entrant(String label, String classPath, String main, List<String> jvmOptions, String settings) {

    // the same number of compiler threads all the time, so that their CPU can be told apart
    private static final List<String> HEAP = List.of("-Xmx512m", "-XX:-UseDynamicNumberOfCompilerThreads");

    static Entrant of(String label, String classPath, String main, String settings) {
        return new Entrant(label, classPath, main, HEAP, settings);
    }

    static Entrant cloudBridge(String settings) {
        return of("cloudbridge", "cloudbridge", "CloudBridgeContestant", settings);
    }

    /** @param store as the server in memory is called */
    static Entrant cloudBridgeOn(String store) {
        List<String> options = new java.util.ArrayList<>(HEAP);
        options.add("-Dstore=" + store);
        return new Entrant("cloudbridge", "cloudbridge", "CloudBridgeContestant", options, "");
    }

    static Entrant aws2S3(String label, String settings) {
        return of(label, "aws2-s3", "Aws2S3Contestant", settings);
    }

    static Entrant minio(String settings) {
        return of("camel-minio", "minio", "MinioContestant", settings);
    }

    static Entrant sdk(String label, String settings) {
        return of(label, "sdk", "SdkContestant", settings);
    }
}
