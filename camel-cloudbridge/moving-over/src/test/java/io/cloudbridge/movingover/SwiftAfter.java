/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.movingover;

import org.apache.camel.builder.RouteBuilder;

/** The same with cloudbridge. */
class SwiftAfter extends RouteBuilder {

    @Override
    public void configure() {
        // tag::store[]
        from("direct:store").to("cloudbridge:{{inbox}}?key=reports/${header.name}.csv");
        // end::store[]

        // tag::fetch[]
        from("direct:fetch").to("cloudbridge:{{inbox}}?operation=download&key=reports/${header.name}.csv");
        // end::fetch[]

        // tag::list[]
        from("direct:count").to("cloudbridge:{{inbox}}?operation=list").setBody(simple("${body.size}"));
        // end::list[]
    }
}
