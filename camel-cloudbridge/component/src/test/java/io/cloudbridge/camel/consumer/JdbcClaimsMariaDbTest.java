/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.camel.consumer;

import io.cloudbridge.camel.SharedDatabase;

/** The same on MariaDB. */
class JdbcClaimsMariaDbTest extends JdbcClaimsTest {

    @Override
    String zonedTime() {
        return "DATETIME(6)";
    }

    @Override
    SharedDatabase open() throws Exception {
        return SharedDatabase.openMariaDb();
    }
}
