/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.store.aws;

import io.cloudbridge.store.CloudBridgeException;
import io.cloudbridge.store.Failure;
import io.cloudbridge.store.Keys;
import io.cloudbridge.store.ListRequest;
import io.cloudbridge.store.ObjectInfo;
import io.cloudbridge.store.ObjectPage;
import io.cloudbridge.store.ObjectProperties;
import io.cloudbridge.store.ObjectRef;
import io.cloudbridge.store.UnfinishedUpload;
import io.cloudbridge.store.driver.ETags;
import io.cloudbridge.store.driver.Markers;
import io.cloudbridge.store.driver.PageEntries;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CommonPrefix;
import software.amazon.awssdk.services.s3.model.DeleteMarkerEntry;
import software.amazon.awssdk.services.s3.model.EncodingType;
import software.amazon.awssdk.services.s3.model.ListMultipartUploadsResponse;
import software.amazon.awssdk.services.s3.model.ListObjectVersionsResponse;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Request;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.ObjectVersion;

/** Listings of objects, versions and unfinished uploads. Keys come URL-encoded, since XML cannot hold them all. */
final class AwsListings {

    private final S3Client s3;
    private final AwsHttp http;
    private final AwsErrors errors;
    /** Amazon tells on request which archived objects are restored. */
    private final boolean amazon;

    AwsListings(AwsConnection connection, AwsHttp http, AwsErrors errors) {
        this.s3 = connection.s3();
        this.http = http;
        this.errors = errors;
        this.amazon = connection.amazon();
    }

    ObjectPage list(ListRequest request) {
        return errors.call(request.bucket(), () -> {
            try {
                return list(request, EncodingType.URL);
            } catch (IllegalArgumentException e) {
                // Ceph encodes the keys and not the prefix, which cannot be decoded if it has a percent sign
                return list(request, null);
            }
        });
    }

    private ObjectPage list(ListRequest request, EncodingType encoding) {
        ListObjectsV2Response page = http.listObjects(ListObjectsV2Request.builder()
                .bucket(request.bucket())
                .prefix(orNull(request.prefix()))
                .delimiter(orNull(request.delimiter()))
                .startAfter(request.pageToken() == null ? orNull(request.startAfter()) : null)
                .continuationToken(request.pageToken())
                .maxKeys(request.pageSize())
                .optionalObjectAttributesWithStrings(amazon ? List.of("RestoreStatus") : List.of())
                .encodingType(encoding)
                .build());
        checkListing(page.name(), page.isTruncated());
        PageEntries entries = new PageEntries(request);
        page.contents().forEach(o -> entries.object(AwsValues.owedKey(o.key()), ref -> AwsValues.info(ref, o)));
        page.commonPrefixes().forEach(prefix -> entries.prefix(prefix.prefix()));
        return entries.page(page.isTruncated() ? next(page.nextContinuationToken()) : null);
    }

    /** HTML that a proxy answers, or another document, parses as a listing that has no member at all. */
    private static void checkListing(String bucket, Boolean truncated) {
        if (bucket == null || truncated == null) {
            throw AwsErrors.wrongAnswer("it has neither a bucket's name nor an end, so it is no listing");
        }
    }

    private static String next(String marker) {
        if (marker == null || marker.isEmpty()) {
            throw AwsErrors.wrongAnswer("it goes on, but does not say where");
        }
        return marker;
    }

    ObjectPage listVersions(ListRequest request) {
        VersionMarker marker = VersionMarker.of(request);
        ListObjectVersionsResponse page = errors.call(request.bucket(), () -> {
            ListObjectVersionsResponse answer = s3.listObjectVersions(list -> list.bucket(request.bucket())
                    .prefix(orNull(request.prefix()))
                    .delimiter(orNull(request.delimiter()))
                    .keyMarker(orNull(marker.key()))
                    .versionIdMarker(orNull(marker.versionId()))
                    .maxKeys(request.pageSize())
                    .encodingType(EncodingType.URL));
            checkListing(answer.name(), answer.isTruncated());
            checkEmpty(answer, request, marker);
            return answer;
        });
        Stream<ObjectInfo> versions = page.versions().stream()
                .filter(version -> PageEntries.canHold(request.bucket(), version.key()))
                .map(version -> info(request.bucket(), version));
        Stream<ObjectInfo> markers = page.deleteMarkers().stream()
                .filter(gone -> PageEntries.canHold(request.bucket(), gone.key()))
                .map(gone -> info(request.bucket(), gone));
        // S3 sends the two kinds apart; each is in order, newest first, and the sort is stable
        List<ObjectInfo> merged = Stream.concat(markers, versions)
                .sorted(Comparator.comparing(ObjectInfo::key, Keys.ORDER)
                        .thenComparing(ObjectInfo::lastModified, Comparator.reverseOrder()))
                .toList();
        return new ObjectPage(
                merged,
                prefixes(page.commonPrefixes().stream().map(CommonPrefix::prefix), request),
                page.isTruncated()
                        ? new VersionMarker(page.nextKeyMarker(), page.nextVersionIdMarker()).token()
                        : null);
    }

    private static ObjectInfo info(String bucket, ObjectVersion version) {
        return new ObjectInfo(
                new ObjectRef(bucket, version.key(), version.versionId()),
                AwsValues.owedSize(version.size()),
                ETags.unquoted(version.eTag()),
                version.lastModified(),
                ObjectProperties.NONE.withStorageClass(version.storageClassAsString()),
                null);
    }

    private static ObjectInfo info(String bucket, DeleteMarkerEntry gone) {
        ObjectRef ref = new ObjectRef(bucket, gone.key(), gone.versionId());
        return new ObjectInfo(ref, 0, "", gone.lastModified(), ObjectProperties.NONE, null, true, false);
    }

    List<UnfinishedUpload> unfinishedUploads(String bucket, String prefix) {
        List<UnfinishedUpload> uploads = new ArrayList<>();
        Markers markers = new Markers();
        String keyMarker = null;
        String idMarker = null;
        do {
            String key = keyMarker;
            String id = idMarker;
            ListMultipartUploadsResponse page = errors.call(bucket, () -> {
                ListMultipartUploadsResponse answer = s3.listMultipartUploads(list -> list.bucket(bucket)
                        .prefix(orNull(prefix))
                        .keyMarker(key)
                        .uploadIdMarker(id)
                        // Ceph encodes the keys, but does not say so
                        .encodingType(amazon ? EncodingType.URL : null));
                checkListing(answer.bucket(), answer.isTruncated());
                return answer;
            });
            page.uploads().stream()
                    .filter(upload -> PageEntries.canHold(bucket, upload.key()))
                    .forEach(upload -> uploads.add(new UnfinishedUpload(
                            new ObjectRef(bucket, upload.key()), upload.uploadId(), upload.initiated())));
            keyMarker = page.isTruncated() ? page.nextKeyMarker() : null;
            idMarker = page.isTruncated() ? page.nextUploadIdMarker() : null;
            markers.next(
                    keyMarker == null ? null : keyMarker + '\n' + idMarker,
                    page.uploads().size());
        } while (keyMarker != null);
        // not every follower of S3 honours the prefix
        return uploads.stream()
                .filter(upload -> upload.ref().key().startsWith(prefix))
                .toList();
    }

    /** A server that does not know versions answers with a listing of the objects, in which nothing is a version. */
    private void checkEmpty(ListObjectVersionsResponse page, ListRequest request, VersionMarker marker) {
        if (page.keyMarker() != null
                || !page.versions().isEmpty()
                || !page.deleteMarkers().isEmpty()) {
            return;
        }
        boolean hasObjects = !http.listObjects(ListObjectsV2Request.builder()
                        .bucket(request.bucket())
                        .prefix(orNull(request.prefix()))
                        .delimiter(orNull(request.delimiter()))
                        .startAfter(orNull(marker.key()))
                        .maxKeys(request.pageSize())
                        .build())
                .contents()
                .isEmpty();
        if (hasObjects) {
            throw new CloudBridgeException.Unsupported(
                    Failure.of("the store does not know versions: it names none, but has objects"), null);
        }
    }

    /** A prefix may sort before the key to start after, which lies below it; it was on an earlier page then. */
    private static List<String> prefixes(Stream<String> prefixes, ListRequest request) {
        return prefixes.filter(prefix ->
                        request.startAfter().isEmpty() || Keys.ORDER.compare(prefix, request.startAfter()) > 0)
                .toList();
    }

    private static String orNull(String text) {
        return text.isEmpty() ? null : text;
    }

    /** Where a page of versions begins: behind this version of this key. */
    private record VersionMarker(String key, String versionId) {

        static VersionMarker of(ListRequest request) {
            if (request.pageToken() == null) {
                return new VersionMarker(request.startAfter(), "");
            }
            try {
                String[] parts = new String(Base64.getUrlDecoder().decode(request.pageToken()), StandardCharsets.UTF_8)
                        .split("\0", 2);
                return new VersionMarker(parts[0], parts[1]);
            } catch (IllegalArgumentException | ArrayIndexOutOfBoundsException e) {
                throw CloudBridgeException.invalid("the page token is none that a listing of versions gave; use header"
                        + " CamelCloudBridgeNextPageToken");
            }
        }

        String token() {
            String text = key + '\0' + (versionId == null ? "" : versionId);
            return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.UTF_8));
        }
    }
}
