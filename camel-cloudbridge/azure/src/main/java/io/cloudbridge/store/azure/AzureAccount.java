/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.store.azure;

import com.azure.core.credential.TokenCredential;
import com.azure.core.http.HttpPipeline;
import com.azure.core.http.policy.BearerTokenAuthenticationPolicy;
import com.azure.core.http.policy.HttpPipelinePolicy;
import com.azure.storage.blob.BlobClient;
import com.azure.storage.blob.BlobContainerClient;
import com.azure.storage.blob.BlobServiceClient;
import com.azure.storage.common.policy.StorageSharedKeyCredentialPolicy;
import io.cloudbridge.store.ObjectRef;
import java.net.URI;

/**
 * One account: its client, and what that way of logging in allows beyond plain requests.
 *
 * @param signing how URLs can be signed
 * @param sasToken without question mark; null unless logged in by SAS
 * @param credential null unless logged in by a token that is known here
 * @param http null if the user made the client
 * @param ownRequests null where the SDK has to send all requests
 */
record AzureAccount(
        BlobServiceClient client,
        Signing signing,
        String sasToken,
        TokenCredential credential,
        AzureHttp http,
        AzureDirect ownRequests) {

    /** How URLs can be signed. */
    enum Signing {
        /** With the account's key, here. */
        ACCOUNT_KEY,
        /** With a key the service lends to who is logged in by token. */
        USER_DELEGATION,
        /** Not at all: who holds a SAS cannot make a narrower one. */
        NONE
    }

    /** Of a client that the user made. */
    static AzureAccount of(BlobServiceClient client) {
        return new AzureAccount(client, signing(client.getHttpPipeline()), null, null, null, null);
    }

    /** Of a client that was made here. */
    static AzureAccount of(
            BlobServiceClient client, Signing signing, String sasToken, TokenCredential credential, AzureHttp http) {
        return new AzureAccount(
                client, signing, sasToken, credential, http, AzureDirect.of(client, sasToken, http.transport()));
    }

    private static Signing signing(HttpPipeline pipeline) {
        for (int i = 0; i < pipeline.getPolicyCount(); i++) {
            HttpPipelinePolicy policy = pipeline.getPolicy(i);
            if (policy instanceof StorageSharedKeyCredentialPolicy) {
                return Signing.ACCOUNT_KEY;
            }
            if (policy instanceof BearerTokenAuthenticationPolicy) {
                return Signing.USER_DELEGATION;
            }
        }
        return Signing.NONE;
    }

    /**
     * Whether the service can be told how to read a source of a copy. What is encrypted with a key that the customer sends along it cannot read by
     * itself.
     */
    boolean canAuthorizeSources() {
        boolean ownKey = container("any").getCustomerProvidedKey() != null;
        return !ownKey && (signing != Signing.NONE || sasToken != null);
    }

    String host() {
        return URI.create(client.getAccountUrl()).getAuthority();
    }

    boolean isHttps() {
        return client.getAccountUrl().startsWith("https:");
    }

    /** What sends requests past the SDK, or null where the SDK has to send them. */
    AzureDirect direct() {
        return ownRequests == null || ownRequests.isChallenged() ? null : ownRequests;
    }

    void close() {
        if (http != null) {
            http.close();
        }
    }

    BlobContainerClient container(String bucket) {
        return client.getBlobContainerClient(bucket);
    }

    BlobClient blob(ObjectRef ref) {
        BlobContainerClient container = container(ref.bucket());
        return ref.versionId() == null
                ? container.getBlobClient(ref.key())
                : container.getBlobVersionClient(ref.key(), ref.versionId());
    }
}
