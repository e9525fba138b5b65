/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.it.openstack;

import java.util.Map;

/** The promises, kept with a token that somebody else got. */
class SwiftGivenTokenConformanceTest extends SwiftConformance {

    @Override
    protected Map<String, ?> settings() {
        return Swift.with(Swift.givenToken(), "manageTempUrlKey", true);
    }
}
