/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.camel.producer;

import io.cloudbridge.camel.CloudBridgeConfiguration;
import io.cloudbridge.camel.CloudBridgeConstants;
import io.cloudbridge.camel.message.Headers;
import io.cloudbridge.store.ObjectProperties;
import io.cloudbridge.store.PutOptions;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.apache.camel.util.MimeTypeHelper;

/**
 * What is stored beside the bytes. A header set for the operation wins over the option, the option over a header that merely describes an object
 * read before. The storage class of an object read before goes along within one provider only, since its words mean nothing elsewhere.
 */
final class StoredProperties {

    private static final String UNKNOWN_TYPE = "application/octet-stream";

    private final Request request;

    StoredProperties(Request request) {
        this.request = request;
    }

    /** For a write that replaces everything. */
    PutOptions forUpload(String key, Object body) {
        CloudBridgeConfiguration options = request.options();
        return new PutOptions(
                all(key, Headers.areOf(request.exchange(), body)),
                tags(),
                encryption(),
                options.getEncryptionKeyId(),
                request.ifMatch(),
                request.ifNoneMatch(),
                request.declaredChecksum(body));
    }

    /**
     * Content headers, metadata and storage class, with a content type in any case.
     *
     * @param sameContent whether the content is that of the object read before; else its type and encoding are not taken over
     */
    ObjectProperties all(String key, boolean sameContent) {
        CloudBridgeConfiguration o = request.options();
        Map<String, String> metadata = request.map(CloudBridgeConstants.METADATA);
        String type = ofContent(CloudBridgeConstants.CONTENT_TYPE, o.getContentType(), sameContent);
        return new ObjectProperties(
                type == null ? typeOf(key) : type,
                ofContent(CloudBridgeConstants.CONTENT_ENCODING, o.getContentEncoding(), sameContent),
                request.givenOrRead(CloudBridgeConstants.CONTENT_DISPOSITION, o.getContentDisposition()),
                request.givenOrRead(CloudBridgeConstants.CONTENT_LANGUAGE, o.getContentLanguage()),
                request.givenOrRead(CloudBridgeConstants.CACHE_CONTROL, o.getCacheControl()),
                request.given(CloudBridgeConstants.STORAGE_CLASS, o.getStorageClass()),
                metadata == null ? Map.of() : metadata);
    }

    private String ofContent(String header, String option, boolean sameContent) {
        return sameContent ? request.givenOrRead(header, option) : request.given(header, option);
    }

    /** Only what was set for this operation. */
    ObjectProperties given() {
        CloudBridgeConfiguration o = request.options();
        Map<String, String> metadata = request.map(CloudBridgeConstants.METADATA);
        boolean read = Headers.isWritten(request.exchange(), CloudBridgeConstants.METADATA, metadata);
        return new ObjectProperties(
                request.given(CloudBridgeConstants.CONTENT_TYPE, o.getContentType()),
                request.given(CloudBridgeConstants.CONTENT_ENCODING, o.getContentEncoding()),
                request.given(CloudBridgeConstants.CONTENT_DISPOSITION, o.getContentDisposition()),
                request.given(CloudBridgeConstants.CONTENT_LANGUAGE, o.getContentLanguage()),
                request.given(CloudBridgeConstants.CACHE_CONTROL, o.getCacheControl()),
                request.given(CloudBridgeConstants.STORAGE_CLASS, o.getStorageClass()),
                metadata == null || read ? Map.of() : metadata);
    }

    /** What was set for this operation and is neither metadata, content header nor storage class; by name, null where it is not set. */
    Map<String, Object> besideContentHeaders() {
        Map<String, Object> properties = new LinkedHashMap<>();
        properties.put("encryption", encryption() == PutOptions.Encryption.NONE ? null : encryption());
        properties.put("tags", request.map(CloudBridgeConstants.TAGS));
        return properties;
    }

    Map<String, String> tags() {
        Map<String, String> tags = request.map(CloudBridgeConstants.TAGS);
        return tags == null ? Map.of() : tags;
    }

    PutOptions.Encryption encryption() {
        return PutOptions.Encryption.valueOf(request.options().getEncryption().toUpperCase(Locale.ROOT));
    }

    /** The media type of a key's extension. */
    static String typeOf(String key) {
        String name = key.substring(key.lastIndexOf('/') + 1);
        int dot = name.lastIndexOf('.');
        String type = dot < 0 ? null : MimeTypeHelper.probeMimeType(name.substring(dot));
        return type == null ? UNKNOWN_TYPE : type;
    }
}
