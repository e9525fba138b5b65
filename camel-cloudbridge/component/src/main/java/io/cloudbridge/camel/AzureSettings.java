/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.camel;

import org.apache.camel.spi.UriParam;
import org.apache.camel.spi.UriParams;

/** The settings of provider {@code azure}. */
@UriParams
abstract class AzureSettings extends AwsSettings {

    @UriParam(label = "azure")
    private String accountName;

    @UriParam(label = "azure,security", secret = true)
    private String accountKey;

    @UriParam(label = "azure,security", secret = true)
    private String sasToken;

    @UriParam(label = "azure,security", secret = true)
    private String connectionString;

    @UriParam(label = "azure,security")
    private String tenantId;

    @UriParam(label = "azure,security")
    private String clientId;

    @UriParam(label = "azure,security", secret = true)
    private String clientSecret;

    @UriParam(label = "azure,gcp,security", secret = true)
    private String accessToken;

    public String getAccountName() {
        return accountName;
    }

    /** Name of the storage account. */
    public void setAccountName(String accountName) {
        this.accountName = accountName;
    }

    public String getAccountKey() {
        return accountKey;
    }

    /** Shared key of the storage account. */
    public void setAccountKey(String accountKey) {
        this.accountKey = accountKey;
    }

    public String getSasToken() {
        return sasToken;
    }

    /** Shared access signature, with or without the leading question mark. */
    public void setSasToken(String sasToken) {
        this.sasToken = sasToken;
    }

    public String getConnectionString() {
        return connectionString;
    }

    /** Connection string of the storage account. */
    public void setConnectionString(String connectionString) {
        this.connectionString = connectionString;
    }

    public String getTenantId() {
        return tenantId;
    }

    /** Tenant of the service principal. */
    public void setTenantId(String tenantId) {
        this.tenantId = tenantId;
    }

    public String getClientId() {
        return clientId;
    }

    /** Client id of the service principal, or of a user-assigned managed identity. */
    public void setClientId(String clientId) {
        this.clientId = clientId;
    }

    public String getClientSecret() {
        return clientSecret;
    }

    /** Secret of the service principal. */
    public void setClientSecret(String clientSecret) {
        this.clientSecret = clientSecret;
    }

    public String getAccessToken() {
        return accessToken;
    }

    /** OAuth bearer token (Azure, Google Cloud), used as it is. */
    public void setAccessToken(String accessToken) {
        this.accessToken = accessToken;
    }
}
