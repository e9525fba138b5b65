/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.examples.broker;

import org.apache.camel.builder.RouteBuilder;

/** Lists the bucket and hands each version of each object to the broker, once. It asks the store for nothing but the listing. */
public final class Lister extends RouteBuilder {

    /** @param args see {@link Part} */
    public static void main(String[] args) throws Exception {
        Part.run(args, new Lister());
    }

    @Override
    public void configure() {
        from("cloudbridge:inbox?bodyType=none&seenFile={{example.place}}/seen&initialDelay=0&maxConcurrency=16")
                .transformDataType("cloudbridge:reference")
                .to("{{example.to}}")
                .process(exchange -> Part.note(exchange, "listed"));
    }
}
