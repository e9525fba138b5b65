/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.it.openstack;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.cloudbridge.store.ByteRange;
import io.cloudbridge.store.ListRequest;
import io.cloudbridge.store.ObjectInfo;
import io.cloudbridge.store.ObjectRef;
import io.cloudbridge.store.PutOptions;
import io.cloudbridge.store.ReadOptions;
import io.cloudbridge.store.Source;
import io.cloudbridge.store.StoreClient;
import io.cloudbridge.store.TransferSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** A bucket with a place for segments elsewhere, in an account of a server; all gone at the end. */
final class SwiftPlace implements AutoCloseable {

    static final int PART = 64 * 1024;
    static final TransferSettings PARTS = new TransferSettings(PART, PART, 4, 4);

    enum Server {
        SWIFT(Swift.v1(4)),
        CEPH(Swift.ceph());

        final Map<String, Object> settings;

        Server(Map<String, Object> settings) {
            this.settings = settings;
        }
    }

    final String bucket = "segments-" + UUID.randomUUID();
    final String elsewhere = bucket + "-elsewhere";
    final StoreClient store;
    private final String token;
    private final String storageUrl;

    SwiftPlace(Server server) {
        this(server.settings);
    }

    /** @param settings of a user who logs in by version 1 */
    SwiftPlace(Map<String, ?> settings) {
        store = Swift.open(settings);
        var login = Swift.send(HttpRequest.newBuilder(
                                URI.create(settings.get("authUrl").toString()))
                        .header("X-Auth-User", settings.get("username").toString())
                        .header("X-Auth-Key", settings.get("password").toString()))
                .headers();
        token = login.firstValue("X-Auth-Token").orElseThrow();
        storageUrl = login.firstValue("X-Storage-Url").orElseThrow();
        store.createBucket(bucket);
        store.createBucket(elsewhere);
    }

    void put(String path, String text, String... headers) {
        HttpRequest.Builder request = request(path).PUT(BodyPublishers.ofString(text));
        if (headers.length > 0) {
            request.headers(headers);
        }
        assertThat(Swift.send(request).statusCode()).isBetween(201, 202);
    }

    /** Changes a container. */
    void change(String container, String header, String value) {
        assertThat(Swift.send(request(container).header(header, value).POST(BodyPublishers.noBody()))
                        .statusCode())
                .isEqualTo(204);
    }

    /** A header of what is there, if it has it. */
    Optional<String> header(String path, String name) {
        return Swift.send(request(path).method("HEAD", BodyPublishers.noBody()))
                .headers()
                .firstValue(name);
    }

    /** Deletes all versions of all objects, where the container itself keeps them. */
    void deleteVersions(String container) {
        try {
            String all = Swift.send(
                            request(container + "?versions=true&format=json").GET())
                    .body();
            for (JsonNode version : new ObjectMapper().readTree(all)) {
                String path = container + "/" + version.get("name").asText();
                Swift.send(request(path + "?version-id="
                                + version.get("version_id").asText())
                        .DELETE());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(storageUrl + "/" + path)).header("X-Auth-Token", token);
    }

    /** As {@code swift upload --segment-size} makes it. */
    ObjectRef dynamic(String key, String container) {
        put(container, "");
        put(container + "/" + key + "/1795.1/6/3/00000000", "one");
        put(container + "/" + key + "/1795.1/6/3/00000001", "two");
        put(bucket + "/" + key, "", "X-Object-Manifest", container + "/" + key + "/1795.1/6/3/");
        return new ObjectRef(bucket, key);
    }

    /** As {@code swift upload --use-slo} makes it. */
    ObjectRef fixed(String key, String container) {
        put(container, "");
        put(container + "/" + key + "/slo/1795.1/6/3/00000000", "one");
        put(container + "/" + key + "/slo/1795.1/6/3/00000001", "two");
        String manifest = """
                [{"path": "/%1$s/%2$s/slo/1795.1/6/3/00000000", "etag": "f97c5d29941bfb1b2fdab0874906ab82", "size_bytes": 3},
                 {"path": "/%1$s/%2$s/slo/1795.1/6/3/00000001", "etag": "b8a9f715dbb64fd5c56e7783c6820a61", "size_bytes": 3}]
                """.formatted(container, key);
        put(bucket + "/" + key + "?multipart-manifest=put", manifest);
        return new ObjectRef(bucket, key);
    }

    ObjectRef upload(String key, byte[] content) {
        ObjectRef ref = new ObjectRef(bucket, key);
        store.upload(ref, Source.of(content), PutOptions.NONE, PARTS);
        return ref;
    }

    List<String> keys(String container) {
        return store.bucketExists(container)
                ? store.page(ListRequest.of(container, "")).objects().stream()
                        .map(ObjectInfo::key)
                        .toList()
                : List.of();
    }

    String sibling() {
        return bucket + "_segments";
    }

    void assertNoSegments() {
        assertThat(keys(sibling())).isEmpty();
        assertThat(keys(elsewhere)).isEmpty();
    }

    byte[] contentOf(ObjectRef ref) {
        try (var in = store.read(ref, ByteRange.ALL, ReadOptions.NONE)) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        for (String container : List.of(bucket, sibling(), elsewhere)) {
            if (store.bucketExists(container)) {
                store.deletePrefix(container, "");
                store.deleteBucket(container);
            }
        }
        store.close();
    }
}
