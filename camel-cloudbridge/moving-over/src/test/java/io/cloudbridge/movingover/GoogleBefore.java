/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.movingover;

import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.google.storage.GoogleCloudStorageConstants;

/** Routes with google-storage. */
class GoogleBefore extends RouteBuilder {

    @Override
    public void configure() {
        // tag::consume[]
        from("google-storage:{{inbox}}?prefix=in/&moveAfterRead=true&destinationBucket={{archive}}")
                .to("direct:process");
        // end::consume[]

        // tag::store[]
        from("direct:store")
                .setHeader(GoogleCloudStorageConstants.OBJECT_NAME, simple("reports/${header.name}.csv"))
                .setHeader(GoogleCloudStorageConstants.CONTENT_TYPE, constant("text/csv"))
                .to("google-storage:{{inbox}}");
        // end::store[]

        // tag::fetch[]
        from("direct:fetch")
                .setHeader(GoogleCloudStorageConstants.OBJECT_NAME, simple("reports/${header.name}.csv"))
                .to("google-storage:{{inbox}}?operation=getObject");
        // end::fetch[]

        // tag::list[]
        from("direct:count")
                .to("google-storage:{{inbox}}?operation=listObjects&prefix=reports/")
                .setBody(simple("${body.size}"));
        // end::list[]
    }
}
