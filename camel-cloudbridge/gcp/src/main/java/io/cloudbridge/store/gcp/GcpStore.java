/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.store.gcp;

import com.google.api.services.storage.Storage;
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
import io.cloudbridge.store.driver.PercentEncoding;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The driver of Google Cloud Storage: says what it can do, and hands each call to the room that knows it. */
final class GcpStore implements ObjectStore {

    private static final long MIB = 1 << 20;
    private static final long LARGEST = 5L << 40;

    private final GcpClient client;
    private final GcpHttp http;
    private final GcpErrors errors;
    private final GcpReads reads;
    private final GcpUploads writes;
    private final GcpCopies rewrites;
    private final GcpListings listing;
    private final GcpBuckets buckets;
    private final GcpDeletes deletes;
    private final GcpSigning signing;
    private final Capabilities capabilities;

    GcpStore(GcpClient client) {
        this.client = client;
        this.http = new GcpHttp(client);
        this.errors = new GcpErrors(client.endpoint().getAuthority(), client.isAnonymous());
        this.reads = new GcpReads(this, http);
        this.writes = new GcpUploads(this, http, reads);
        this.rewrites = new GcpCopies(this, client, reads, writes);
        this.listing = new GcpListings(this, http);
        this.buckets = new GcpBuckets(this, client);
        this.deletes = new GcpDeletes(this, http);
        this.signing = new GcpSigning(client);
        this.capabilities = capabilities(signing.canSign(), client.isAtGoogle());
    }

    private static Capabilities capabilities(boolean canSign, boolean atGoogle) {
        Set<Feature> features = EnumSet.of(
                Feature.CREATE_ONLY,
                Feature.REPLACE_IF_MATCH,
                Feature.DELETE_IF_MATCH,
                Feature.COPY_CONDITIONS,
                Feature.COPY_SOURCE_IF_MATCH,
                Feature.SERVER_COPY,
                Feature.VERSIONS,
                Feature.LIST_PROPERTIES,
                Feature.STORAGE_CLASS,
                Feature.ENCRYPTION_MANAGED,
                Feature.ENCRYPTION_KMS,
                Feature.UNFINISHED_UPLOADS);
        if (!atGoogle) {
            features.add(Feature.LOOK_FIRST);
        }
        if (canSign) {
            features.addAll(EnumSet.of(Feature.PRESIGN, Feature.PRESIGN_CONTENT_TYPE));
        }
        return new Capabilities(
                features,
                LARGEST,
                5 * MIB,
                5L << 30,
                10_000,
                GcpDeletes.MOST,
                1000,
                Duration.ofDays(7),
                GcpStore::keyProblem);
    }

    /** The service's naming rules for objects, beyond those that all stores share. */
    private static String keyProblem(String key) {
        if (key.indexOf('\r') >= 0 || key.indexOf('\n') >= 0) {
            return "contains a line end, which Google Cloud Storage does not allow";
        }
        if (key.equals(".") || key.equals("..")) {
            return "is a relative path, which Google Cloud Storage does not allow as a name";
        }
        return key.startsWith(".well-known/acme-challenge/")
                ? "starts with .well-known/acme-challenge/, which Google Cloud Storage reserves"
                : null;
    }

    /** One request, and what its failure means. */
    interface Request<T> {
        T send() throws IOException;
    }

    /** Makes one request, of no object or no bucket where these are null; whatever it throws is one of ours afterwards. */
    <T> T call(String bucket, String key, Request<T> request) {
        try {
            return request.send();
        } catch (IOException e) {
            throw errors.map(e, bucket, key);
        } catch (CloudBridgeException e) {
            throw e.in(null, null, bucket, key);
        } catch (RuntimeException | StackOverflowError e) {
            // what Google's parsers throw at documents that they do not expect
            throw GcpErrors.unreadable(e).in(null, null, bucket, key);
        }
    }

    <T> T call(String bucket, Request<T> request) {
        return call(bucket, null, request);
    }

    <T> T call(ObjectRef ref, Request<T> request) {
        return call(ref.bucket(), ref.key(), request);
    }

    @Override
    public Capabilities capabilities() {
        return capabilities;
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
        return writes.put(ref, content, options);
    }

    @Override
    public MultipartUpload startMultipart(ObjectRef ref, PutOptions options) {
        return writes.startMultipart(ref, options);
    }

    @Override
    public Optional<PutResult> copy(ObjectRef from, ObjectRef to, CopyOptions options) {
        return Optional.of(rewrites.copy(from, to, options));
    }

    @Override
    public List<DeleteResult> delete(String bucket, List<DeleteRequest> requests) {
        return deletes.delete(bucket, requests);
    }

    @Override
    public ObjectPage list(ListRequest request) {
        return listing.objects(request);
    }

    @Override
    public ObjectPage listVersions(ListRequest request) {
        return listing.versions(request);
    }

    @Override
    public SignedRequest presign(PresignRequest request) {
        return call(request.ref(), () -> signing.sign(request));
    }

    @Override
    public PutResult setProperties(ObjectRef ref, ObjectProperties properties, String ifMatch) {
        return rewrites.setProperties(ref, properties, ifMatch);
    }

    @Override
    public Map<String, String> tags(ObjectRef ref) {
        throw noTags();
    }

    @Override
    public void setTags(ObjectRef ref, Map<String, String> tags) {
        throw noTags();
    }

    private static CloudBridgeException noTags() {
        return new CloudBridgeException.Unsupported(
                Failure.of("Google Cloud Storage has no object tags; use metadata"), null);
    }

    @Override
    public void createBucket(String bucket) {
        buckets.create(bucket);
    }

    @Override
    public void deleteBucket(String bucket) {
        buckets.delete(bucket);
    }

    @Override
    public boolean bucketExists(String bucket) {
        return buckets.exists(bucket);
    }

    @Override
    public List<BucketInfo> listBuckets() {
        return buckets.list();
    }

    @Override
    public List<UnfinishedUpload> unfinishedUploads(String bucket, String prefix) {
        return listing.unfinishedUploads(bucket, prefix);
    }

    /** A resumable session goes by its address, an upload of the XML API by an id. */
    @Override
    public void abortUpload(UnfinishedUpload upload) {
        boolean session = upload.id().startsWith("http");
        String url = session
                ? upload.id()
                : http.objectUrl(upload.ref()) + "?uploadId=" + PercentEncoding.segment(upload.id());
        call(upload.ref(), () -> {
            GcpHttp.Answer answer = http.sendAny("DELETE", url, Map.of(), null);
            // 499 says that a session was dropped, the others that there is none any more
            boolean gone = answer.status() / 100 == 2 || Set.of(404, 410, 499).contains(answer.status());
            if (!gone) {
                throw GcpHttp.error(answer);
            }
            return null;
        });
    }

    @Override
    public Optional<URI> endpoint() {
        return Optional.of(client.endpoint());
    }

    @Override
    public <T> Optional<T> unwrap(Class<T> sdkType) {
        if (sdkType == com.google.cloud.storage.Storage.class) {
            return Optional.of(sdkType.cast(client.veneer()));
        }
        return sdkType == Storage.class ? Optional.of(sdkType.cast(client.api())) : Optional.empty();
    }

    @Override
    public void close() {
        client.close();
    }
}
