/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.benchmarks.contestant;

import java.net.URI;
import java.util.List;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3Configuration;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.ObjectIdentifier;
import software.amazon.awssdk.services.s3.presigner.S3Presigner;

/** The AWS SDK by hand, with its defaults. */
final class SdkContestant extends ClientContestant {

    private final S3Client client;
    private final S3Presigner presigner;

    private SdkContestant(URI endpoint) {
        var credentials = StaticCredentialsProvider.create(AwsBasicCredentials.create(ACCESS_KEY, SECRET_KEY));
        client = S3Client.builder()
                .endpointOverride(endpoint)
                .region(Region.US_EAST_1)
                .forcePathStyle(true)
                .credentialsProvider(credentials)
                .build();
        presigner = S3Presigner.builder()
                .endpointOverride(endpoint)
                .region(Region.US_EAST_1)
                .serviceConfiguration(
                        S3Configuration.builder().pathStyleAccessEnabled(true).build())
                .credentialsProvider(credentials)
                .build();
    }

    public static void main(String[] args) throws Exception {
        compete(args, SdkContestant::new);
    }

    @Override
    void run(Task task, Stopwatch watch) throws Exception {
        switch (task.name()) {
            case "list" -> {
                watch.start();
                long count =
                        client.listObjectsV2Paginator(r -> r.bucket(BUCKET).prefix(task.prefix())).contents().stream()
                                .count();
                watch.stop();
                require(count == task.count(), count + " listed");
            }
            case "upload-checksum-header" -> {
                byte[] body = body(task);
                each(task, watch, i -> {
                    java.util.zip.CRC32 crc = new java.util.zip.CRC32();
                    crc.update(body);
                    byte[] value = java.nio.ByteBuffer.allocate(4)
                            .putInt((int) crc.getValue())
                            .array();
                    String text = java.util.Base64.getEncoder().encodeToString(value);
                    client.putObject(
                            r -> r.bucket(BUCKET).key(task.key(i)).checksumCRC32(text), RequestBody.fromBytes(body));
                });
            }
            case "presign" ->
                each(task, watch, i -> {
                    String url = presigner
                            .presignGetObject(p -> p.signatureDuration(java.time.Duration.ofHours(1))
                                    .getObjectRequest(r -> r.bucket(BUCKET).key(task.key(i))))
                            .url()
                            .toString();
                    require(url.contains("Signature"), url);
                });
            default -> super.run(task, watch);
        }
    }

    @Override
    List<String> list(String prefix) {
        return client.listObjectsV2(r -> r.bucket(BUCKET).prefix(prefix)).contents().stream()
                .map(o -> o.key())
                .toList();
    }

    @Override
    byte[] read(String key) throws java.io.IOException {
        try (ResponseInputStream<GetObjectResponse> in =
                client.getObject(r -> r.bucket(BUCKET).key(key))) {
            return in.readAllBytes();
        }
    }

    @Override
    void write(String key, byte[] body) {
        client.putObject(r -> r.bucket(BUCKET).key(key), RequestBody.fromBytes(body));
    }

    @Override
    void delete(List<String> keys) {
        List<ObjectIdentifier> ids = keys.stream()
                .map(key -> ObjectIdentifier.builder().key(key).build())
                .toList();
        client.deleteObjects(r -> r.bucket(BUCKET).delete(d -> d.objects(ids)));
    }
}
