/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.it.aws;

import io.cloudbridge.conformance.RouteConformance;
import io.cloudbridge.it.Servers;
import java.util.HashMap;
import java.util.Map;

/** The promises of routes on Ceph's gateway, with a session token, which it checks. */
class RgwS3RouteConformanceTest extends RouteConformance {

    @Override
    public String provider() {
        return "aws";
    }

    @Override
    protected Map<String, ?> settings() {
        Map<String, String> settings = new HashMap<>(S3.settingsOf("rgw.s3"));
        settings.put("accessKey", Servers.setting("rgw.session.accessKey"));
        settings.put("secretKey", Servers.setting("rgw.session.secretKey"));
        settings.put("sessionToken", Servers.setting("rgw.session.token"));
        return settings;
    }
}
