/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.store.azure;

import com.azure.core.http.HttpHeader;
import com.azure.core.http.HttpHeaderName;
import com.azure.core.http.HttpHeaders;
import com.azure.storage.blob.models.BlobItem;
import com.azure.storage.blob.models.BlobItemProperties;
import com.azure.storage.blob.models.BlobType;
import com.azure.storage.blob.models.BlockBlobItem;
import io.cloudbridge.store.Checksum;
import io.cloudbridge.store.ObjectInfo;
import io.cloudbridge.store.ObjectProperties;
import io.cloudbridge.store.ObjectRef;
import io.cloudbridge.store.PutResult;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** What the service says of a blob, in portable words. */
final class AzureAttributes {

    private static final HttpHeaderName BLOB_MD5 = HttpHeaderName.fromString("x-ms-blob-content-md5");
    private static final HttpHeaderName BLOB_TYPE = HttpHeaderName.fromString("x-ms-blob-type");
    private static final HttpHeaderName TIER = HttpHeaderName.fromString("x-ms-access-tier");
    private static final HttpHeaderName VERSION = HttpHeaderName.fromString("x-ms-version-id");
    private static final String METADATA = "x-ms-meta-";
    private static final int PARTIAL = 206;

    private AzureAttributes() {}

    /** From the head of a Get Blob or Get Blob Properties. */
    static ObjectInfo of(ObjectRef ref, int status, HttpHeaders headers) {
        String version = headers.getValue(VERSION);
        return new ObjectInfo(
                version == null ? ref : ref.withVersion(version),
                size(status, headers),
                unquoted(headers.getValue(HttpHeaderName.ETAG)),
                instant(headers.getValue(HttpHeaderName.LAST_MODIFIED)),
                properties(headers),
                checksum(status, headers));
    }

    static ObjectInfo of(String bucket, BlobItem item) {
        BlobItemProperties properties = item.getProperties();
        boolean block = properties.getBlobType() == null || BlobType.BLOCK_BLOB.equals(properties.getBlobType());
        return new ObjectInfo(
                new ObjectRef(bucket, item.getName(), item.getVersionId()),
                properties.getContentLength() == null ? 0 : properties.getContentLength(),
                unquoted(properties.getETag()),
                properties.getLastModified() == null
                        ? null
                        : properties.getLastModified().toInstant(),
                new ObjectProperties(
                        properties.getContentType(),
                        blankToNull(properties.getContentEncoding()),
                        blankToNull(properties.getContentDisposition()),
                        blankToNull(properties.getContentLanguage()),
                        blankToNull(properties.getCacheControl()),
                        properties.getAccessTier() == null
                                ? null
                                : properties.getAccessTier().toString(),
                        item.getMetadata()),
                block ? md5(properties.getContentMd5()) : null);
    }

    /** Of Put Blob, which answers with the MD5 of the content. */
    static PutResult ofPut(BlockBlobItem item) {
        return new PutResult(unquoted(item.getETag()), item.getVersionId(), md5(item.getContentMd5()));
    }

    /** Of Put Block List, which answers with the MD5 of the list. */
    static PutResult ofCommit(BlockBlobItem item, Checksum known) {
        return new PutResult(unquoted(item.getETag()), item.getVersionId(), known);
    }

    static String unquoted(String etag) {
        return etag == null ? "" : etag.replace("\"", "");
    }

    private static long size(int status, HttpHeaders headers) {
        if (status == PARTIAL) {
            String range = headers.getValue(HttpHeaderName.CONTENT_RANGE);
            if (range != null && range.indexOf('/') >= 0 && !range.endsWith("*")) {
                return Long.parseLong(range.substring(range.indexOf('/') + 1));
            }
        }
        String length = headers.getValue(HttpHeaderName.CONTENT_LENGTH);
        return length == null ? 0 : Long.parseLong(length);
    }

    private static ObjectProperties properties(HttpHeaders headers) {
        Map<String, String> metadata = new TreeMap<>();
        for (HttpHeader header : headers) {
            String name = header.getName().toLowerCase(Locale.ROOT);
            if (name.startsWith(METADATA)) {
                metadata.put(name.substring(METADATA.length()), header.getValue());
            }
        }
        return new ObjectProperties(
                headers.getValue(HttpHeaderName.CONTENT_TYPE),
                blankToNull(headers.getValue(HttpHeaderName.CONTENT_ENCODING)),
                blankToNull(headers.getValue(HttpHeaderName.CONTENT_DISPOSITION)),
                blankToNull(headers.getValue(HttpHeaderName.CONTENT_LANGUAGE)),
                blankToNull(headers.getValue(HttpHeaderName.CACHE_CONTROL)),
                headers.getValue(TIER),
                metadata);
    }

    /**
     * The MD5 of the whole content. Of block blobs only: the service leaves the MD5 of append and page blobs as it is when their content
     * changes.
     */
    private static Checksum checksum(int status, HttpHeaders headers) {
        String type = headers.getValue(BLOB_TYPE);
        if (type != null && !"BlockBlob".equals(type)) {
            return null;
        }
        String text = headers.getValue(BLOB_MD5);
        if (text == null && status != PARTIAL) {
            text = headers.getValue(HttpHeaderName.CONTENT_MD5);
        }
        return text == null ? null : md5(Base64.getDecoder().decode(text));
    }

    private static Checksum md5(byte[] value) {
        return value == null || value.length == 0 ? null : Checksum.of(Checksum.Algorithm.MD5, value);
    }

    private static Instant instant(String httpDate) {
        return httpDate == null
                ? null
                : ZonedDateTime.parse(httpDate, DateTimeFormatter.RFC_1123_DATE_TIME)
                        .toInstant();
    }

    private static String blankToNull(String text) {
        return text == null || text.isBlank() ? null : text;
    }
}
