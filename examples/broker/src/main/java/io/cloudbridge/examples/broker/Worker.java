/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.examples.broker;

import io.cloudbridge.store.CloudBridgeException;
import java.util.concurrent.TimeUnit;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;

/**
 * Takes references from the broker. Opens exactly the version that was listed, works, and deletes exactly that version. What a broker brings a
 * second time is gone by then, unless a worker was killed between the work and the delete.
 */
public final class Worker extends RouteBuilder {

    private static final int WORK_MILLIS = 20;

    /** @param args see {@link Part} */
    public static void main(String[] args) throws Exception {
        Part.run(args, new Worker());
    }

    @Override
    public void configure() {
        onException(CloudBridgeException.ObjectNotFound.class)
                .handled(true)
                .process(exchange -> Part.note(exchange, "finished before"));
        // its new version is listed again
        onException(CloudBridgeException.PreconditionFailed.class)
                .handled(true)
                .process(exchange -> Part.note(exchange, "replaced"));
        // what fails for another reason is out of the way, where people see it
        onException(Exception.class)
                .maximumRedeliveries(2)
                .handled(true)
                .to("cloudbridge:?operation=move&destinationKey=failed/${header.CamelCloudBridgeKey}");

        from("{{example.from}}")
                .to("cloudbridge:?operation=download")
                .process(this::work)
                .to("cloudbridge:?operation=delete");
    }

    /** Stands for whatever is done with an object. */
    private void work(Exchange exchange) throws Exception {
        String content = exchange.getMessage().getBody(String.class);
        if (!content.equals("content of " + Part.key(exchange))) {
            throw new IllegalStateException("wrong content: " + content);
        }
        TimeUnit.MILLISECONDS.sleep(WORK_MILLIS);
        Part.note(exchange, "processed");
    }
}
