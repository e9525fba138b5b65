/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.camel;

import org.apache.camel.spi.UriParam;
import org.apache.camel.spi.UriParams;

/** The settings of provider {@code openstack}. */
@UriParams
abstract class OpenstackSettings extends GcpSettings {

    @UriParam(label = "openstack")
    private String authUrl;

    @UriParam(label = "openstack,security")
    private String username;

    @UriParam(label = "openstack,security", secret = true)
    private String password;

    @UriParam(label = "openstack,security")
    private String userDomain;

    @UriParam(label = "openstack,security")
    private String project;

    @UriParam(label = "openstack,security")
    private String projectDomain;

    @UriParam(label = "openstack,advanced")
    private String catalogInterface;

    @UriParam(label = "openstack,security")
    private String applicationCredentialId;

    @UriParam(label = "openstack,security", secret = true)
    private String applicationCredentialSecret;

    @UriParam(label = "openstack")
    private String storageUrl;

    @UriParam(label = "openstack,security", secret = true)
    private String authToken;

    @UriParam(label = "openstack,security", secret = true)
    private String tempUrlKey;

    @UriParam(label = "openstack,security", defaultValue = "false")
    private Boolean manageTempUrlKey;

    public String getAuthUrl() {
        return authUrl;
    }

    /** URL of Keystone (v3), or of the v1 authentication of Swift or Ceph. */
    public void setAuthUrl(String authUrl) {
        this.authUrl = authUrl;
    }

    public String getUsername() {
        return username;
    }

    /** Name of the user. */
    public void setUsername(String username) {
        this.username = username;
    }

    public String getPassword() {
        return password;
    }

    /** Password of the user. */
    public void setPassword(String password) {
        this.password = password;
    }

    public String getUserDomain() {
        return userDomain;
    }

    /** Domain of the user, by name or id. */
    public void setUserDomain(String userDomain) {
        this.userDomain = userDomain;
    }

    public String getProject() {
        return project;
    }

    /** Project to work in, by name or id. */
    public void setProject(String project) {
        this.project = project;
    }

    public String getProjectDomain() {
        return projectDomain;
    }

    /** Domain of the project, by name or id. */
    public void setProjectDomain(String projectDomain) {
        this.projectDomain = projectDomain;
    }

    public String getApplicationCredentialId() {
        return applicationCredentialId;
    }

    /** Id of an application credential. */
    public void setApplicationCredentialId(String applicationCredentialId) {
        this.applicationCredentialId = applicationCredentialId;
    }

    public String getApplicationCredentialSecret() {
        return applicationCredentialSecret;
    }

    /** Secret of the application credential. */
    public void setApplicationCredentialSecret(String applicationCredentialSecret) {
        this.applicationCredentialSecret = applicationCredentialSecret;
    }

    public String getStorageUrl() {
        return storageUrl;
    }

    /** URL of the account in the object store; with authToken nothing else is needed. */
    public void setStorageUrl(String storageUrl) {
        this.storageUrl = storageUrl;
    }

    public String getAuthToken() {
        return authToken;
    }

    /** Token to use as it is, with storageUrl. */
    public void setAuthToken(String authToken) {
        this.authToken = authToken;
    }

    public String getTempUrlKey() {
        return tempUrlKey;
    }

    /** Key that signs temporary URLs. Read from the account when it is not set. */
    public void setTempUrlKey(String tempUrlKey) {
        this.tempUrlKey = tempUrlKey;
    }

    public Boolean getManageTempUrlKey() {
        return manageTempUrlKey;
    }

    /** Whether a random key for temporary URLs may be written to an account that has none. */
    public void setManageTempUrlKey(Boolean manageTempUrlKey) {
        this.manageTempUrlKey = manageTempUrlKey;
    }

    public String getCatalogInterface() {
        return catalogInterface;
    }

    /** Which URL of the service catalog is used: public, internal or admin. */
    public void setCatalogInterface(String catalogInterface) {
        this.catalogInterface = catalogInterface;
    }
}
