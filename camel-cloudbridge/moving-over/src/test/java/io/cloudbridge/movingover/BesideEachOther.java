/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.movingover;

import com.azure.storage.blob.BlobServiceClientBuilder;
import com.azure.storage.blob.BlobServiceVersion;
import com.azure.storage.common.StorageSharedKeyCredential;
import io.cloudbridge.it.Servers;
import java.util.Map;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.azure.storage.blob.BlobConstants;
import org.apache.camel.main.Main;

/** An application on its way: S3 and Azure by Camel's own components and by ours, in one context. What one has stored the other reads. */
final class BesideEachOther {

    private BesideEachOther() {}

    /** @param arguments name of the bucket and container to make */
    public static void main(String[] arguments) throws Exception {
        String bucket = arguments[0];
        Main main = new Main();
        main.configure().withAutoConfigurationLogSummary(false);
        String theirs = "camel.component.aws2-s3.";
        main.addInitialProperty(theirs + "accessKey", Servers.setting("s3proxy.accessKey"));
        main.addInitialProperty(theirs + "secretKey", Servers.setting("s3proxy.secretKey"));
        main.addInitialProperty(theirs + "region", Servers.setting("s3proxy.region"));
        main.addInitialProperty(theirs + "overrideEndpoint", "true");
        main.addInitialProperty(theirs + "uriEndpointOverride", Servers.setting("s3proxy.endpoint"));
        main.addInitialProperty(theirs + "forcePathStyle", "true");
        String s3 = "camel.component.cloudbridge.connections[s3].";
        main.addInitialProperty(s3 + "provider", "aws");
        for (String setting : new String[] {"endpoint", "region", "accessKey", "secretKey"}) {
            main.addInitialProperty(s3 + setting, Servers.setting("s3proxy." + setting));
        }
        String azure = "camel.component.cloudbridge.connections[azure].";
        main.addInitialProperty(azure + "provider", "azure");
        for (String setting : new String[] {"endpoint", "accountName", "accountKey"}) {
            main.addInitialProperty(azure + setting, Servers.setting("azurite." + setting));
        }
        main.bind(
                "client",
                new BlobServiceClientBuilder()
                        .endpoint(Servers.setting("azurite.endpoint"))
                        .credential(new StorageSharedKeyCredential(
                                Servers.setting("azurite.accountName"), Servers.setting("azurite.accountKey")))
                        .serviceVersion(BlobServiceVersion.V2025_11_05) // what Azurite knows
                        .buildClient());
        String account = Servers.setting("azurite.accountName");
        main.configure().addRoutesBuilder(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:s3-theirs").to("aws2-s3:" + bucket);
                from("direct:s3-theirs-read").to("aws2-s3:" + bucket + "?operation=getObject");
                from("direct:s3-ours").to("cloudbridge:" + bucket + "?connection=s3&autoCreateBucket=true");
                from("direct:s3-ours-read").to("cloudbridge:" + bucket + "?connection=s3&operation=download");
                String blobs = "azure-storage-blob:" + account + "/" + bucket + "?serviceClient=#client&operation=";
                from("direct:azure-theirs").to(blobs + "uploadBlockBlob");
                from("direct:azure-theirs-read").to(blobs + "getBlob");
                from("direct:azure-ours").to("cloudbridge:" + bucket + "?connection=azure&autoCreateBucket=true");
                from("direct:azure-ours-read").to("cloudbridge:" + bucket + "?connection=azure&operation=download");
            }
        });
        main.start();
        try {
            ProducerTemplate template = main.getCamelContext().createProducerTemplate();
            for (String store : new String[] {"s3", "azure"}) {
                // ours first: it makes the bucket
                for (String writer : new String[] {"ours", "theirs"}) {
                    Map<String, Object> key = Map.of(
                            "CamelAwsS3Key", writer, BlobConstants.BLOB_NAME, writer, "CamelCloudBridgeKey", writer);
                    template.requestBodyAndHeaders("direct:" + store + "-" + writer, "by " + writer, key);
                    for (String reader : new String[] {"ours", "theirs"}) {
                        String read = template.requestBodyAndHeaders(
                                "direct:" + store + "-" + reader + "-read", null, key, String.class);
                        System.out.println(store + ": " + writer + " wrote, " + reader + " read '" + read + "'");
                    }
                }
            }
        } finally {
            main.stop();
        }
    }
}
