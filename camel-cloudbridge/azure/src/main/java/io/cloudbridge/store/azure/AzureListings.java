/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.store.azure;

import com.azure.core.http.rest.PagedIterable;
import com.azure.core.http.rest.PagedResponse;
import com.azure.storage.blob.BlobContainerClient;
import com.azure.storage.blob.models.BlobItem;
import com.azure.storage.blob.models.BlobListDetails;
import com.azure.storage.blob.models.ListBlobsOptions;
import io.cloudbridge.store.Keys;
import io.cloudbridge.store.ListRequest;
import io.cloudbridge.store.ObjectInfo;
import io.cloudbridge.store.ObjectPage;
import io.cloudbridge.store.ObjectRef;
import io.cloudbridge.store.UnfinishedUpload;
import io.cloudbridge.store.driver.Markers;
import io.cloudbridge.store.driver.PageEntries;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;

/** Listings of objects, versions, and uploads that are blocks only. */
final class AzureListings {

    /** By key; of versions, whose ids are times, the newest first. The service lists the oldest first. */
    private static final Comparator<BlobItem> ORDER = Comparator.comparing(BlobItem::getName, Keys.ORDER)
            .thenComparing(BlobItem::getVersionId, Comparator.nullsFirst(Comparator.reverseOrder()));

    private final AzureAccount account;

    AzureListings(AzureAccount account) {
        this.account = account;
    }

    ObjectPage list(ListRequest request) {
        return page(request, new BlobListDetails().setRetrieveMetadata(true));
    }

    ObjectPage listVersions(ListRequest request) {
        return page(request, new BlobListDetails().setRetrieveMetadata(true).setRetrieveVersions(true));
    }

    private ObjectPage page(ListRequest request, BlobListDetails details) {
        ListBlobsOptions options = new ListBlobsOptions()
                .setPrefix(request.prefix().isEmpty() ? null : request.prefix())
                .setMaxResultsPerPage(request.pageSize())
                .setDetails(details);
        if (!request.startAfter().isEmpty()) {
            // includes the key itself
            options.setStartFrom(request.startAfter());
        }
        BlobContainerClient container = account.container(request.bucket());
        PagedIterable<BlobItem> blobs = request.delimiter().isEmpty()
                ? container.listBlobs(options, null)
                : container.listBlobsByHierarchy(request.delimiter(), options, null);
        PagedResponse<BlobItem> page = first(blobs, request.pageToken(), request.pageSize());

        PageEntries entries = new PageEntries(request);
        for (BlobItem item : page.getValue().stream().sorted(ORDER).toList()) {
            if (Boolean.TRUE.equals(item.isPrefix())) {
                entries.prefix(item.getName());
            } else {
                entries.object(item.getName(), ref -> AzureValues.of(ref, item));
            }
        }
        return entries.page(page.getContinuationToken());
    }

    /** Keys that hold blocks and no object. Blocks behind an object are not listed by the service. */
    List<UnfinishedUpload> unfinishedUploads(String bucket, String prefix) {
        ListBlobsOptions options = new ListBlobsOptions()
                .setPrefix(prefix.isEmpty() ? null : prefix)
                .setDetails(new BlobListDetails().setRetrieveUncommittedBlobs(true));
        BlobContainerClient container = account.container(bucket);
        List<UnfinishedUpload> uploads = new ArrayList<>();
        for (BlobItem item : all(container.listBlobs(options, null), false)) {
            if (!PageEntries.canHold(bucket, item.getName())) {
                continue;
            }
            ObjectInfo info = AzureValues.of(new ObjectRef(bucket, item.getName()), item);
            // An empty object looks the same in the listing, but exists.
            if (info.size() == 0 && !container.getBlobClient(info.key()).exists()) {
                uploads.add(
                        new UnfinishedUpload(new ObjectRef(bucket, info.key()), "uncommitted", info.lastModified()));
            }
        }
        return uploads;
    }

    /**
     * What is on all pages of a listing.
     *
     * @param any whether one is enough
     */
    static <T> List<T> all(PagedIterable<T> pages, boolean any) {
        List<T> found = new ArrayList<>();
        Markers markers = new Markers();
        for (PagedResponse<T> page : pages.iterableByPage()) {
            found.addAll(page.getValue());
            String next =
                    markers.next(page.getContinuationToken(), page.getValue().size());
            if (next == null || any && !found.isEmpty()) {
                break;
            }
        }
        return found;
    }

    private static <T> PagedResponse<T> first(PagedIterable<T> pages, String token, int size) {
        Iterator<PagedResponse<T>> iterator = token == null
                ? pages.iterableByPage(size).iterator()
                : pages.iterableByPage(token, size).iterator();
        return iterator.next();
    }
}
