/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.benchmarks;

import static io.cloudbridge.benchmarks.Contestant.CLOUDBRIDGE;
import static io.cloudbridge.benchmarks.Contestant.PEER;
import static io.cloudbridge.benchmarks.Contestant.SDK;

import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.stream.IntStream;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.core.sync.ResponseTransformer;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.ObjectIdentifier;
import software.amazon.awssdk.services.s3.model.S3Object;

/**
 * CloudBridge, camel-aws2-s3 and the AWS SDK, on one S3 server. System properties: {@code endpoint}, {@code accessKey}, {@code secretKey}, and how
 * much: {@code small} objects, {@code megabytes} of the large one, {@code listed} keys, {@code deleted} objects, {@code rounds}.
 */
public final class S3Benchmarks implements AutoCloseable {

    private static final int SMALL = Integer.getInteger("small", 2000);
    private static final int MEGABYTES = Integer.getInteger("megabytes", 500);
    private static final int LISTED = Integer.getInteger("listed", 100_000);
    private static final int DELETED = Integer.getInteger("deleted", 5000);
    private static final int ROUNDS = Integer.getInteger("rounds", 3);
    private static final String ONLY = System.getProperty("only", "");
    private static final int SMALL_SIZE = 4096;
    private static final int BULK = 1000;

    private final Crowd crowd = new Crowd();
    private final Path directory;
    private final String bucket = "bench-" + UUID.randomUUID();
    private final byte[] body = new byte[SMALL_SIZE];
    private final S3Routes routes;
    private final S3Client sdk;

    private S3Benchmarks(URI endpoint, Path directory) throws Exception {
        this.directory = directory;
        new Random(1).nextBytes(body);
        routes = new S3Routes(endpoint, bucket);
        sdk = routes.sdk();
        sdk.createBucket(request -> request.bucket(bucket));
    }

    /** Runs all races, or those whose names contain property {@code only}, and prints the table. */
    public static void main(String[] args) throws Exception {
        List<Result> results = new ArrayList<>();
        Path directory = Files.createTempDirectory("benchmarks");
        try (S3Benchmarks benchmarks = new S3Benchmarks(URI.create(System.getProperty("endpoint")), directory);
                ListingServer listing = new ListingServer(LISTED);
                S3Routes listed = new S3Routes(listing.endpoint(), "bench")) {
            for (Race race : benchmarks.races(listed)) {
                results.add(race.run(ROUNDS));
                System.err.println(Result.table(S3Routes.PEER_NAME, results));
            }
        }
        System.out.println(Result.table(S3Routes.PEER_NAME, results));
    }

    private List<Race> races(S3Routes listed) throws IOException {
        List<Race> all = List.of(
                smallUploads(),
                smallDownloads(),
                largeUpload(),
                largeDownload(),
                consumer(),
                consumers(),
                listing(listed),
                bulkDelete());
        return all.stream().filter(race -> race.toString().contains(ONLY)).toList();
    }

    private Race smallUploads() {
        return new Race("upload " + SMALL + " of 4 KiB, " + Crowd.THREADS + " threads")
                .lane(SDK, round -> crowd.each(SMALL, i -> put("sdk/" + i)))
                .lane(PEER, round -> crowd.each(SMALL, i -> routes.upload(PEER, body, "peer/" + i)))
                .lane(CLOUDBRIDGE, round -> crowd.each(SMALL, i -> routes.upload(CLOUDBRIDGE, body, "ours/" + i)));
    }

    private void put(String key) {
        sdk.putObject(request -> request.bucket(bucket).key(key), RequestBody.fromBytes(body));
    }

    private Race smallDownloads() {
        Race.Lane upload = round -> crowd.each(round == 0 ? SMALL : 0, i -> put("down/" + i));
        return new Race("download " + SMALL + " of 4 KiB, " + Crowd.THREADS + " threads")
                .lane(
                        SDK,
                        upload,
                        round -> crowd.each(
                                SMALL,
                                i -> check(sdk.getObject(
                                                request ->
                                                        request.bucket(bucket).key("down/" + i),
                                                ResponseTransformer.toBytes())
                                        .asByteArrayUnsafe())))
                .lane(PEER, upload, round -> crowd.each(SMALL, i -> check(routes.download(PEER, "down/" + i))))
                .lane(
                        CLOUDBRIDGE,
                        upload,
                        round -> crowd.each(SMALL, i -> check(routes.download(CLOUDBRIDGE, "down/" + i))));
    }

    private void check(byte[] got) {
        require(Arrays.equals(got, body), "not what was stored");
    }

    private Race largeUpload() throws IOException {
        Path file = directory.resolve("large");
        byte[] noise = new byte[1 << 20];
        new Random(2).nextBytes(noise);
        try (OutputStream out = Files.newOutputStream(file)) {
            for (int i = 0; i < MEGABYTES; i++) {
                out.write(noise);
            }
        }
        return new Race("upload a file of " + MEGABYTES + " MiB")
                .lane(
                        SDK,
                        round -> sdk.putObject(request -> request.bucket(bucket).key("large/sdk"), file))
                .lane(PEER, round -> routes.uploadFile(PEER, file.toFile(), "large/peer"))
                .lane(CLOUDBRIDGE, round -> routes.uploadFile(CLOUDBRIDGE, file.toFile(), "large/ours"));
    }

    private Race largeDownload() {
        Race.Lane empty = round -> {
            try (var files = Files.list(directory)) {
                for (Path old :
                        files.filter(path -> path.toString().endsWith(".down")).toList()) {
                    Files.delete(old);
                }
            }
        };
        return new Race("download " + MEGABYTES + " MiB to a file")
                .lane(SDK, empty, round -> {
                    Path to = directory.resolve("sdk.down");
                    sdk.getObject(request -> request.bucket(bucket).key("large/sdk"), to);
                    checkSize(to);
                })
                .lane(PEER, empty, round -> {
                    routes.downloadToFile(PEER, "large/sdk", directory, "peer.down");
                    checkSize(directory.resolve("peer.down"));
                })
                .lane(CLOUDBRIDGE, empty, round -> {
                    routes.downloadToFile(CLOUDBRIDGE, "large/sdk", directory, "ours.down");
                    checkSize(directory.resolve("ours.down"));
                });
    }

    private static void checkSize(Path file) throws IOException {
        require(Files.size(file) == (long) MEGABYTES << 20, file + " has " + Files.size(file) + " bytes");
    }

    private Race consumer() {
        return new Race("consume and delete " + SMALL + " of 4 KiB, one at a time")
                .lane(SDK, fill("sdk"), round -> consumeByHand("consume/sdk/"))
                .lane(PEER, fill("peer"), round -> routes.consume(PEER, "consume/peer/", SMALL, ""))
                .lane(CLOUDBRIDGE, fill("ours"), round -> routes.consume(CLOUDBRIDGE, "consume/ours/", SMALL, ""));
    }

    /** The peer takes one at a time, whatever one asks of it. */
    private Race consumers() {
        return new Race("consume and delete " + SMALL + " of 4 KiB, eight at a time")
                .lane(PEER, fill("peer"), round -> routes.consume(PEER, "consume/peer/", SMALL, ""))
                .lane(
                        CLOUDBRIDGE,
                        fill("ours"),
                        round -> routes.consume(CLOUDBRIDGE, "consume/ours/", SMALL, "&maxConcurrency=8"));
    }

    private Race.Lane fill(String who) {
        return round -> crowd.each(SMALL, i -> put("consume/" + who + "/" + i));
    }

    private void consumeByHand(String prefix) {
        int count = 0;
        for (S3Object object : sdk.listObjectsV2Paginator(
                        request -> request.bucket(bucket).prefix(prefix))
                .contents()) {
            check(sdk.getObject(request -> request.bucket(bucket).key(object.key()), ResponseTransformer.toBytes())
                    .asByteArrayUnsafe());
            sdk.deleteObject(request -> request.bucket(bucket).key(object.key()));
            count++;
        }
        require(count == SMALL, count + " consumed");
    }

    /** Without the peer, which lists the first thousand. */
    private Race listing(S3Routes listed) {
        return new Race("list " + LISTED + " keys")
                .lane(SDK, round -> {
                    long count =
                            listed.sdk().listObjectsV2Paginator(request -> request.bucket("bench")).contents().stream()
                                    .count();
                    require(count == LISTED, count + " listed");
                })
                .lane(CLOUDBRIDGE, round -> require(listed.list() == LISTED, "not all were listed"));
    }

    private Race bulkDelete() {
        List<String> keys =
                IntStream.range(0, DELETED).mapToObj(i -> "bulk/" + i).toList();
        Race.Lane fill = round -> crowd.each(DELETED, i -> put(keys.get(i)));
        // the peer sends one request for all, which Amazon refuses above a thousand; so it is given a thousand at a
        // time
        return new Race("delete " + DELETED + " objects by key")
                .lane(SDK, fill, round -> {
                    for (List<String> some : batches(keys)) {
                        List<ObjectIdentifier> ids = some.stream()
                                .map(key -> ObjectIdentifier.builder().key(key).build())
                                .toList();
                        sdk.deleteObjects(request -> request.bucket(bucket).delete(delete -> delete.objects(ids)));
                    }
                })
                .lane(PEER, fill, round -> batches(keys).forEach(some -> routes.deleteAll(PEER, some)))
                .lane(CLOUDBRIDGE, fill, round -> routes.deleteAll(CLOUDBRIDGE, keys));
    }

    private static List<List<String>> batches(List<String> keys) {
        List<List<String>> batches = new ArrayList<>();
        for (int from = 0; from < keys.size(); from += BULK) {
            batches.add(keys.subList(from, Math.min(keys.size(), from + BULK)));
        }
        return batches;
    }

    static void require(boolean condition, String otherwise) {
        if (!condition) {
            throw new IllegalStateException(otherwise);
        }
    }

    @Override
    public void close() throws IOException {
        routes.deleteEverything();
        sdk.deleteBucket(request -> request.bucket(bucket));
        routes.close();
        crowd.close();
        try (var files = Files.list(directory)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
        Files.delete(directory);
    }
}
