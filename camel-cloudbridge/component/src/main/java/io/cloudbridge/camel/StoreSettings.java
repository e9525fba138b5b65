/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.camel;

import java.time.Duration;
import org.apache.camel.spi.UriParam;
import org.apache.camel.spi.UriParams;
import org.apache.camel.support.jsse.SSLContextParameters;

/** The settings every provider shares: where the store is and how to talk to it. */
@UriParams
abstract class StoreSettings {

    @UriParam
    private String provider;

    @UriParam
    private String endpoint;

    @UriParam
    private String region;

    @UriParam(label = "advanced")
    private Object client;

    @UriParam(label = "advanced", defaultValue = "64")
    private Integer maxConnections;

    @UriParam(label = "advanced", defaultValue = "10s", javaType = "java.time.Duration")
    private Duration connectTimeout;

    @UriParam(label = "advanced", defaultValue = "60s", javaType = "java.time.Duration")
    private Duration requestTimeout;

    @UriParam(label = "advanced", defaultValue = "4")
    private Integer maxRetries;

    @UriParam(label = "security")
    private SSLContextParameters sslContextParameters;

    @UriParam(label = "proxy")
    private String proxyHost;

    @UriParam(label = "proxy", defaultValue = "8080")
    private Integer proxyPort;

    public String getProvider() {
        return provider;
    }

    /** Kind of store: aws, azure, gcp, openstack, local, or the name of another provider on the class path. */
    public void setProvider(String provider) {
        this.provider = provider;
    }

    public String getEndpoint() {
        return endpoint;
    }

    /** URL that replaces the store's own address, for compatible servers and emulators. */
    public void setEndpoint(String endpoint) {
        this.endpoint = endpoint;
    }

    public String getRegion() {
        return region;
    }

    /** Region of the store. Where the store's own tools find it, so does the provider when this is not set. */
    public void setRegion(String region) {
        this.region = region;
    }

    public Object getClient() {
        return client;
    }

    /**
     * The SDK client to use instead of one made from the other settings, as #bean. When it is not set and the
     * registry holds exactly one client that the provider knows, that one is used. A client given here is never
     * closed.
     */
    public void setClient(Object client) {
        this.client = client;
    }

    public Integer getMaxConnections() {
        return maxConnections;
    }

    /** The most connections to the store at a time. */
    public void setMaxConnections(Integer maxConnections) {
        this.maxConnections = maxConnections;
    }

    public Duration getConnectTimeout() {
        return connectTimeout;
    }

    /** How long making a connection may take. */
    public void setConnectTimeout(Duration connectTimeout) {
        this.connectTimeout = connectTimeout;
    }

    public Duration getRequestTimeout() {
        return requestTimeout;
    }

    /** How long a request may go without progress. It does not limit a whole transfer. */
    public void setRequestTimeout(Duration requestTimeout) {
        this.requestTimeout = requestTimeout;
    }

    public Integer getMaxRetries() {
        return maxRetries;
    }

    /**
     * How often a request is tried again, with growing pauses, on throttling, server errors and broken connections. 0
     * for never.
     */
    public void setMaxRetries(Integer maxRetries) {
        this.maxRetries = maxRetries;
    }

    public SSLContextParameters getSslContextParameters() {
        return sslContextParameters;
    }

    /** Trust and key material for TLS. */
    public void setSslContextParameters(SSLContextParameters sslContextParameters) {
        this.sslContextParameters = sslContextParameters;
    }

    public String getProxyHost() {
        return proxyHost;
    }

    /** Host of the HTTP proxy. */
    public void setProxyHost(String proxyHost) {
        this.proxyHost = proxyHost;
    }

    public Integer getProxyPort() {
        return proxyPort;
    }

    /** Port of the HTTP proxy. */
    public void setProxyPort(Integer proxyPort) {
        this.proxyPort = proxyPort;
    }
}
