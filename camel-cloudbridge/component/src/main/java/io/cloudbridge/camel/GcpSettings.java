/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.camel;

import org.apache.camel.spi.Metadata;
import org.apache.camel.spi.UriParam;
import org.apache.camel.spi.UriParams;

/** The settings of provider {@code gcp}; the option accessToken is shared with {@code azure}. */
@UriParams
abstract class GcpSettings extends AzureSettings {

    @UriParam(label = "gcp")
    private String projectId;

    @UriParam(label = "gcp,security", secret = true)
    @Metadata(supportFileReference = true)
    private String serviceAccountKey;

    public String getProjectId() {
        return projectId;
    }

    /** Google Cloud project that owns the buckets. */
    public void setProjectId(String projectId) {
        this.projectId = projectId;
    }

    public String getServiceAccountKey() {
        return serviceAccountKey;
    }

    /** Key of a service account: a file, or the JSON itself. */
    public void setServiceAccountKey(String serviceAccountKey) {
        this.serviceAccountKey = serviceAccountKey;
    }
}
