/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.store;

/**
 * One page of a listing.
 *
 * @param prefix only keys that start with it; empty for all
 * @param delimiter keys that go on behind the next delimiter are rolled up into common prefixes; empty for none
 * @param startAfter only keys (and common prefixes) behind this one in UTF-8 byte order; empty for all
 * @param pageSize the most entries of the page, objects and common prefixes together; a store may give fewer
 * @param pageToken {@link ObjectPage#nextToken} of the page before, or null for the first page
 */
public record ListRequest(
        String bucket, String prefix, String delimiter, String startAfter, int pageSize, String pageToken) {

    public ListRequest {
        Keys.checkBucket(bucket);
        prefix = prefix == null ? "" : prefix;
        delimiter = delimiter == null ? "" : delimiter;
        startAfter = startAfter == null ? "" : startAfter;
        pageToken = pageToken == null || pageToken.isEmpty() ? null : pageToken;
        if (pageSize < 1) {
            throw CloudBridgeException.invalid("page size " + pageSize + " is not positive");
        }
    }

    /** Every key below a prefix, in pages of 1000. */
    public static ListRequest of(String bucket, String prefix) {
        return new ListRequest(bucket, prefix, "", "", 1000, null);
    }

    public ListRequest withDelimiter(String value) {
        return new ListRequest(bucket, prefix, value, startAfter, pageSize, pageToken);
    }

    public ListRequest withStartAfter(String value) {
        return new ListRequest(bucket, prefix, delimiter, value, pageSize, pageToken);
    }

    public ListRequest withPageSize(int value) {
        return new ListRequest(bucket, prefix, delimiter, startAfter, value, pageToken);
    }

    public ListRequest withPageToken(String value) {
        return new ListRequest(bucket, prefix, delimiter, startAfter, pageSize, value);
    }
}
