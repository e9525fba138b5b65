/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.store.openstack;

import com.fasterxml.jackson.databind.JsonNode;
import io.cloudbridge.store.BucketInfo;
import io.cloudbridge.store.ByteRange;
import io.cloudbridge.store.Capabilities;
import io.cloudbridge.store.Capabilities.Feature;
import io.cloudbridge.store.Checksum;
import io.cloudbridge.store.CloudBridgeException;
import io.cloudbridge.store.Content;
import io.cloudbridge.store.CopyOptions;
import io.cloudbridge.store.DeleteRequest;
import io.cloudbridge.store.DeleteResult;
import io.cloudbridge.store.Failure;
import io.cloudbridge.store.ListRequest;
import io.cloudbridge.store.MultipartUpload;
import io.cloudbridge.store.ObjectContent;
import io.cloudbridge.store.ObjectInfo;
import io.cloudbridge.store.ObjectPage;
import io.cloudbridge.store.ObjectProperties;
import io.cloudbridge.store.ObjectRef;
import io.cloudbridge.store.ObjectStore;
import io.cloudbridge.store.PresignRequest;
import io.cloudbridge.store.PutOptions;
import io.cloudbridge.store.PutResult;
import io.cloudbridge.store.ReadOptions;
import io.cloudbridge.store.SignedRequest;
import io.cloudbridge.store.UnfinishedUpload;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.openstack4j.api.OSClient.OSClientV3;
import org.openstack4j.openstack.OSFactory;

/** One Swift account. Each method is one call, or the few that Swift needs for it. */
final class SwiftStore implements ObjectStore {

    private static final long GIB = 1L << 30;
    /** Slower than any disk that a copy inside the service would run on. */
    private static final long SLOW_COPY_BYTES_PER_SECOND = 10_000_000;

    private static final Capabilities CAPABILITIES = new Capabilities(
            EnumSet.of(
                    Feature.CREATE_ONLY,
                    Feature.SERVER_COPY,
                    Feature.COPY_SOURCE_IF_MATCH,
                    Feature.PRESIGN,
                    Feature.UNFINISHED_UPLOADS),
            5 * GIB,
            1,
            5 * GIB,
            // the server's defaults: 1000 segments a manifest, 10000 deletes a request, 10000 names a listing
            1000,
            1000,
            1000,
            Duration.ofDays(3650),
            Capabilities.KeyRule.ANY);

    private final SwiftClient client;
    private final Login login;
    private final TempUrls tempUrls;
    private final Containers containers;
    private final Segments segments;
    private final Deletion deletion;
    private final Copying copying;
    private final ListingPages pages;

    SwiftStore(SwiftClient client, TempUrls tempUrls, Login login) {
        this.client = client;
        this.tempUrls = tempUrls;
        this.login = login;
        this.containers = new Containers(client);
        BulkDelete bulk = new BulkDelete(client);
        this.segments = new Segments(client, containers, bulk);
        this.deletion = new Deletion(client, containers, segments, bulk);
        this.copying = new Copying(client, segments);
        this.pages = new ListingPages(containers);
    }

    @Override
    public Capabilities capabilities() {
        return CAPABILITIES;
    }

    @Override
    public ObjectInfo head(ObjectRef ref, ReadOptions options) {
        Answer answer = find(conditional("HEAD", "head", ref, options));
        answer.finish();
        return ObjectHeaders.info(ref, answer);
    }

    @Override
    public ObjectContent read(ObjectRef ref, ByteRange range, ReadOptions options) {
        SwiftCall call =
                conditional("GET", "read", ref, options).with("Range", range.isAll() ? null : range.toHeader());
        Answer answer = find(call);
        return new OpenObject(ObjectHeaders.info(ref, answer), answer.body());
    }

    /**
     * Sends a call that looks for an object, again if it is not there: while it is replaced, an object server may look between the old file and the
     * new one. Where there are replicas the proxy asks another one; where there are none it says 404.
     */
    private Answer find(SwiftCall call) {
        try {
            return client.send(call);
        } catch (CloudBridgeException.ObjectNotFound e) {
            return client.send(call);
        }
    }

    private static SwiftCall conditional(String method, String operation, ObjectRef ref, ReadOptions options) {
        return SwiftCall.of(method, operation, ref.bucket(), ref.key())
                .with("If-Match", quoted(options.ifMatch()))
                .with("If-None-Match", quoted(options.ifNoneMatch()));
    }

    static String quoted(String etag) {
        return etag == null || "*".equals(etag) ? etag : '"' + etag + '"';
    }

    @Override
    public PutResult put(ObjectRef ref, Content content, PutOptions options) {
        List<Segments.Segment> replaced = options.ifNoneMatch() == null ? segments.of(ref) : List.of();
        Checksum md5 = md5(ref, content);
        SwiftCall call = SwiftCall.of("PUT", "put", ref.bucket(), ref.key())
                // checked by Swift before the object becomes visible
                .with("ETag", md5.hex())
                .with("If-None-Match", options.ifNoneMatch())
                .withContent(content);
        ObjectHeaders.write(options.properties(), call.headers());
        Answer answer = client.run(call);
        segments.dropQuietly(ref.bucket(), replaced);
        String etag = ObjectHeaders.etag(answer.header("Etag"));
        return new PutResult(etag, null, ObjectHeaders.md5(etag));
    }

    static Checksum md5(ObjectRef ref, Content content) {
        try {
            return content.checksum(Checksum.Algorithm.MD5);
        } catch (IOException e) {
            throw new CloudBridgeException.InvalidRequest(
                    Failure.of("the body could not be read: " + e.getMessage() + "; nothing was stored")
                            .in(OpenstackProvider.NAME, "put", ref.bucket(), ref.key()),
                    e);
        }
    }

    @Override
    public MultipartUpload startMultipart(ObjectRef ref, PutOptions options) {
        return new SegmentedUpload(client, segments, ref, options);
    }

    @Override
    public PutResult copy(ObjectRef from, ObjectRef to, CopyOptions options) {
        return copying.copy(from, to, options);
    }

    /** How long a copy inside the service may take, on top of the request timeout: it shows no progress. */
    static Duration copyPatience(long size) {
        return Duration.ofSeconds(size / SLOW_COPY_BYTES_PER_SECOND);
    }

    @Override
    public List<DeleteResult> delete(String bucket, List<DeleteRequest> requests) {
        return deletion.delete(bucket, requests);
    }

    @Override
    public ObjectPage list(ListRequest request) {
        return pages.page(request);
    }

    @Override
    public ObjectPage listVersions(ListRequest request) {
        throw unsupported("listVersions", "versions");
    }

    @Override
    public SignedRequest presign(PresignRequest request) {
        return tempUrls.sign(request);
    }

    @Override
    public PutResult setProperties(ObjectRef ref, ObjectProperties properties, String ifMatch) {
        // POST replaces all there is, what CloudBridge knows nothing of included: the end of an object's life, and what
        // a dynamic large
        // object is made of
        HttpHeaders now = client.run(SwiftCall.of("HEAD", "setProperties", ref.bucket(), ref.key()))
                .headers();
        SwiftCall post = SwiftCall.of("POST", "setProperties", ref.bucket(), ref.key());
        for (String kept : List.of("X-Delete-At", "X-Object-Manifest", "X-Robots-Tag", "Expires")) {
            post.with(kept, now.firstValue(kept).orElse(null));
        }
        ObjectHeaders.write(properties, post.headers());
        if (properties.contentType() == null) {
            post.with("Content-Type", "application/octet-stream");
        }
        client.run(post);
        String etag = ObjectHeaders.etag(now.firstValue("Etag").orElse(null));
        return new PutResult(etag, null, ObjectHeaders.isLarge(now) ? null : ObjectHeaders.md5(etag));
    }

    @Override
    public Map<String, String> tags(ObjectRef ref) {
        throw unsupported("getTags", "object tags");
    }

    @Override
    public void setTags(ObjectRef ref, Map<String, String> tags) {
        throw unsupported("setTags", "object tags");
    }

    private static CloudBridgeException unsupported(String operation, String what) {
        return new CloudBridgeException.Unsupported(
                Failure.of("Swift does not have " + what + "; nothing was done")
                        .in(OpenstackProvider.NAME, operation, null, null),
                null);
    }

    // ---- buckets

    @Override
    public void createBucket(String bucket) {
        if (!containers.create(bucket, null)) {
            throw new CloudBridgeException.AlreadyExists(
                    Failure.of("the container exists already")
                            .in(OpenstackProvider.NAME, "createBucket", bucket, null)
                            .withHttp(202, null, null),
                    null);
        }
    }

    @Override
    public void deleteBucket(String bucket) {
        containers.delete(bucket);
        segments.bucketDeleted(bucket);
    }

    @Override
    public boolean bucketExists(String bucket) {
        return containers.exists(bucket);
    }

    @Override
    public List<BucketInfo> listBuckets() {
        List<JsonNode> all = containers.allEntries(null, "");
        Set<String> names = all.stream().map(Containers::name).collect(Collectors.toSet());
        return all.stream()
                .map(entry -> new BucketInfo(Containers.name(entry), Containers.lastModified(entry), null))
                .filter(bucket -> !Segments.isSibling(bucket.name(), names))
                .toList();
    }

    @Override
    public List<UnfinishedUpload> unfinishedUploads(String bucket, String prefix) {
        return segments.unfinished(bucket, prefix);
    }

    @Override
    public void abortUpload(UnfinishedUpload upload) {
        segments.abort(upload);
    }

    /** The JDK's HTTP client; or, where Keystone logs in, an openstack4j client for the calling thread (which needs one of its connectors). */
    @Override
    public <T> Optional<T> unwrap(Class<T> sdkType) {
        if (sdkType.isAssignableFrom(HttpClient.class)) {
            return Optional.of(sdkType.cast(client.transport().client()));
        }
        if (sdkType == OSClientV3.class && login instanceof KeystoneLogin keystone) {
            return Optional.of(sdkType.cast(OSFactory.clientFromToken(keystone.token())));
        }
        return Optional.empty();
    }

    @Override
    public void close() {
        client.close();
    }
}
