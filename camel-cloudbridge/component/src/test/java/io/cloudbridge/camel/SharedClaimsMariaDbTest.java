/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.camel;

/** The same on MariaDB. */
class SharedClaimsMariaDbTest extends SharedClaimsTest {

    @Override
    SharedDatabase open() throws Exception {
        return SharedDatabase.openMariaDb();
    }
}
