/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.movingover;

import org.apache.camel.builder.RouteBuilder;

/** What routes with jclouds become. */
class JcloudsAfter extends RouteBuilder {

    @Override
    public void configure() {
        // tag::routes[]
        from("cloudbridge:{{inbox}}?connection=amazon&prefix=in/").to("direct:process");

        from("direct:store").to("cloudbridge:{{inbox}}?connection=amazon&key=reports/${header.name}.csv");

        from("direct:fetch")
                .to("cloudbridge:{{inbox}}?connection=amazon&operation=download&key=reports/${header.name}.csv");

        from("direct:count")
                .to("cloudbridge:{{inbox}}?connection=amazon&operation=list&prefix=reports/")
                .setBody(simple("${body.size}"));
        // end::routes[]
    }
}
