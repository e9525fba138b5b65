/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.published;

/**
 * The modules of the AWS SDK that come with cloudbridge-aws: {@code s3}, {@code apache5-client} for HTTP, {@code sts} for profiles that assume a
 * role, and what these three are made of.
 */
final class AwsModules {

    static final String[] EXPECTED = {
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
        "s3",
        "sdk-core",
        "sts",
        "third-party-jackson-core",
        "utils",
        "utils-lite"
    };

    private AwsModules() {}
}
