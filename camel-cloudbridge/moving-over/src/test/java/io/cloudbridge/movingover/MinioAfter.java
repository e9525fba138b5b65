/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.movingover;

import org.apache.camel.builder.RouteBuilder;

/** The same with cloudbridge. */
class MinioAfter extends RouteBuilder {

    @Override
    public void configure() {
        // tag::consume[]
        from("cloudbridge:{{inbox}}?prefix=in/&moveBucket={{archive}}") // without move the key stays
                .to("direct:process");
        // end::consume[]

        // tag::store[]
        from("direct:store").to("cloudbridge:{{inbox}}?key=reports/${header.name}.csv&contentType=text/csv");
        // end::store[]

        // tag::fetch[]
        from("direct:fetch").to("cloudbridge:{{inbox}}?operation=download&key=reports/${header.name}.csv");
        // end::fetch[]

        // tag::link[]
        from("direct:link")
                .to("cloudbridge:{{inbox}}?operation=presign&key=reports/${header.name}.csv&presignExpiry=10m");
        // end::link[]
    }
}
