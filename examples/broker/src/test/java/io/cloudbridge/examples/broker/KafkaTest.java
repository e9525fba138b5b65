/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.examples.broker;

class KafkaTest extends DemoTest {

    KafkaTest() {
        super("kafka");
    }
}
