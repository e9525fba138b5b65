/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.store.aws;

import io.cloudbridge.store.BucketInfo;
import io.cloudbridge.store.ByteRange;
import io.cloudbridge.store.Capabilities;
import io.cloudbridge.store.Capabilities.Feature;
import io.cloudbridge.store.CloudBridgeException;
import io.cloudbridge.store.Content;
import io.cloudbridge.store.CopyOptions;
import io.cloudbridge.store.DeleteRequest;
import io.cloudbridge.store.DeleteResult;
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
import io.cloudbridge.store.RestoreOptions;
import io.cloudbridge.store.SignedRequest;
import io.cloudbridge.store.UnfinishedUpload;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import software.amazon.awssdk.services.s3.S3Client;

/** One account of Amazon S3 or of a store that speaks its protocol. */
final class AwsStore implements ObjectStore {

    /** S3 has no default of its own. */
    private static final int DEFAULT_RESTORE_DAYS = 1;

    private static final URI AMAZON = URI.create("https://s3.amazonaws.com");

    private static final long MIB = 1L << 20;
    private static final long GIB = 1L << 30;

    private final AwsConnection connection;
    private final S3Client s3;
    private final AwsErrors errors;
    private final AwsReads reads;
    private final AwsUploads uploads;
    private final AwsMultiparts multiparts;
    private final AwsCopies copies;
    private final AwsTags tags;
    private final AwsDeletes deletes;
    private final AwsListings listings;
    private final AwsBuckets buckets;
    private final AwsPresigns presigns;
    private final AwsVersions versions;
    private final Capabilities capabilities;

    AwsStore(AwsConnection connection, long copyPartSize) {
        this.connection = connection;
        this.s3 = connection.s3();
        this.errors = new AwsErrors(connection.host(), connection.region());
        AwsSigner signer = new AwsSigner(connection.presigner(), connection.credentials(), Clock.systemUTC());
        AwsHttp http = new AwsHttp(connection, signer);
        AwsReasons reasons = new AwsReasons(http, errors);
        AwsETags etags = new AwsETags(connection.amazon());
        this.reads = new AwsReads(connection, http, errors, reasons, etags);
        AwsSubresources subresources = new AwsSubresources(http, errors, connection.amazon());
        AwsVersions versions = new AwsVersions(reads, connection.amazon());
        this.tags = new AwsTags(connection, errors, reads, subresources);
        AwsTaggedWrites tagged = new AwsTaggedWrites(connection, errors, reads, tags);
        this.multiparts = new AwsMultiparts(connection, errors, reasons, etags, tagged, subresources);
        this.uploads = new AwsUploads(connection, http, errors, reasons, etags, reads, tagged, multiparts);
        this.copies = new AwsCopies(connection, errors, reads, multiparts, tags, tagged, versions, copyPartSize);
        this.deletes = new AwsDeletes(http, errors, versions);
        this.listings = new AwsListings(connection, http, errors);
        this.buckets = new AwsBuckets(s3, errors);
        this.versions = versions;
        this.presigns = new AwsPresigns(connection.presigner(), signer, errors);
        this.capabilities = capabilities(connection);
    }

    /** Limits of Amazon S3: "Amazon S3 multipart upload limits" and "DeleteObjects" of its documentation; SigV4 ends after seven days. */
    private static Capabilities capabilities(AwsConnection connection) {
        EnumSet<Feature> features = EnumSet.allOf(Feature.class);
        features.remove(Feature.LIST_PROPERTIES);
        if (connection.amazon()) {
            features.remove(Feature.LOOK_FIRST);
        } else {
            // Amazon has these since 2025. A store that does not know such a header ignores it, and would write without
            // the condition; Ceph does so with the one on the source of a copy
            features.removeAll(
                    EnumSet.of(Feature.DELETE_IF_MATCH, Feature.COPY_CONDITIONS, Feature.COPY_SOURCE_IF_MATCH));
        }
        if (connection.presigner() == null) {
            features.removeAll(EnumSet.of(Feature.PRESIGN, Feature.PRESIGN_CONTENT_TYPE));
        }
        return new Capabilities(
                features,
                5 * GIB,
                5 * MIB,
                5 * GIB,
                10_000,
                1000,
                1000,
                Duration.ofDays(7),
                connection.amazon() ? Capabilities.KeyRule.ANY : AwsStore::dotSegment);
    }

    /** Amazon keeps such keys apart. Other stores resolve them as paths, or refuse them, each in its own way. */
    private static String dotSegment(String key) {
        return Stream.of(key.split("/", -1)).anyMatch(segment -> ".".equals(segment) || "..".equals(segment))
                ? "has the segment '.' or '..', which stores other than Amazon's resolve as a path; use another key"
                : null;
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
        return uploads.put(ref, content, options);
    }

    @Override
    public MultipartUpload startMultipart(ObjectRef ref, PutOptions options) {
        return multiparts.start(ref, options, 0);
    }

    @Override
    public MultipartUpload startMultipart(ObjectRef ref, PutOptions options, long partSize) {
        return multiparts.start(ref, options, partSize);
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
    public ObjectPage listVersions(ListRequest request) {
        return listings.listVersions(request);
    }

    @Override
    public SignedRequest presign(PresignRequest request) {
        versions.require(request.ref());
        return presigns.presign(request);
    }

    @Override
    public PutResult setProperties(ObjectRef ref, ObjectProperties properties, String ifMatch) {
        return copies.setProperties(ref, properties, ifMatch);
    }

    @Override
    public Map<String, String> tags(ObjectRef ref) {
        versions.require(ref);
        return tags.of(ref);
    }

    @Override
    public void setTags(ObjectRef ref, Map<String, String> all) {
        versions.require(ref);
        tags.set(ref, all);
    }

    @Override
    public void restore(ObjectRef ref, RestoreOptions options) {
        try {
            errors.call(
                    ref,
                    () -> s3.restoreObject(call -> call.bucket(ref.bucket())
                            .key(ref.key())
                            .versionId(ref.versionId())
                            .restoreRequest(restore -> {
                                restore.days(options.days() == 0 ? DEFAULT_RESTORE_DAYS : options.days());
                                if (options.tier() != null) {
                                    restore.glacierJobParameters(job -> job.tier(options.tier()));
                                }
                            })));
        } catch (CloudBridgeException.InvalidState e) {
            if (!"RestoreAlreadyInProgress".equals(e.getCode())) {
                throw e;
            }
        }
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
        return listings.unfinishedUploads(bucket, prefix);
    }

    @Override
    public void abortUpload(UnfinishedUpload upload) {
        multiparts.abort(upload.ref(), upload.id());
    }

    @Override
    public Optional<URI> endpoint() {
        // names of buckets are unique in all of Amazon
        return connection.amazon()
                ? Optional.of(AMAZON)
                : s3.serviceClientConfiguration().endpointOverride();
    }

    @Override
    public <T> Optional<T> unwrap(Class<T> sdkType) {
        return Stream.of(s3, connection.presigner())
                .filter(sdkType::isInstance)
                .map(sdkType::cast)
                .findFirst();
    }

    @Override
    public void close() {
        connection.close();
    }
}
