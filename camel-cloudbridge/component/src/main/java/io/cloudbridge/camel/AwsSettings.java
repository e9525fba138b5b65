/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.camel;

import org.apache.camel.spi.UriParam;
import org.apache.camel.spi.UriParams;

/** The settings of provider {@code aws}. */
@UriParams
abstract class AwsSettings extends StoreSettings {

    @UriParam(label = "aws,security", secret = true)
    private String accessKey;

    @UriParam(label = "aws,security", secret = true)
    private String secretKey;

    @UriParam(label = "aws,security", secret = true)
    private String sessionToken;

    @UriParam(label = "aws,security")
    private String profile;

    @UriParam(label = "aws,security", defaultValue = "false")
    private Boolean anonymous;

    @UriParam(label = "aws,advanced")
    private Boolean pathStyle;

    @UriParam(label = "aws,advanced", defaultValue = "whenSupported", enums = "whenSupported,whenRequired")
    private String checksums;

    @UriParam(label = "aws,advanced", defaultValue = "true")
    private Boolean chunkedEncoding;

    public String getAccessKey() {
        return accessKey;
    }

    /** Access key id of the AWS credentials. */
    public void setAccessKey(String accessKey) {
        this.accessKey = accessKey;
    }

    public String getSecretKey() {
        return secretKey;
    }

    /** Secret access key of the AWS credentials. */
    public void setSecretKey(String secretKey) {
        this.secretKey = secretKey;
    }

    public String getSessionToken() {
        return sessionToken;
    }

    /** Session token, with temporary AWS credentials. */
    public void setSessionToken(String sessionToken) {
        this.sessionToken = sessionToken;
    }

    public String getProfile() {
        return profile;
    }

    /** Name of the profile in the AWS configuration files. */
    public void setProfile(String profile) {
        this.profile = profile;
    }

    public Boolean getPathStyle() {
        return pathStyle;
    }

    /**
     * Whether the bucket stands in the path of URLs instead of the host name. On when endpoint is set, unless set
     * here.
     */
    public void setPathStyle(Boolean pathStyle) {
        this.pathStyle = pathStyle;
    }

    public String getChecksums() {
        return checksums;
    }

    /** When checksums are computed and checked. Some older S3-compatible stores need whenRequired. */
    public void setChecksums(String checksums) {
        this.checksums = checksums;
    }

    public Boolean getChunkedEncoding() {
        return chunkedEncoding;
    }

    /** Whether uploads are signed in chunks. Some older S3-compatible stores need it off. */
    public void setChunkedEncoding(Boolean chunkedEncoding) {
        this.chunkedEncoding = chunkedEncoding;
    }

    public Boolean getAnonymous() {
        return anonymous;
    }

    /** Whether requests are sent without credentials, to buckets that are public. */
    public void setAnonymous(Boolean anonymous) {
        this.anonymous = anonymous;
    }
}
