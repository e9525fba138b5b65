/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.it.openstack;

import java.util.Map;

/** The promises, kept by a Swift with version 1 of authentication. */
class SwiftV1ConformanceTest extends SwiftConformance {

    @Override
    protected Map<String, ?> settings() {
        return Swift.with(Swift.v1(), "manageTempUrlKey", true);
    }
}
