/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.camel;

import io.cloudbridge.store.PresignRequest;
import java.time.Duration;
import org.apache.camel.spi.UriParam;
import org.apache.camel.spi.UriParams;

/** What the producer does. */
@UriParams
abstract class ProducerOptions extends ObjectOptions {

    @UriParam(label = "producer", defaultValue = "upload")
    private CloudBridgeOperation operation;

    @UriParam(label = "producer")
    private String key;

    @UriParam(label = "producer", defaultValue = "false")
    private Boolean allowNullBody;

    @UriParam(label = "producer")
    private String toFile;

    @UriParam(label = "producer", defaultValue = "fail", enums = "fail,null")
    private String missing;

    @UriParam(label = "producer", defaultValue = "list", enums = "list,iterator")
    private String listOutput;

    @UriParam(label = "producer", defaultValue = "10000")
    private Integer maxResults;

    @UriParam(label = "producer", defaultValue = "true")
    private Boolean failOnPartial;

    @UriParam(label = "producer", defaultValue = "false")
    private Boolean allowEmptyPrefix;

    @UriParam(label = "producer")
    private String destinationBucket;

    @UriParam(label = "producer")
    private String destinationKey;

    @UriParam(label = "producer")
    private String destinationConnection;

    @UriParam(label = "producer", defaultValue = "GET")
    private PresignRequest.Method presignMethod;

    @UriParam(label = "producer", defaultValue = "1h", javaType = "java.time.Duration")
    private Duration presignExpiry;

    @UriParam(label = "producer")
    private String responseContentType;

    @UriParam(label = "producer")
    private String responseContentDisposition;

    @UriParam(label = "producer", defaultValue = "24h", javaType = "java.time.Duration")
    private Duration olderThan;

    @UriParam(label = "producer")
    private Integer restoreDays;

    @UriParam(label = "producer")
    private String restoreTier;

    @Override
    void fillDefaults() {
        super.fillDefaults();
        operation = operation == null ? CloudBridgeOperation.upload : operation;
        allowNullBody = allowNullBody == null ? false : allowNullBody;
        missing = missing == null ? "fail" : missing;
        listOutput = listOutput == null ? "list" : listOutput;
        maxResults = maxResults == null ? 10000 : maxResults;
        failOnPartial = failOnPartial == null ? true : failOnPartial;
        allowEmptyPrefix = allowEmptyPrefix == null ? false : allowEmptyPrefix;
        presignMethod = presignMethod == null ? PresignRequest.Method.GET : presignMethod;
        presignExpiry = presignExpiry == null ? Duration.ofHours(1) : presignExpiry;
        olderThan = olderThan == null ? Duration.ofHours(24) : olderThan;
    }

    public CloudBridgeOperation getOperation() {
        return operation;
    }

    /** What to do. Header CamelCloudBridgeOperation wins. */
    public void setOperation(CloudBridgeOperation operation) {
        this.operation = operation;
    }

    public String getKey() {
        return key;
    }

    /** Key of the object, as text or Simple expression. Without it header CamelCloudBridgeKey, else CamelFileName. */
    public void setKey(String key) {
        this.key = key;
    }

    public Boolean getAllowNullBody() {
        return allowNullBody;
    }

    /** Whether a null body is stored as an empty object instead of being refused. */
    public void setAllowNullBody(Boolean allowNullBody) {
        this.allowNullBody = allowNullBody;
    }

    public String getToFile() {
        return toFile;
    }

    /** For download: the file to write, as text or Simple expression. It is written whole or not at all. */
    public void setToFile(String toFile) {
        this.toFile = toFile;
    }

    public String getMissing() {
        return missing;
    }

    /** For download: what a missing object gives: an error, or a null body. */
    public void setMissing(String missing) {
        this.missing = missing;
    }

    public String getListOutput() {
        return listOutput;
    }

    /** For list and listVersions: a List of at most maxResults, or a lazy Iterator over everything in constant memory. */
    public void setListOutput(String listOutput) {
        this.listOutput = listOutput;
    }

    public Integer getMaxResults() {
        return maxResults;
    }

    /** The most entries of a List; header CamelCloudBridgeTruncated tells whether there are more. */
    public void setMaxResults(Integer maxResults) {
        this.maxResults = maxResults;
    }

    public Boolean getFailOnPartial() {
        return failOnPartial;
    }

    /** For deleteAll: whether it is an error when some of the objects could not be deleted. */
    public void setFailOnPartial(Boolean failOnPartial) {
        this.failOnPartial = failOnPartial;
    }

    public Boolean getAllowEmptyPrefix() {
        return allowEmptyPrefix;
    }

    /** For deletePrefix: whether an empty prefix, which means the whole bucket, is allowed. */
    public void setAllowEmptyPrefix(Boolean allowEmptyPrefix) {
        this.allowEmptyPrefix = allowEmptyPrefix;
    }

    public String getDestinationBucket() {
        return destinationBucket;
    }

    /**
     * For copy and move: bucket of the copy. Header CamelCloudBridgeDestinationBucket wins; without both the same
     * bucket.
     */
    public void setDestinationBucket(String destinationBucket) {
        this.destinationBucket = destinationBucket;
    }

    public String getDestinationKey() {
        return destinationKey;
    }

    /**
     * For copy and move: key of the copy, as text or Simple expression. Header CamelCloudBridgeDestinationKey wins;
     * without both the same key.
     */
    public void setDestinationKey(String destinationKey) {
        this.destinationKey = destinationKey;
    }

    public String getDestinationConnection() {
        return destinationConnection;
    }

    /** For copy and move: connection of the copy, when it is in another account or store. */
    public void setDestinationConnection(String destinationConnection) {
        this.destinationConnection = destinationConnection;
    }

    public PresignRequest.Method getPresignMethod() {
        return presignMethod;
    }

    /** For presign: the one method the URL grants. */
    public void setPresignMethod(PresignRequest.Method presignMethod) {
        this.presignMethod = presignMethod;
    }

    public Duration getPresignExpiry() {
        return presignExpiry;
    }

    /** For presign: how long the URL works. Above the store's limit it is an error. */
    public void setPresignExpiry(Duration presignExpiry) {
        this.presignExpiry = presignExpiry;
    }

    public String getResponseContentType() {
        return responseContentType;
    }

    /** For presign with GET: content type of the response. */
    public void setResponseContentType(String responseContentType) {
        this.responseContentType = responseContentType;
    }

    public String getResponseContentDisposition() {
        return responseContentDisposition;
    }

    /** For presign with GET: content disposition of the response. */
    public void setResponseContentDisposition(String responseContentDisposition) {
        this.responseContentDisposition = responseContentDisposition;
    }

    public Integer getRestoreDays() {
        return restoreDays;
    }

    /** For restore: how many days the readable copy stays, where the store makes one for a time (Amazon S3; 1 if not set). */
    public void setRestoreDays(Integer restoreDays) {
        this.restoreDays = restoreDays;
    }

    public String getRestoreTier() {
        return restoreTier;
    }

    /**
     * For restore: how fast and at what price, in the store's own word: Expedited, Standard or Bulk on Amazon S3, Standard or High on Azure. The
     * store's default if not set.
     */
    public void setRestoreTier(String restoreTier) {
        this.restoreTier = restoreTier;
    }

    public Duration getOlderThan() {
        return olderThan;
    }

    /** For abortUploads: only uploads begun longer ago than this. */
    public void setOlderThan(Duration olderThan) {
        this.olderThan = olderThan;
    }
}
