/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.camel;

import org.apache.camel.spi.UriParam;
import org.apache.camel.spi.UriParams;

/** How content moves, in both directions, and what both producers and consumers list. */
@UriParams
abstract class TransferOptions extends LocalSettings {

    @UriParam(label = "advanced", defaultValue = "16777216")
    private Long multipartThreshold;

    @UriParam(label = "advanced", defaultValue = "8388608")
    private Long partSize;

    @UriParam(label = "producer,advanced", defaultValue = "4")
    private Integer uploadConcurrency;

    @UriParam(label = "advanced", defaultValue = "4")
    private Integer downloadConcurrency;

    @UriParam(defaultValue = "false")
    private Boolean autoCreateBucket;

    @UriParam
    private String prefix;

    @UriParam
    private String delimiter;

    @UriParam
    private String startAfter;

    /** Gives every option that is not set its default. Settings of stores stay open: their defaults are the provider's. */
    void fillDefaults() {
        multipartThreshold = multipartThreshold == null ? 16777216L : multipartThreshold;
        partSize = partSize == null ? 8388608L : partSize;
        uploadConcurrency = uploadConcurrency == null ? 4 : uploadConcurrency;
        downloadConcurrency = downloadConcurrency == null ? 4 : downloadConcurrency;
        autoCreateBucket = autoCreateBucket == null ? false : autoCreateBucket;
    }

    public Long getMultipartThreshold() {
        return multipartThreshold;
    }

    /** Bytes up to which an upload is one request and a download to a file one stream; above, it goes in parts. */
    public void setMultipartThreshold(Long multipartThreshold) {
        this.multipartThreshold = multipartThreshold;
    }

    public Long getPartSize() {
        return partSize;
    }

    /** Bytes of a part. Grown by itself where an object would need more parts than the store allows. */
    public void setPartSize(Long partSize) {
        this.partSize = partSize;
    }

    public Integer getUploadConcurrency() {
        return uploadConcurrency;
    }

    /** Parts of one upload in flight at a time. Heap for one upload is at most partSize times one more than this. */
    public void setUploadConcurrency(Integer uploadConcurrency) {
        this.uploadConcurrency = uploadConcurrency;
    }

    public Integer getDownloadConcurrency() {
        return downloadConcurrency;
    }

    /** Ranges of one download to a file in flight at a time. */
    public void setDownloadConcurrency(Integer downloadConcurrency) {
        this.downloadConcurrency = downloadConcurrency;
    }

    public Boolean getAutoCreateBucket() {
        return autoCreateBucket;
    }

    /** Whether the bucket is made at start if it does not exist. */
    public void setAutoCreateBucket(Boolean autoCreateBucket) {
        this.autoCreateBucket = autoCreateBucket;
    }

    public String getPrefix() {
        return prefix;
    }

    /** Only keys that start with this. */
    public void setPrefix(String prefix) {
        this.prefix = prefix;
    }

    public String getDelimiter() {
        return delimiter;
    }

    /** Keys that go on behind the next delimiter are rolled up into common prefixes. */
    public void setDelimiter(String delimiter) {
        this.delimiter = delimiter;
    }

    public String getStartAfter() {
        return startAfter;
    }

    /** Only keys behind this one in UTF-8 byte order. */
    public void setStartAfter(String startAfter) {
        this.startAfter = startAfter;
    }
}
