/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.camel;

import org.apache.camel.spi.UriParam;
import org.apache.camel.spi.UriParams;

/** The settings of provider {@code local}. */
@UriParams
abstract class LocalSettings extends OpenstackSettings {

    @UriParam(label = "local")
    private String rootDirectory;

    @UriParam(label = "local,advanced", defaultValue = "false")
    private Boolean forceWrites;

    @UriParam(label = "local,security", secret = true)
    private String presignSecret;

    @UriParam(label = "local")
    private Integer presignPort;

    @UriParam(label = "local")
    private String presignBaseUrl;

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
}
