/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.camel;

import java.time.Duration;
import org.apache.camel.spi.UriParam;
import org.apache.camel.spi.UriParams;

/** Which objects the consumer takes. */
@UriParams
abstract class SelectionOptions extends ProducerOptions {

    @UriParam(label = "consumer,filter", defaultValue = "true")
    private Boolean recursive;

    @UriParam(label = "consumer,filter", defaultValue = "false")
    private Boolean includeFolders;

    @UriParam(label = "consumer,filter")
    private String include;

    @UriParam(label = "consumer,filter")
    private String exclude;

    @UriParam(label = "consumer,filter")
    private String antInclude;

    @UriParam(label = "consumer,filter")
    private String antExclude;

    @UriParam(label = "consumer,filter")
    private String includeExt;

    @UriParam(label = "consumer,filter")
    private String excludeExt;

    @UriParam(label = "consumer,filter")
    private Object filter;

    @UriParam(label = "consumer,filter")
    private Long minSize;

    @UriParam(label = "consumer,filter")
    private Long maxSize;

    @UriParam(label = "consumer,filter", javaType = "java.time.Duration")
    private Duration minAge;

    @UriParam(label = "consumer,filter", javaType = "java.time.Duration")
    private Duration maxAge;

    @UriParam(label = "consumer,filter")
    private String doneFileName;

    @UriParam(label = "consumer,filter")
    private String shard;

    @UriParam(label = "consumer,sort")
    private String sortBy;

    @UriParam(label = "consumer,sort", defaultValue = "false")
    private Boolean shuffle;

    @UriParam(label = "consumer,sort", defaultValue = "true")
    private Boolean eagerMaxMessagesPerPoll;

    @UriParam(label = "consumer", defaultValue = "0")
    private Integer maxMessagesPerPoll;

    @Override
    void fillDefaults() {
        super.fillDefaults();
        recursive = recursive == null ? true : recursive;
        includeFolders = includeFolders == null ? false : includeFolders;
        shuffle = shuffle == null ? false : shuffle;
        eagerMaxMessagesPerPoll = eagerMaxMessagesPerPoll == null ? true : eagerMaxMessagesPerPoll;
        maxMessagesPerPoll = maxMessagesPerPoll == null ? 0 : maxMessagesPerPoll;
    }

    public Boolean getRecursive() {
        return recursive;
    }

    /** Whether keys below the next slash are taken too. */
    public void setRecursive(Boolean recursive) {
        this.recursive = recursive;
    }

    public Boolean getIncludeFolders() {
        return includeFolders;
    }

    /** Whether folder markers, zero-byte keys that end with a slash, are taken. */
    public void setIncludeFolders(Boolean includeFolders) {
        this.includeFolders = includeFolders;
    }

    public String getInclude() {
        return include;
    }

    /** Regular expression that the key below prefix must match, without regard to case. */
    public void setInclude(String include) {
        this.include = include;
    }

    public String getExclude() {
        return exclude;
    }

    /** Regular expression that the key below prefix must not match, without regard to case. */
    public void setExclude(String exclude) {
        this.exclude = exclude;
    }

    public String getAntInclude() {
        return antInclude;
    }

    /** Ant patterns, separated by comma, of which the key below prefix must match one. */
    public void setAntInclude(String antInclude) {
        this.antInclude = antInclude;
    }

    public String getAntExclude() {
        return antExclude;
    }

    /** Ant patterns, separated by comma, of which the key below prefix must match none. */
    public void setAntExclude(String antExclude) {
        this.antExclude = antExclude;
    }

    public String getIncludeExt() {
        return includeExt;
    }

    /** Extensions, separated by comma, of which the key must have one. Without regard to case. */
    public void setIncludeExt(String includeExt) {
        this.includeExt = includeExt;
    }

    public String getExcludeExt() {
        return excludeExt;
    }

    /** Extensions, separated by comma, of which the key must have none. Without regard to case. */
    public void setExcludeExt(String excludeExt) {
        this.excludeExt = excludeExt;
    }

    public Object getFilter() {
        return filter;
    }

    /**
     * What else decides: a bean (#bean) that is a java.util.function.Predicate of ObjectInfo or a Camel Predicate, or
     * a predicate in the Simple language.
     */
    public void setFilter(Object filter) {
        this.filter = filter;
    }

    public Long getMinSize() {
        return minSize;
    }

    /** Smallest object taken, in bytes. */
    public void setMinSize(Long minSize) {
        this.minSize = minSize;
    }

    public Long getMaxSize() {
        return maxSize;
    }

    /** Largest object taken, in bytes. */
    public void setMaxSize(Long maxSize) {
        this.maxSize = maxSize;
    }

    public Duration getMinAge() {
        return minAge;
    }

    /** How long ago an object must have been stored at least. */
    public void setMinAge(Duration minAge) {
        this.minAge = minAge;
    }

    public Duration getMaxAge() {
        return maxAge;
    }

    /** How long ago an object may have been stored at most. */
    public void setMaxAge(Duration maxAge) {
        this.maxAge = maxAge;
    }

    public String getDoneFileName() {
        return doneFileName;
    }

    /**
     * Key of the marker object that must exist before an object is taken: a fixed name, or one with ${file:name} or
     * ${file:name.noext}.
     */
    public void setDoneFileName(String doneFileName) {
        this.doneFileName = doneFileName;
    }

    public String getShard() {
        return shard;
    }

    /** Share of the keys to take, for example 0/4: those whose stable hash falls on 0 of 4. */
    public void setShard(String shard) {
        this.shard = shard;
    }

    public String getSortBy() {
        return sortBy;
    }

    /** Order of processing in the File language, for example reverse:file:modified;file:name. */
    public void setSortBy(String sortBy) {
        this.sortBy = sortBy;
    }

    public Boolean getShuffle() {
        return shuffle;
    }

    /** Whether the objects of a poll are processed in random order. */
    public void setShuffle(Boolean shuffle) {
        this.shuffle = shuffle;
    }

    public Boolean getEagerMaxMessagesPerPoll() {
        return eagerMaxMessagesPerPoll;
    }

    /** Whether maxMessagesPerPoll cuts the listing before sorting. Off, everything is listed and sorted first. */
    public void setEagerMaxMessagesPerPoll(Boolean eagerMaxMessagesPerPoll) {
        this.eagerMaxMessagesPerPoll = eagerMaxMessagesPerPoll;
    }

    public Integer getMaxMessagesPerPoll() {
        return maxMessagesPerPoll;
    }

    /** The most objects of one poll, after filtering. 0 for no limit. */
    public void setMaxMessagesPerPoll(Integer maxMessagesPerPoll) {
        this.maxMessagesPerPoll = maxMessagesPerPoll;
    }
}
