/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.movingover;

import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.minio.MinioConstants;

/** Routes with minio. */
class MinioBefore extends RouteBuilder {

    @Override
    public void configure() {
        // tag::consume[]
        from("minio:{{inbox}}?prefix=in/&recursive=true&moveAfterRead=true&destinationBucketName={{archive}}")
                .to("direct:process");
        // end::consume[]

        // tag::store[]
        from("direct:store")
                .setHeader(MinioConstants.OBJECT_NAME, simple("reports/${header.name}.csv"))
                .setHeader(MinioConstants.CONTENT_TYPE, constant("text/csv"))
                .convertBodyTo(byte[].class)
                .to("minio:{{inbox}}");
        // end::store[]

        // tag::fetch[]
        from("direct:fetch")
                .setHeader(MinioConstants.OBJECT_NAME, simple("reports/${header.name}.csv"))
                .to("minio:{{inbox}}?operation=getObject");
        // end::fetch[]

        // tag::link[]
        from("direct:link")
                .setHeader(MinioConstants.OBJECT_NAME, simple("reports/${header.name}.csv"))
                .setHeader(MinioConstants.PRESIGNED_URL_EXPIRATION_TIME, constant(600)) // seconds
                .to("minio:{{inbox}}?operation=createDownloadLink");
        // end::link[]
    }
}
