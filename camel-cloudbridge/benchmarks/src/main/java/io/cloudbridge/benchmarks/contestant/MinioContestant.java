/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.benchmarks.contestant;

import io.minio.MinioClient;
import java.net.URI;
import org.apache.camel.component.minio.MinioConstants;

/** camel-minio. */
final class MinioContestant extends CamelContestant {

    private final String connection = "minio:" + BUCKET + "?autoCreateBucket=false&minioClient=#client";

    private MinioContestant(URI endpoint) {
        super(endpoint);
        MinioClient client = MinioClient.builder()
                .endpoint(endpoint.toString())
                .region("us-east-1")
                .credentials(ACCESS_KEY, SECRET_KEY)
                .build();
        camel.getRegistry().bind("client", client);
    }

    public static void main(String[] args) throws Exception {
        compete(args, MinioContestant::new);
    }

    @Override
    String consumer(Task task) {
        return connection + "&initialDelay=0&prefix=" + task.prefix() + options(task);
    }

    @Override
    String producer(String operation) {
        return connection
                + switch (operation) {
                    case "upload" -> "";
                    case "download" -> "&operation=getObject";
                    case "presign" -> "&operation=createDownloadLink";
                    default -> throw new IllegalArgumentException(operation);
                };
    }

    @Override
    String keyHeader() {
        return MinioConstants.OBJECT_NAME;
    }
}
