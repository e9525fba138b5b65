/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.it.openstack;

import io.cloudbridge.conformance.CopyPromises;
import io.cloudbridge.conformance.DeletePromises;
import io.cloudbridge.conformance.FailedWritePromises;
import io.cloudbridge.conformance.ListingPromises;
import io.cloudbridge.conformance.MultipartPromises;
import io.cloudbridge.conformance.ReadPromises;
import io.cloudbridge.conformance.StoreSuite;
import io.cloudbridge.conformance.WritePromises;
import java.util.Map;

/**
 * The promises that a login could break, kept with a token that somebody else got. Driver and server are those of
 * {@link SwiftV1ConformanceTest}, which has them all; routes with such a token are in {@link SwiftLimitedTokenTest}.
 */
class SwiftGivenTokenConformanceTest extends StoreSuite
        implements WritePromises,
                FailedWritePromises,
                ReadPromises,
                ListingPromises,
                MultipartPromises,
                CopyPromises,
                DeletePromises {

    @Override
    public String provider() {
        return "openstack";
    }

    @Override
    protected Map<String, ?> settings() {
        return Swift.with(Swift.givenToken(3), "manageTempUrlKey", true);
    }
}
