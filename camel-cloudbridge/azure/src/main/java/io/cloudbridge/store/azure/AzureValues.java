/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.store.azure;

import com.azure.core.http.HttpHeader;
import com.azure.core.http.HttpHeaderName;
import com.azure.core.http.HttpHeaders;
import com.azure.core.http.HttpResponse;
import com.azure.storage.blob.models.AccessTier;
import com.azure.storage.blob.models.BlobItem;
import com.azure.storage.blob.models.BlobItemProperties;
import com.azure.storage.blob.models.BlobType;
import io.cloudbridge.store.Checksum;
import io.cloudbridge.store.CloudBridgeException;
import io.cloudbridge.store.ContentRange;
import io.cloudbridge.store.Failure;
import io.cloudbridge.store.ObjectInfo;
import io.cloudbridge.store.ObjectProperties;
import io.cloudbridge.store.ObjectRef;
import io.cloudbridge.store.PutResult;
import io.cloudbridge.store.driver.Answers;
import io.cloudbridge.store.driver.ETags;
import io.cloudbridge.store.driver.EncodedWords;
import io.cloudbridge.store.driver.HttpDate;
import java.util.Base64;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** Portable values from those of the service; the other way is {@link AzureWrites}. */
final class AzureValues {

    private static final HttpHeaderName BLOB_MD5 = HttpHeaderName.fromString("x-ms-blob-content-md5");
    private static final HttpHeaderName BLOB_TYPE = HttpHeaderName.fromString("x-ms-blob-type");
    private static final HttpHeaderName TIER = HttpHeaderName.fromString("x-ms-access-tier");
    private static final HttpHeaderName VERSION = HttpHeaderName.fromString("x-ms-version-id");
    private static final String METADATA = "x-ms-meta-";
    private static final int PARTIAL = 206;

    private AzureValues() {}

    /** From the head of a Get Blob or Get Blob Properties. What a header does not say, or says in a way that cannot be, is unknown. */
    static ObjectInfo of(ObjectRef ref, HttpResponse response) {
        HttpHeaders headers = response.getHeaders();
        String version = headers.getValue(VERSION);
        String tier = headers.getValue(TIER);
        return new ObjectInfo(
                version == null ? ref : ref.withVersion(version),
                range(response).total(),
                ETags.unquoted(headers.getValue(HttpHeaderName.ETAG)),
                HttpDate.parse(headers.getValue(HttpHeaderName.LAST_MODIFIED)),
                properties(headers, tier),
                checksum(response.getStatusCode(), headers),
                false,
                AccessTier.ARCHIVE.toString().equalsIgnoreCase(tier));
    }

    /** Which bytes an answer carries. */
    static ContentRange range(HttpResponse response) {
        HttpHeaders headers = response.getHeaders();
        return ContentRange.of(
                response.getStatusCode(),
                headers.getValue(HttpHeaderName.CONTENT_RANGE),
                Answers.length(headers.getValue(HttpHeaderName.CONTENT_LENGTH)));
    }

    /**
     * From the head of the answer to a write.
     *
     * @param checksum of the content, as the service knows it
     * @throws CloudBridgeException.Unavailable if there is no ETag; whether the object was stored is not known then
     */
    static PutResult written(HttpResponse response, Checksum checksum) {
        return new PutResult(owedETag(response), response.getHeaders().getValue(VERSION), checksum);
    }

    /**
     * That of an answer which must have one.
     *
     * @throws CloudBridgeException.Unavailable if it has none: it is not the service's
     */
    static String owedETag(HttpResponse response) {
        String etag = ETags.unquoted(response.getHeaders().getValue(HttpHeaderName.ETAG));
        if (etag.isEmpty()) {
            throw new CloudBridgeException.Unavailable(
                    Failure.of(
                                    "the answer reports success but has no ETag, so it is none of the service; what was done is not known. Check option endpoint, and proxies on the way to it")
                            .withHttp(response.getStatusCode(), null, null),
                    null);
        }
        return etag;
    }

    static ObjectInfo of(ObjectRef ref, BlobItem item) {
        BlobItemProperties properties = item.getProperties();
        boolean block = properties.getBlobType() == null || BlobType.BLOCK_BLOB.equals(properties.getBlobType());
        return new ObjectInfo(
                item.getVersionId() == null ? ref : ref.withVersion(item.getVersionId()),
                properties.getContentLength() == null ? 0 : properties.getContentLength(),
                ETags.unquoted(properties.getETag()),
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
                        decoded(item.getMetadata())),
                block ? md5(properties.getContentMd5()) : null,
                false,
                AccessTier.ARCHIVE.equals(properties.getAccessTier()));
    }

    /** The SDK hands metadata without a value on as null. */
    private static Map<String, String> decoded(Map<String, String> metadata) {
        Map<String, String> decoded = new TreeMap<>();
        if (metadata != null) {
            metadata.forEach((name, value) -> decoded.put(name, value == null ? "" : EncodedWords.decode(value)));
        }
        return decoded;
    }

    private static ObjectProperties properties(HttpHeaders headers, String tier) {
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
                tier,
                decoded(metadata));
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
        return md5(text);
    }

    /** As headers have it; null if it is none. */
    static Checksum md5(String text) {
        try {
            return text == null ? null : md5(Base64.getDecoder().decode(text));
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    private static Checksum md5(byte[] value) {
        return value == null || value.length != 16 ? null : Checksum.of(Checksum.Algorithm.MD5, value);
    }

    private static String blankToNull(String text) {
        return text == null || text.isBlank() ? null : text;
    }
}
