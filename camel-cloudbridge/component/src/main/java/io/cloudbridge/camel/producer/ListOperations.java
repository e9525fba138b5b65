/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.camel.producer;

import io.cloudbridge.camel.CloudBridgeConfiguration;
import io.cloudbridge.camel.CloudBridgeConstants;
import io.cloudbridge.store.CloudBridgeException;
import io.cloudbridge.store.ListRequest;
import io.cloudbridge.store.Listing;
import io.cloudbridge.store.ObjectInfo;
import io.cloudbridge.store.ObjectPage;
import java.util.ArrayList;
import java.util.List;
import org.apache.camel.Message;

/** Listings of objects and of versions. */
final class ListOperations {

    private static final int PAGE = 1000;

    private ListOperations() {}

    static void list(Request request) {
        ListRequest wanted = wanted(request);
        if (isIterator(request)) {
            request.message().setBody(request.client().list(wanted));
            return;
        }
        List<ObjectInfo> objects = new ArrayList<>();
        List<String> prefixes = new ArrayList<>();
        int rest = maxResults(request);
        String token = wanted.pageToken();
        do {
            ObjectPage page = request.client().page(wanted.withPageToken(token).withPageSize(Math.min(rest, PAGE)));
            objects.addAll(page.objects());
            prefixes.addAll(page.commonPrefixes());
            rest -= page.objects().size() + page.commonPrefixes().size();
            token = page.nextToken();
        } while (token != null && rest > 0);
        answer(request, objects, token != null);
        set(request.message(), CloudBridgeConstants.NEXT_PAGE_TOKEN, token);
        set(
                request.message(),
                CloudBridgeConstants.COMMON_PREFIXES,
                wanted.delimiter().isEmpty() ? null : prefixes);
    }

    static void listVersions(Request request) {
        Listing versions = request.client().listVersions(wanted(request));
        if (isIterator(request)) {
            request.message().setBody(versions);
            return;
        }
        List<ObjectInfo> found = new ArrayList<>();
        int max = maxResults(request);
        while (found.size() < max && versions.hasNext()) {
            found.add(versions.next());
        }
        answer(request, found, versions.hasNext());
    }

    private static void answer(Request request, List<ObjectInfo> objects, boolean truncated) {
        request.message().setHeader(CloudBridgeConstants.TRUNCATED, truncated);
        request.message().setBody(objects);
    }

    private static ListRequest wanted(Request request) {
        CloudBridgeConfiguration options = request.options();
        return new ListRequest(
                request.bucket(),
                request.given(CloudBridgeConstants.PREFIX, options.getPrefix()),
                request.given(CloudBridgeConstants.DELIMITER, options.getDelimiter()),
                request.given(CloudBridgeConstants.START_AFTER, options.getStartAfter()),
                PAGE,
                request.text(CloudBridgeConstants.PAGE_TOKEN));
    }

    private static boolean isIterator(Request request) {
        return "iterator".equals(request.options().getListOutput());
    }

    private static int maxResults(Request request) {
        Long header = request.number(CloudBridgeConstants.MAX_RESULTS);
        if (header != null && (header < 1 || header > Integer.MAX_VALUE)) {
            throw Request.invalidHeader(CloudBridgeConstants.MAX_RESULTS, header, "give a positive number");
        }
        int max = header == null ? request.options().getMaxResults() : header.intValue();
        if (max < 1) {
            throw CloudBridgeException.invalid("option maxResults is " + max + "; give a positive number");
        }
        return max;
    }

    private static void set(Message message, String header, Object value) {
        if (value == null) {
            message.removeHeader(header);
        } else {
            message.setHeader(header, value);
        }
    }
}
