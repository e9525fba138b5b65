/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.store.gcp;

import com.google.api.client.util.Data;
import com.google.api.services.storage.Storage;
import com.google.api.services.storage.model.Bucket;
import com.google.api.services.storage.model.RewriteResponse;
import com.google.api.services.storage.model.StorageObject;
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
import java.time.Duration;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The driver of Google Cloud Storage.
 *
 * <p>Writes of this service can be conditional on a generation, not on an ETag. A condition on an ETag is therefore resolved with one look at the object, and then holds for the generation and
 * metageneration that had it: atomic all the same.
 */
final class GcpStore implements ObjectStore {

    private static final long MIB = 1 << 20;
    private static final long LARGEST = 5L << 40;

    /** How often an object may be replaced between the look at it and the read of it. */
    private static final int MOST_REPLACEMENTS = 5;

    private final GcpClient client;
    private final GcpHttp http;
    private final GcpErrors errors;
    private final GcpListing listing;
    private final GcpDeletes deletes;
    private final GcpSigning signing;
    private final Capabilities capabilities;

    GcpStore(GcpClient client) {
        this.client = client;
        this.http = new GcpHttp(client);
        this.errors = new GcpErrors(client.endpoint().getAuthority(), client.isAnonymous());
        this.listing = new GcpListing(this, client, http);
        this.deletes = new GcpDeletes(this, client);
        this.signing = new GcpSigning(client);
        this.capabilities = capabilities(signing.canSign());
    }

    private static Capabilities capabilities(boolean canSign) {
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

    <T> T call(String operation, String bucket, String key, Request<T> request) {
        try {
            return request.send();
        } catch (IOException e) {
            throw errors.map(e, operation, bucket, key);
        }
    }

    private <T> T call(String operation, ObjectRef ref, Request<T> request) {
        return call(operation, ref.bucket(), ref.key(), request);
    }

    GcpErrors errors() {
        return errors;
    }

    private Storage.Objects objects() {
        return client.api().objects();
    }

    @Override
    public Capabilities capabilities() {
        return capabilities;
    }

    @Override
    public ObjectInfo head(ObjectRef ref, ReadOptions options) {
        return GcpObjects.info(withPin("head", ref, options, () -> get(ref, options)));
    }

    private StorageObject get(ObjectRef ref, ReadOptions options) throws IOException {
        Storage.Objects.Get get = objects().get(ref.bucket(), ref.key());
        conditions(get, ref, options);
        return get.setFields(GcpObjects.FIELDS).execute();
    }

    private static void conditions(Storage.Objects.Get get, ObjectRef ref, ReadOptions options) {
        get.setGeneration(GcpObjects.generation(ref.versionId()));
        if (options.ifMatch() != null) {
            get.getRequestHeaders().setIfMatch(options.ifMatch());
        }
        if (options.ifNoneMatch() != null) {
            get.getRequestHeaders().setIfNoneMatch(options.ifNoneMatch());
        }
    }

    @Override
    public ObjectContent read(ObjectRef ref, ByteRange range, ReadOptions options) {
        if (ref.versionId() != null) {
            return media(ref, range, options, null);
        }
        // a download does not tell the user's metadata; and pinned to the generation, attributes and bytes belong
        // together
        CloudBridgeException replaced = null;
        for (int attempt = 0; attempt < MOST_REPLACEMENTS; attempt++) {
            ObjectInfo info = GcpObjects.info(call("read", ref, () -> get(ref, options)));
            try {
                return media(info.ref(), range, ReadOptions.NONE, info);
            } catch (CloudBridgeException.ObjectNotFound e) {
                replaced = e;
            }
        }
        throw replaced;
    }

    private ObjectContent media(ObjectRef ref, ByteRange range, ReadOptions options, ObjectInfo known) {
        return withPin("read", ref, options, () -> {
            Storage.Objects.Get get = objects().get(ref.bucket(), ref.key());
            conditions(get, ref, options);
            // packed content is handed on as it is stored, neither the service nor the client unpacks it
            get.setReturnRawInputStream(true);
            if (!range.isAll()) {
                get.getRequestHeaders().setRange(range.toHeader());
            }
            return new GcpRead(ref, get.executeMedia(), known);
        });
    }

    /** A generation that was replaced is gone; who asked for it on condition of its ETag wants to hear that the condition failed. */
    private <T> T withPin(String operation, ObjectRef ref, ReadOptions options, Request<T> request) {
        try {
            return call(operation, ref, request);
        } catch (CloudBridgeException.ObjectNotFound e) {
            if (ref.versionId() != null && options.ifMatch() != null && isThere(ref.withVersion(null))) {
                throw unlike(ref, operation, "it was replaced", e);
            }
            throw e;
        }
    }

    private boolean isThere(ObjectRef ref) {
        try {
            call("head", ref, () -> get(ref, ReadOptions.NONE));
            return true;
        } catch (CloudBridgeException.ObjectNotFound e) {
            return false;
        }
    }

    @Override
    public PutResult put(ObjectRef ref, Content content, PutOptions options) {
        return call("put", ref, () -> {
            StorageObject resource = GcpObjects.resource(options.properties())
                    .setName(ref.key())
                    .setCrc32c(GcpObjects.base64(content.checksum(Checksum.Algorithm.CRC32C)));
            Storage.Objects.Insert insert = objects()
                    .insert(
                            ref.bucket(),
                            resource,
                            new MediaBody(content, options.properties().contentType()));
            insert.getMediaHttpUploader().setDirectUploadEnabled(true).setDisableGZipContent(true);
            insert.setDisableGZipContent(true);
            insert.setIfGenerationMatch(generation(ref, options, "put"));
            insert.setKmsKeyName(key(options));
            return GcpObjects.result(insert.setFields(GcpObjects.FIELDS).execute());
        });
    }

    /** What must be there for a write: a generation, 0 for nothing, null for whatever. */
    private Long generation(ObjectRef ref, PutOptions options, String operation) {
        if (options.ifNoneMatch() != null) {
            return 0L;
        }
        return options.ifMatch() == null
                ? null
                : withEtag(ref, options.ifMatch(), operation).getGeneration();
    }

    /** The object that has this ETag now. */
    private StorageObject withEtag(ObjectRef ref, String etag, String operation) {
        StorageObject object;
        try {
            object = call(operation, ref, () -> get(ref, ReadOptions.NONE));
        } catch (CloudBridgeException.ObjectNotFound e) {
            throw unlike(ref, operation, "there is none", e);
        }
        if (!etag.equals(object.getEtag())) {
            throw unlike(ref, operation, "it has ETag " + object.getEtag(), null);
        }
        return object;
    }

    private static CloudBridgeException unlike(ObjectRef ref, String operation, String found, Throwable cause) {
        return new CloudBridgeException.PreconditionFailed(
                Failure.of("the object is not the one that ifMatch names: " + found)
                        .in(GcpProvider.NAME, operation, ref.bucket(), ref.key())
                        .withHttp(412, "conditionNotMet", null),
                cause);
    }

    private static String key(PutOptions options) {
        if (options.encryption() == PutOptions.Encryption.KMS && options.encryptionKeyId() == null) {
            throw CloudBridgeException.invalid(
                    "encryption=kms needs a key on Google Cloud Storage; set encryptionKeyId to "
                            + "projects/…/locations/…/keyRings/…/cryptoKeys/…, or drop it for the bucket's default key");
        }
        return options.encryptionKeyId();
    }

    @Override
    public MultipartUpload startMultipart(ObjectRef ref, PutOptions options) {
        return call("startMultipart", ref, () -> {
            key(options);
            boolean conditional = options.ifMatch() != null || options.ifNoneMatch() != null;
            if (!conditional && XmlUpload.canCarry(ref, options)) {
                Optional<MultipartUpload> parallel = XmlUpload.start(this, http, ref, options);
                if (parallel.isPresent()) {
                    return parallel.get();
                }
            }
            return ResumableUpload.start(this, http, ref, options, generation(ref, options, "startMultipart"));
        });
    }

    @Override
    public PutResult copy(ObjectRef from, ObjectRef to, CopyOptions options) {
        return call("copy", to, () -> {
            PutOptions target = options.target();
            Long sourceGeneration = GcpObjects.generation(from.versionId());
            if (options.sourceIfMatch() != null) {
                sourceGeneration =
                        withEtag(from, options.sourceIfMatch(), "copy").getGeneration();
            }
            Storage.Objects.Rewrite rewrite =
                    objects().rewrite(from.bucket(), from.key(), to.bucket(), to.key(), copied(from, options));
            rewrite.setSourceGeneration(sourceGeneration);
            rewrite.setIfGenerationMatch(generation(to, target, "copy"));
            rewrite.setDestinationKmsKeyName(key(target));
            return GcpObjects.result(untilDone(rewrite));
        });
    }

    /** A large object whose bytes have to move takes several calls. */
    private static StorageObject untilDone(Storage.Objects.Rewrite rewrite) throws IOException {
        rewrite.setFields("done,rewriteToken,resource(" + GcpObjects.FIELDS + ")");
        RewriteResponse response = rewrite.execute();
        while (!response.getDone()) {
            response = rewrite.setRewriteToken(response.getRewriteToken()).execute();
        }
        return response.getResource();
    }

    /** What the copy is to have of its own; null for everything as in the source. */
    private StorageObject copied(ObjectRef from, CopyOptions options) throws IOException {
        ObjectProperties wanted = options.target().properties();
        if (!options.keepProperties()) {
            // an empty resource would mean "as in the source"
            return GcpObjects.resource(
                    wanted.contentType() == null ? wanted.withContentType("application/octet-stream") : wanted);
        }
        if (wanted.storageClass() == null) {
            return null;
        }
        ObjectProperties source = GcpObjects.info(get(from, ReadOptions.NONE)).properties();
        return GcpObjects.resource(source.withStorageClass(wanted.storageClass()));
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
        return call("presign", request.ref(), () -> signing.sign(request));
    }

    @Override
    public PutResult setProperties(ObjectRef ref, ObjectProperties properties, String ifMatch) {
        StorageObject now = ifMatch != null
                ? withEtag(ref, ifMatch, "setProperties")
                : call("setProperties", ref, () -> get(ref, ReadOptions.NONE));
        try {
            return call("setProperties", ref, () -> change(ref, now, properties));
        } catch (CloudBridgeException.PreconditionFailed e) {
            if (ifMatch != null) {
                throw e;
            }
            throw new CloudBridgeException.Unavailable(
                    Failure.of("the object changed while its properties were set; it is tried again")
                            .in(GcpProvider.NAME, "setProperties", ref.bucket(), ref.key()),
                    e);
        }
    }

    private PutResult change(ObjectRef ref, StorageObject now, ObjectProperties properties) throws IOException {
        boolean otherClass =
                properties.storageClass() != null && !properties.storageClass().equals(now.getStorageClass());
        if (otherClass) {
            // another class means another copy of the bytes, inside the service
            ObjectProperties all = properties.contentType() == null
                    ? properties.withContentType("application/octet-stream")
                    : properties;
            Storage.Objects.Rewrite rewrite =
                    objects().rewrite(ref.bucket(), ref.key(), ref.bucket(), ref.key(), GcpObjects.resource(all));
            rewrite.setSourceGeneration(now.getGeneration());
            rewrite.setIfGenerationMatch(now.getGeneration()).setIfMetagenerationMatch(now.getMetageneration());
            return GcpObjects.result(untilDone(rewrite));
        }
        Storage.Objects.Patch patch = objects().patch(ref.bucket(), ref.key(), patch(now, properties));
        patch.setGeneration(GcpObjects.generation(ref.versionId()));
        patch.setIfGenerationMatch(now.getGeneration()).setIfMetagenerationMatch(now.getMetageneration());
        return GcpObjects.result(patch.setFields(GcpObjects.FIELDS).execute());
    }

    /** A patch leaves alone what it does not name, so what is to go is named with null. */
    private static StorageObject patch(StorageObject now, ObjectProperties properties) {
        Map<String, String> metadata = new HashMap<>(properties.metadata());
        if (now.getMetadata() != null) {
            now.getMetadata().keySet().stream()
                    .filter(name -> !metadata.containsKey(name))
                    .forEach(name -> metadata.put(name, Data.nullOf(String.class)));
        }
        return new StorageObject()
                .setContentType(orNull(properties.contentType()))
                .setContentEncoding(orNull(properties.contentEncoding()))
                .setContentDisposition(orNull(properties.contentDisposition()))
                .setContentLanguage(orNull(properties.contentLanguage()))
                .setCacheControl(orNull(properties.cacheControl()))
                .setMetadata(metadata);
    }

    private static String orNull(String text) {
        return text == null ? Data.nullOf(String.class) : text;
    }

    @Override
    public Map<String, String> tags(ObjectRef ref) {
        throw noTags(ref);
    }

    @Override
    public void setTags(ObjectRef ref, Map<String, String> tags) {
        throw noTags(ref);
    }

    private static CloudBridgeException noTags(ObjectRef ref) {
        return new CloudBridgeException.Unsupported(
                Failure.of("Google Cloud Storage has no object tags; use metadata")
                        .in(GcpProvider.NAME, "tags", ref.bucket(), ref.key()),
                null);
    }

    @Override
    public void createBucket(String bucket) {
        Bucket resource = new Bucket().setName(bucket).setLocation(client.region());
        call("createBucket", bucket, null, () -> client.api()
                .buckets()
                .insert(project(), resource)
                .execute());
    }

    private String project() {
        String project = client.projectId();
        if (project == null) {
            throw CloudBridgeException.invalid(
                    "option projectId is missing; making and listing buckets needs the id of a Google Cloud project");
        }
        return project;
    }

    @Override
    public void deleteBucket(String bucket) {
        call("deleteBucket", bucket, null, () -> client.api()
                .buckets()
                .delete(bucket)
                .execute());
    }

    @Override
    public boolean bucketExists(String bucket) {
        try {
            call(
                    "bucketExists",
                    bucket,
                    null,
                    () -> client.api().buckets().get(bucket).setFields("name").execute());
            return true;
        } catch (CloudBridgeException.BucketNotFound e) {
            return false;
        }
    }

    @Override
    public List<BucketInfo> listBuckets() {
        return listing.buckets(project());
    }

    @Override
    public List<UnfinishedUpload> unfinishedUploads(String bucket, String prefix) {
        return listing.unfinishedUploads(bucket, prefix);
    }

    /** A resumable session goes by its address, an upload of the XML API by an id. */
    @Override
    public void abortUpload(UnfinishedUpload upload) {
        boolean session = upload.id().startsWith("http");
        String url = session ? upload.id() : http.objectUrl(upload.ref()) + "?uploadId=" + GcpHttp.escape(upload.id());
        call("abortUpload", upload.ref(), () -> {
            GcpHttp.Answer answer = http.send("DELETE", url, null, Map.of(), false);
            // 499 says that a session was dropped, the others that there is none any more
            boolean gone = answer.status() / 100 == 2 || Set.of(404, 410, 499).contains(answer.status());
            if (!gone) {
                throw GcpHttp.error(answer);
            }
            return null;
        });
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
