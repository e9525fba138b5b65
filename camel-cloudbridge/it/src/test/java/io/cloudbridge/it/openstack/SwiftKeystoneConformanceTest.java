/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.it.openstack;

import java.util.Map;

/** The promises, kept by a Swift that asks Keystone who its users are. */
class SwiftKeystoneConformanceTest extends SwiftConformance {

    @Override
    protected Map<String, ?> settings() {
        return Swift.with(Swift.keystone(), "manageTempUrlKey", true);
    }
}
