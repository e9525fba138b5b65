/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.store.openstack;

import com.fasterxml.jackson.databind.JsonNode;
import io.cloudbridge.store.BucketInfo;
import io.cloudbridge.store.ByteRange;
import io.cloudbridge.store.Capabilities;
import io.cloudbridge.store.Capabilities.Feature;
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
import io.cloudbridge.store.http.HttpAnswer;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.openstack4j.api.OSClient.OSClientV3;
import org.openstack4j.openstack.OSFactory;

/** One Swift account. Each method is one call, or the few that Swift needs for it. */
final class SwiftStore implements ObjectStore {

    private static final long GIB = 1L << 30;

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
            LargeObject.MOST,
            1000,
            1000,
            Duration.ofDays(3650),
            Capabilities.KeyRule.ANY);

    private final SwiftClient client;
    private final ServerInfo server;
    private final SwiftLogin login;
    private final TempUrls tempUrls;
    private final Containers containers;
    private final Segments segments;
    private final SwiftReads reads;
    private final SwiftUploads uploads;
    private final SwiftCopies copies;
    private final SwiftDeletes deletes;
    private final SwiftListings listings;

    SwiftStore(SwiftClient client, ServerInfo server, TempUrls tempUrls, SwiftLogin login) {
        this.client = client;
        this.server = server;
        this.tempUrls = tempUrls;
        this.login = login;
        containers = new Containers(client);
        BulkDelete bulk = new BulkDelete(client);
        LargeObjects large = new LargeObjects(client, containers);
        segments = new Segments(client, containers, large, bulk);
        reads = new SwiftReads(client, large);
        uploads = new SwiftUploads(client, large, segments, server);
        copies = new SwiftCopies(client, large, segments, uploads, reads, server);
        deletes = new SwiftDeletes(client, containers, large, segments, bulk);
        listings = new SwiftListings(containers, large, reads);
    }

    @Override
    public Capabilities capabilities() {
        return CAPABILITIES;
    }

    @Override
    public ObjectInfo head(ObjectRef ref, ReadOptions options) {
        return reads.head(ref, options);
    }

    @Override
    public ObjectContent read(ObjectRef ref, ByteRange range, ReadOptions options) {
        return reads.read(ref, range, options);
    }

    @Override
    public PutResult put(ObjectRef ref, Content content, PutOptions options) {
        return uploads.put(ref, content, options);
    }

    @Override
    public MultipartUpload startMultipart(ObjectRef ref, PutOptions options) {
        return uploads.startMultipart(ref, options);
    }

    @Override
    public Optional<PutResult> copy(ObjectRef from, ObjectRef to, CopyOptions options) {
        return copies.copy(from, to, options);
    }

    @Override
    public List<DeleteResult> delete(String bucket, List<DeleteRequest> requests) {
        return deletes.delete(bucket, requests);
    }

    @Override
    public ObjectPage list(ListRequest request) {
        return listings.list(request);
    }

    @Override
    public SignedRequest presign(PresignRequest request) {
        return tempUrls.presign(request);
    }

    @Override
    public PutResult setProperties(ObjectRef ref, ObjectProperties properties, String ifMatch) {
        HttpAnswer now = reads.lookAtLink(ref);
        String link = now.header("X-Symlink-Target");
        if (link != null) {
            // Swift answers with a redirect, and changes the link all the same
            throw SwiftErrors.unsupported("the object is a symbolic link to " + link + "; change that instead");
        }
        SwiftCall post = SwiftCall.of("POST", ref);
        if (!server.isOpenStack()) {
            // there POST adds: what it is to remove it must make empty
            for (String removed : ObjectHeaders.CONTENT_HEADERS) {
                post.with(removed, now.header(removed) == null ? null : "");
            }
        }
        // elsewhere it replaces all there is, what CloudBridge knows nothing of included: the end of an object's life,
        // and what a dynamic large object is made of
        for (String kept :
                List.of("X-Delete-At", "X-Object-Manifest", "X-Robots-Tag", "Expires", ObjectHeaders.LARGE_CHECKSUM)) {
            post.with(kept, now.header(kept));
        }
        ObjectHeaders.write(properties, post);
        client.run(post, 202);
        String etag = ObjectHeaders.etag(now);
        return new PutResult(etag, null, ObjectHeaders.checksum(now, etag));
    }

    // ---- buckets

    @Override
    public void createBucket(String bucket) {
        if (!containers.create(bucket, null)) {
            throw new CloudBridgeException.AlreadyExists(
                    Failure.of("the container exists already").withHttp(202, null, null), null);
        }
    }

    /** Ceph's list of containers has no times. */
    @Override
    public boolean isNewer(String bucket, Instant time) {
        Instant created = ObjectHeaders.timestamp(containers.head(bucket));
        return created != null && created.isAfter(time);
    }

    @Override
    public void deleteBucket(String bucket) {
        segments.deleteBucket(bucket);
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

    /** Where Keystone logs in, an openstack4j client for the calling thread (which needs one of its connectors). */
    @Override
    public <T> Optional<T> unwrap(Class<T> sdkType) {
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
