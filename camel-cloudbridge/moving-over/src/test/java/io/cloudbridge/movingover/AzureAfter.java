/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.movingover;

import io.cloudbridge.camel.CloudBridgeConstants;
import java.util.Map;
import org.apache.camel.builder.RouteBuilder;

/** The same with cloudbridge. */
class AzureAfter extends RouteBuilder {

    @Override
    public void configure() {
        // tag::consume[]
        from("cloudbridge:{{inbox}}?prefix=in/&move=done/&moveBucket={{archive}}")
                .to("direct:process");
        // end::consume[]

        // tag::store[]
        from("direct:store")
                .setHeader(CloudBridgeConstants.METADATA, constant(Map.of("origin", "branch-7")))
                .to("cloudbridge:{{inbox}}?key=reports/${header.name}.csv&contentType=text/csv");
        // end::store[]

        // tag::fetch[]
        from("direct:fetch").to("cloudbridge:{{inbox}}?operation=download&key=reports/${header.name}.csv");
        // end::fetch[]

        // tag::list[]
        from("direct:count")
                .to("cloudbridge:{{inbox}}?operation=list&prefix=reports/")
                .setBody(simple("${body.size}"));
        // end::list[]

        // tag::link[]
        from("direct:link")
                .to("cloudbridge:{{inbox}}?operation=presign&key=reports/${header.name}.csv&presignExpiry=10m");
        // end::link[]
    }
}
