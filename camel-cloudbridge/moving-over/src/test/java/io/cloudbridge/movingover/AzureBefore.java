/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.movingover;

import com.azure.storage.blob.models.BlobHttpHeaders;
import java.util.Map;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.azure.storage.blob.BlobConstants;

/** Routes with azure-storage-blob. */
class AzureBefore extends RouteBuilder {

    @Override
    public void configure() {
        // tag::consume[]
        from("azure-storage-blob:{{accountName}}/{{inbox}}?prefix=in/&moveAfterRead=true"
                        + "&destinationContainer={{archive}}&destinationBlobPrefix=done/&removePrefixOnMove=true")
                .to("direct:process");
        // end::consume[]

        // tag::store[]
        from("direct:store")
                .setHeader(BlobConstants.BLOB_NAME, simple("reports/${header.name}.csv"))
                .setHeader(BlobConstants.BLOB_HTTP_HEADERS, constant(new BlobHttpHeaders().setContentType("text/csv")))
                .setHeader(BlobConstants.METADATA, constant(Map.of("origin", "branch-7")))
                .to("azure-storage-blob:{{accountName}}/{{inbox}}?operation=uploadBlockBlob");
        // end::store[]

        // tag::fetch[]
        from("direct:fetch")
                .setHeader(BlobConstants.BLOB_NAME, simple("reports/${header.name}.csv"))
                .to("azure-storage-blob:{{accountName}}/{{inbox}}?operation=getBlob");
        // end::fetch[]

        // tag::list[]
        from("direct:count")
                .to("azure-storage-blob:{{accountName}}/{{inbox}}?operation=listBlobs&prefix=reports/")
                .setBody(simple("${body.size}"));
        // end::list[]

        // tag::link[]
        from("direct:link")
                .setHeader(BlobConstants.BLOB_NAME, simple("reports/${header.name}.csv"))
                .to("azure-storage-blob:{{accountName}}/{{inbox}}?operation=downloadLink&downloadLinkExpiration=600000")
                .setBody(header(BlobConstants.DOWNLOAD_LINK));
        // end::link[]
    }
}
