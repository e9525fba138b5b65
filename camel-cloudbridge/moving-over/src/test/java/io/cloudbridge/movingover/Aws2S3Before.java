/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.movingover;

import java.util.Map;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.aws2.s3.AWS2S3Constants;

/** Routes with aws2-s3. */
class Aws2S3Before extends RouteBuilder {

    @Override
    public void configure() {
        // tag::consume[]
        from("aws2-s3:{{inbox}}?prefix=in/&moveAfterRead=true&destinationBucket={{archive}}"
                        + "&destinationBucketPrefix=done/&removePrefixOnMove=true")
                .to("direct:process");
        // end::consume[]

        // tag::store[]
        from("direct:store")
                .setHeader(AWS2S3Constants.KEY, simple("reports/${header.name}.csv"))
                .setHeader(AWS2S3Constants.CONTENT_TYPE, constant("text/csv"))
                .setHeader(AWS2S3Constants.METADATA, constant(Map.of("origin", "branch-7")))
                .to("aws2-s3:{{inbox}}");
        // end::store[]

        // tag::fetch[]
        from("direct:fetch")
                .setHeader(AWS2S3Constants.KEY, simple("reports/${header.name}.csv"))
                .to("aws2-s3:{{inbox}}?operation=getObject");
        // end::fetch[]

        // tag::list[]
        from("direct:count")
                .to("aws2-s3:{{inbox}}?operation=listObjects&prefix=reports/")
                .setBody(simple("${body.size}"));
        // end::list[]
    }
}
