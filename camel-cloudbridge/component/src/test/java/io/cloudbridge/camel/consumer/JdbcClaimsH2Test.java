/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.camel.consumer;

import io.cloudbridge.camel.SharedDatabase;

/** The same on H2. */
class JdbcClaimsH2Test extends JdbcClaimsTest {

    @Override
    SharedDatabase open() throws Exception {
        return SharedDatabase.openH2(java.util.UUID.randomUUID().toString());
    }
}
