/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.store.aws;

import io.cloudbridge.store.CloudBridgeException;
import io.cloudbridge.store.Failure;
import io.cloudbridge.store.driver.SdkJars;
import java.util.List;
import software.amazon.awssdk.core.util.VersionInfo;

/** The versions of the AWS SDK that this driver works with. */
final class AwsSdk {

    /**
     * Older ones (2.41 was tried) go on sending a body that the store has refused before it was sent, and stores take its bytes for the next
     * request on that connection.
     */
    static final String OLDEST = "2.49.6";

    static final String GROUP = "software.amazon.awssdk";

    /** What {@code s3}, {@code apache5-client} and {@code sts} are made of. */
    static final List<String> MODULES = List.of(
            "annotations",
            "apache5-client",
            "arns",
            "auth",
            "aws-core",
            "aws-query-protocol",
            "aws-xml-protocol",
            "checksums",
            "checksums-spi",
            "crt-core",
            "endpoints-spi",
            "eventstream",
            "http-auth",
            "http-auth-aws",
            "http-auth-aws-eventstream",
            "http-auth-spi",
            "http-client-spi",
            "identity-spi",
            "json-utils",
            "metrics-spi",
            "profiles",
            "protocol-core",
            "regions",
            "retries",
            "retries-spi",
            "sdk-core",
            "third-party-jackson-core",
            "utils",
            "utils-lite");

    private static volatile boolean fits;

    private AwsSdk() {}

    /** @throws CloudBridgeException.InvalidState naming the jar that does not fit */
    static void check() {
        if (!fits) {
            check(new SdkJars(AwsSdk.class.getClassLoader(), GROUP));
            fits = true;
        }
    }

    static void check(SdkJars jars) {
        jars.atLeast("s3", OLDEST, "provider aws").asNewAs("s3", MODULES);
    }

    /** A class, method or field of the SDK that one of its jars has and another, older one lacks. */
    static CloudBridgeException mixedVersions(LinkageError e) {
        return new CloudBridgeException.InvalidState(
                Failure.of("the AWS SDK on the class path does not fit together (" + e + "; its core is "
                        + VersionInfo.SDK_VERSION + "); import software.amazon.awssdk:bom, so that all its jars are of "
                        + "one version"),
                e);
    }
}
