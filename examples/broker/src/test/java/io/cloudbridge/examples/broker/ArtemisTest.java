/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.examples.broker;

class ArtemisTest extends DemoTest {

    ArtemisTest() {
        super("artemis");
    }
}
