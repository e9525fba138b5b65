/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.camel;

import org.apache.camel.spi.UriParam;
import org.apache.camel.spi.UriParams;

/** What is stored with an object, and on which condition. */
@UriParams
abstract class ObjectOptions extends TransferOptions {

    @UriParam(label = "producer")
    private String contentType;

    @UriParam(label = "producer")
    private String contentEncoding;

    @UriParam(label = "producer")
    private String contentDisposition;

    @UriParam(label = "producer")
    private String contentLanguage;

    @UriParam(label = "producer")
    private String cacheControl;

    @UriParam(label = "producer")
    private String storageClass;

    @UriParam(label = "producer", defaultValue = "none", enums = "none,managed,kms")
    private String encryption;

    @UriParam(label = "producer")
    private String encryptionKeyId;

    @UriParam(label = "producer")
    private String ifMatch;

    @UriParam(label = "producer")
    private String ifNoneMatch;

    @Override
    void fillDefaults() {
        super.fillDefaults();
        encryption = encryption == null ? "none" : encryption;
    }

    public String getContentType() {
        return contentType;
    }

    /**
     * Media type. Without it the one of the key's extension, else application/octet-stream. For a presigned PUT: the
     * type the upload must have.
     */
    public void setContentType(String contentType) {
        this.contentType = contentType;
    }

    public String getContentEncoding() {
        return contentEncoding;
    }

    /** Encoding of the content, for example gzip. */
    public void setContentEncoding(String contentEncoding) {
        this.contentEncoding = contentEncoding;
    }

    public String getContentDisposition() {
        return contentDisposition;
    }

    /** How a browser is to present the object. */
    public void setContentDisposition(String contentDisposition) {
        this.contentDisposition = contentDisposition;
    }

    public String getContentLanguage() {
        return contentLanguage;
    }

    /** Language of the content. */
    public void setContentLanguage(String contentLanguage) {
        this.contentLanguage = contentLanguage;
    }

    public String getCacheControl() {
        return cacheControl;
    }

    /** How long the object may be cached. */
    public void setCacheControl(String cacheControl) {
        this.cacheControl = cacheControl;
    }

    public String getStorageClass() {
        return storageClass;
    }

    /** Storage class (tier) in the store's own words. */
    public void setStorageClass(String storageClass) {
        this.storageClass = storageClass;
    }

    public String getEncryption() {
        return encryption;
    }

    /**
     * Encryption at rest beyond the store's default: with keys the store manages, or with a key of the key management
     * service.
     */
    public void setEncryption(String encryption) {
        this.encryption = encryption;
    }

    public String getEncryptionKeyId() {
        return encryptionKeyId;
    }

    /** Key for encryption=kms; the account's default key without it. */
    public void setEncryptionKeyId(String encryptionKeyId) {
        this.encryptionKeyId = encryptionKeyId;
    }

    public String getIfMatch() {
        return ifMatch;
    }

    /** Acts only on the object with this ETag. */
    public void setIfMatch(String ifMatch) {
        this.ifMatch = ifMatch;
    }

    public String getIfNoneMatch() {
        return ifNoneMatch;
    }

    /** With * a write creates only and never replaces. */
    public void setIfNoneMatch(String ifNoneMatch) {
        this.ifNoneMatch = ifNoneMatch;
    }
}
