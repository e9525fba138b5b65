/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.store.gcp;

import com.google.api.services.storage.model.StorageObject;
import io.cloudbridge.store.Keys;
import io.cloudbridge.store.ListRequest;
import io.cloudbridge.store.ObjectInfo;
import io.cloudbridge.store.ObjectPage;
import io.cloudbridge.store.ObjectRef;
import io.cloudbridge.store.UnfinishedUpload;
import io.cloudbridge.store.driver.Markers;
import io.cloudbridge.store.driver.PageEntries;
import io.cloudbridge.store.driver.PercentEncoding;
import io.cloudbridge.store.driver.XmlDocument;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;

/** Listings: objects, their generations, unfinished uploads. */
final class GcpListings {

    static final String FIELDS = "kind,nextPageToken,prefixes,items(" + GcpValues.FIELDS + ")";

    private final GcpErrors errors;
    private final GcpHttp http;

    GcpListings(GcpErrors errors, GcpHttp http) {
        this.errors = errors;
        this.http = http;
    }

    ObjectPage list(ListRequest request) {
        return errors.call(request.bucket(), () -> {
            GcpJson.Listing page = list(request, request.startAfter(), request.pageToken(), null);
            PageEntries entries = new PageEntries(request);
            for (StorageObject object : page.items()) {
                entries.object(object.getName(), ref -> GcpValues.info(GcpValues.checked(object, ref)));
            }
            page.prefixes().forEach(entries::prefix);
            return entries.page(page.nextPageToken());
        });
    }

    /** The service starts at a name, not behind it, and rolls names up after it has skipped. */
    private static boolean behind(String name, String startAfter) {
        return startAfter.isEmpty() || Keys.ORDER.compare(name, startAfter) > 0;
    }

    private static List<String> prefixes(GcpJson.Listing page, ListRequest request) {
        return page.prefixes().stream()
                .filter(prefix -> behind(prefix, request.startAfter()))
                .toList();
    }

    /** @param versions true for all generations, else null */
    private GcpJson.Listing list(ListRequest request, String startOffset, String pageToken, Boolean versions)
            throws IOException {
        String url = new GcpHttp.Url(http.endpoint() + GcpHttp.objectsPath(request.bucket()))
                .with("prefix", request.prefix().isEmpty() ? null : request.prefix())
                .with("delimiter", request.delimiter().isEmpty() ? null : request.delimiter())
                .with("startOffset", startOffset.isEmpty() ? null : startOffset)
                .with("maxResults", request.pageSize())
                .with("fields", FIELDS)
                .with("versions", versions)
                .with("pageToken", pageToken)
                .toString();
        GcpJson.Listing page =
                GcpJson.listing(http.send("GET", url, Map.of(), null).document());
        // an empty listing looks like any other document, but for its kind
        if (!"storage#objects".equals(page.kind())) {
            throw GcpErrors.wrongAnswer("it is no listing of objects");
        }
        if (page.items().stream().anyMatch(item -> item.getName() == null)) {
            throw GcpErrors.wrongAnswer("it lists objects without names");
        }
        return page;
    }

    /**
     * The service lists the generations of a name oldest first and cuts pages anywhere. Newest first needs all of a name at once: a page ends between
     * two names, and its token is the name that the next one starts with.
     */
    ObjectPage listVersions(ListRequest request) {
        String from = request.pageToken() == null ? request.startAfter() : request.pageToken();
        List<StorageObject> found = new ArrayList<>();
        List<String> prefixes = new ArrayList<>();
        Markers markers = new Markers();
        String token = null;
        do {
            String pageToken = token;
            GcpJson.Listing page = errors.call(request.bucket(), () -> list(request, from, pageToken, true));
            found.addAll(page.items());
            prefixes.addAll(prefixes(page, request));
            token = markers.next(
                    page.nextPageToken(), page.items().size() + page.prefixes().size());
        } while (token != null && (found.isEmpty() || isOneName(found)));
        String next = null;
        if (token != null) {
            String last = found.get(found.size() - 1).getName();
            found.removeIf(object -> object.getName().equals(last));
            String cut = last;
            prefixes.removeIf(prefix -> Keys.ORDER.compare(prefix, cut) > 0);
            next = last;
        }
        String end = next;
        return errors.call(
                request.bucket(), () -> new ObjectPage(newestFirst(found, request.startAfter()), prefixes, end));
    }

    private static boolean isOneName(List<StorageObject> found) {
        return found.get(0).getName().equals(found.get(found.size() - 1).getName());
    }

    private static List<ObjectInfo> newestFirst(List<StorageObject> oldestFirst, String startAfter) {
        List<ObjectInfo> sorted = new ArrayList<>();
        for (int from = 0; from < oldestFirst.size(); ) {
            int to = from;
            String name = oldestFirst.get(from).getName();
            while (to < oldestFirst.size() && oldestFirst.get(to).getName().equals(name)) {
                to++;
            }
            if (behind(name, startAfter)) {
                List<ObjectInfo> one = new ArrayList<>(oldestFirst.subList(from, to).stream()
                        .map(GcpValues::info)
                        .toList());
                Collections.reverse(one);
                sorted.addAll(one);
            }
            from = to;
        }
        return sorted;
    }

    /** Those of the XML API; a resumable session is known to nobody but its owner and ends after a week. */
    List<UnfinishedUpload> unfinishedUploads(String bucket, String prefix) {
        List<UnfinishedUpload> found = new ArrayList<>();
        Markers markers = new Markers();
        String more = "";
        do {
            String url = http.bucketUrl(bucket) + "?uploads&prefix=" + PercentEncoding.segment(prefix) + more;
            XmlDocument page = errors.call(
                    bucket, () -> http.send("GET", url, Map.of(), null).xml());
            if (!"ListMultipartUploadsResult".equals(page.root())) {
                throw GcpErrors.wrongAnswer("it is no listing of uploads");
            }
            for (XmlDocument.Element element : page.elements()) {
                Map<String, String> upload = element.texts();
                if (element.name().equals("Upload") && PageEntries.canHold(bucket, upload.get("Key"))) {
                    String started = upload.get("Initiated");
                    found.add(new UnfinishedUpload(
                            new ObjectRef(bucket, upload.get("Key")),
                            upload.get("UploadId"),
                            started == null ? null : Instant.parse(started)));
                }
            }
            more = "true".equals(page.text("IsTruncated"))
                    ? "&key-marker=" + PercentEncoding.segment(page.text("NextKeyMarker")) + "&upload-id-marker="
                            + PercentEncoding.segment(page.text("NextUploadIdMarker"))
                    : "";
            markers.next(more, page.elements().size());
        } while (!more.isEmpty());
        return found;
    }
}
