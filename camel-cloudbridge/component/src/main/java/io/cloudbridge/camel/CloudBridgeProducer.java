/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.camel;

import org.apache.camel.Exchange;
import org.apache.camel.support.DefaultProducer;

/** Does one operation for each exchange. */
public class CloudBridgeProducer extends DefaultProducer {

    public CloudBridgeProducer(CloudBridgeEndpoint endpoint) {
        super(endpoint);
    }

    @Override
    public void process(Exchange exchange) throws Exception {
        throw new UnsupportedOperationException();
    }
}
