/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.it.aws;

import static org.assertj.core.api.Assertions.assertThat;

import io.cloudbridge.camel.CloudBridgeConstants;
import io.cloudbridge.conformance.RouteConformance;
import io.cloudbridge.store.CloudBridgeException.AccessDenied;
import io.cloudbridge.store.CloudBridgeException.Unsupported;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The promises of routes on S3Proxy, which checks signatures. */
class S3ProxyRouteConformanceTest extends RouteConformance {

    @Override
    public String provider() {
        return "aws";
    }

    @Override
    protected Map<String, ?> settings() {
        return S3.settingsOf("s3proxy");
    }

    // It has neither tags nor versions.

    @Test
    @Override
    public void tagsByHeader() {
        Map<String, Object> headers =
                Map.of(CloudBridgeConstants.KEY, "up/tags", CloudBridgeConstants.TAGS, Map.of("project", "x1"));
        refused(Unsupported.class, uri(""), "x", headers);
        assertThat(keys("up/tags")).isEmpty();
    }

    @Test
    @Override
    public void tagsAreSetAndReadOrRefused() {
        refused(Unsupported.class, uri("operation=setTags"), Map.of("a", "b"), "tags/x");
        refused(Unsupported.class, uri("operation=getTags"), null, "tags/x");
    }

    @Test
    @Override
    public void versionsAreListedOrRefused() {
        refused(Unsupported.class, uri("operation=listVersions"), null, Map.of());
    }

    // It takes the signature of the path as sent, where the SDK has written the second of two slashes as %2F.
    @Test
    @Override
    public void anOddKeyIsItselfByEveryOperation() {
        refused(AccessDenied.class, uri(""), "odd", "odd/ü 😀//+%2F&=#?");
    }
}
