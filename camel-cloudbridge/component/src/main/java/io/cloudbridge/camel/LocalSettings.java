/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.camel;

import java.time.Duration;
import org.apache.camel.spi.UriParam;
import org.apache.camel.spi.UriParams;

/** The settings of provider {@code local}. */
@UriParams
abstract class LocalSettings extends OpenstackSettings {

    @UriParam(label = "local")
    private String rootDirectory;

    @UriParam(label = "local,advanced", defaultValue = "false")
    private Boolean forceWrites;

    @UriParam(label = "local", defaultValue = "1s", javaType = "java.time.Duration")
    private Duration settleTime;

    @UriParam(label = "local,security", secret = true)
    private String presignSecret;

    @UriParam(label = "local")
    private Integer presignPort;

    @UriParam(label = "local")
    private String presignBaseUrl;

    @UriParam(label = "local,security", defaultValue = "5368709120")
    private Long presignMaxSize;

    @UriParam(label = "local,security", defaultValue = "*")
    private String presignAllowedOrigins;

    public String getRootDirectory() {
        return rootDirectory;
    }

    /** Directory that holds the buckets, each a directory below it. */
    public void setRootDirectory(String rootDirectory) {
        this.rootDirectory = rootDirectory;
    }

    public Boolean getForceWrites() {
        return forceWrites;
    }

    /** Whether a write is forced to the disk before it is reported as done. */
    public void setForceWrites(Boolean forceWrites) {
        this.forceWrites = forceWrites;
    }

    public Duration getSettleTime() {
        return settleTime;
    }

    /**
     * How long a file that another program wrote into the directory must stay unchanged before it is listed and consumed. Objects that
     * CloudBridge wrote are listed at once.
     */
    public void setSettleTime(Duration settleTime) {
        this.settleTime = settleTime;
    }

    public String getPresignSecret() {
        return presignSecret;
    }

    /** Secret that signs URLs. Without it a random one is kept below the root directory. */
    public void setPresignSecret(String presignSecret) {
        this.presignSecret = presignSecret;
    }

    public Integer getPresignPort() {
        return presignPort;
    }

    /** Port on which signed URLs are served. */
    public void setPresignPort(Integer presignPort) {
        this.presignPort = presignPort;
    }

    public String getPresignBaseUrl() {
        return presignBaseUrl;
    }

    /** Start of signed URLs as clients see it, when a proxy stands in front. */
    public void setPresignBaseUrl(String presignBaseUrl) {
        this.presignBaseUrl = presignBaseUrl;
    }

    public Long getPresignMaxSize() {
        return presignMaxSize;
    }

    /** The largest upload to a signed URL, in bytes. */
    public void setPresignMaxSize(Long presignMaxSize) {
        this.presignMaxSize = presignMaxSize;
    }

    public String getPresignAllowedOrigins() {
        return presignAllowedOrigins;
    }

    /** Origins whose pages may use signed URLs in a browser (CORS), separated by commas. An asterisk stands for all. */
    public void setPresignAllowedOrigins(String presignAllowedOrigins) {
        this.presignAllowedOrigins = presignAllowedOrigins;
    }
}
