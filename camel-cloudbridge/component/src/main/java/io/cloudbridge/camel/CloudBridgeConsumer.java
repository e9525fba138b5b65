/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.camel;

import java.util.Queue;
import org.apache.camel.Processor;
import org.apache.camel.support.ScheduledBatchPollingConsumer;

/** Emits an exchange for each new object of a bucket. */
public class CloudBridgeConsumer extends ScheduledBatchPollingConsumer {

    public CloudBridgeConsumer(CloudBridgeEndpoint endpoint, Processor processor) {
        super(endpoint, processor);
    }

    @Override
    protected int poll() throws Exception {
        return 0;
    }

    @Override
    public int processBatch(Queue<Object> exchanges) throws Exception {
        return 0;
    }
}
