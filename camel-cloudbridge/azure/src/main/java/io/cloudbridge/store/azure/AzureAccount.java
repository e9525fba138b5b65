/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.store.azure;

import com.azure.core.credential.TokenCredential;
import com.azure.core.http.HttpMethod;
import com.azure.storage.blob.BlobClient;
import com.azure.storage.blob.BlobContainerClient;
import com.azure.storage.blob.BlobServiceClient;
import io.cloudbridge.store.ObjectRef;
import java.net.URI;

/**
 * One account: its client, and what that way of logging in allows beyond plain requests.
 *
 * @param url without a slash at its end
 * @param authorization null if the client logs in in a way that only the SDK knows
 * @param credential null unless logged in by a token that is known here
 * @param http null if the user made the client
 * @param ownRequests null where the SDK has to send all requests
 */
record AzureAccount(
        BlobServiceClient client,
        URI url,
        AzureAuthorization authorization,
        TokenCredential credential,
        AzureHttp http,
        AzureDirect ownRequests) {

    AzureAccount(
            BlobServiceClient client,
            AzureAuthorization authorization,
            TokenCredential credential,
            AzureHttp http,
            AzureDirect ownRequests) {
        this(
                client,
                URI.create(client.getAccountUrl().replaceAll("/+$", "")),
                authorization,
                credential,
                http,
                ownRequests);
    }

    /** Of a client that the user made. */
    static AzureAccount of(BlobServiceClient client) {
        return new AzureAccount(client, AzureAuthorization.of(client.getHttpPipeline(), null), null, null, null);
    }

    /**
     * Of a client that was made here.
     *
     * @param sasToken without question mark; null unless logged in by SAS
     */
    static AzureAccount of(BlobServiceClient client, String sasToken, TokenCredential credential, AzureHttp http) {
        AzureAuthorization authorization = AzureAuthorization.of(client.getHttpPipeline(), sasToken);
        AzureDirect direct = authorization == null || AzureDirect.isWatched(client.getHttpPipeline())
                ? null
                : new AzureDirect(http.transport(), authorization, client);
        return new AzureAccount(client, authorization, credential, http, direct);
    }

    /** Whether URLs are signed with the account's key, here. */
    boolean hasKey() {
        return authorization instanceof AzureAuthorization.SharedKey;
    }

    /** Whether URLs are signed with a key that the service lends to who is logged in by token. */
    boolean hasToken() {
        return authorization instanceof AzureAuthorization.Token;
    }

    /** Null unless logged in by SAS. Who holds one cannot make a narrower one. */
    String sasToken() {
        return authorization instanceof AzureAuthorization.Sas sas ? sas.query() : null;
    }

    /**
     * Whether the service can be told how to read a source of a copy. What is encrypted with a key that the customer sends along it cannot read by
     * itself.
     */
    boolean canAuthorizeSources() {
        return authorization != null && container("any").getCustomerProvidedKey() == null;
    }

    String origin() {
        return url.getScheme() + "://" + url.getRawAuthority();
    }

    /** Of the URL; empty where the account is in the name of the host. */
    String path() {
        return url.getRawPath();
    }

    boolean isHttps() {
        return url.getScheme().equals("https");
    }

    /** Whether it is Azure that answers, in one of its clouds, and not an emulator or what else a given endpoint leads to. */
    boolean isAtAzure() {
        return url.getHost().contains(".blob.core.") || url.getHost().endsWith(".blob.storage.azure.net");
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

    /**
     * The address of a blob.
     *
     * @param signed what its query ends with; empty for nothing
     */
    String blobUrl(ObjectRef ref, String signed) {
        return origin() + new AzureRequest(this, HttpMethod.GET, ref).target(signed);
    }

    BlobClient blob(ObjectRef ref) {
        AzureKeys.checkVersion(ref.versionId());
        BlobContainerClient container = container(ref.bucket());
        return ref.versionId() == null
                ? container.getBlobClient(ref.key())
                : container.getBlobVersionClient(ref.key(), ref.versionId());
    }
}
