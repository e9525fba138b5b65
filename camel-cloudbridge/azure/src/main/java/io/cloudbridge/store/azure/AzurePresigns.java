/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.store.azure;

import com.azure.core.util.Context;
import com.azure.storage.blob.BlobClient;
import com.azure.storage.blob.models.UserDelegationKey;
import com.azure.storage.blob.sas.BlobSasPermission;
import com.azure.storage.blob.sas.BlobServiceSasSignatureValues;
import com.azure.storage.common.sas.SasProtocol;
import io.cloudbridge.store.CloudBridgeException;
import io.cloudbridge.store.ObjectRef;
import io.cloudbridge.store.PresignRequest;
import io.cloudbridge.store.SignedRequest;
import java.net.URI;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Map;

/**
 * Signs URLs: with the account's key, or with a key the service lends for a week to who is logged in by token, asked for when it is first
 * needed and again when it ends too soon for a URL. Thread-safe.
 */
final class AzurePresigns {

    /** Of URLs signed with the account's key the service limits nothing; this is for typing errors. */
    static final Duration LONGEST = Duration.ofDays(3650);

    /** The life of a user delegation key. */
    static final Duration LONGEST_DELEGATION = Duration.ofDays(7);

    /** URLs begin to work earlier than they were signed, for clocks that differ. */
    private static final Duration CLOCK_TOLERANCE = Duration.ofMinutes(15);

    private static final Duration COPY = Duration.ofDays(1);

    private final AzureAccount account;
    private UserDelegationKey delegation;

    AzurePresigns(AzureAccount account) {
        this.account = account;
    }

    SignedRequest presign(PresignRequest request) {
        PresignRequest.Method method = request.method();
        if (method == PresignRequest.Method.PUT && request.ref().versionId() != null) {
            throw CloudBridgeException.invalid("a version cannot be written; presign PUT without VersionId");
        }
        BlobSasPermission permission =
                switch (method) {
                    // The service has no right to look that is less than the right to read.
                    case GET, HEAD -> new BlobSasPermission().setReadPermission(true);
                    case PUT -> new BlobSasPermission().setWritePermission(true);
                    case DELETE ->
                        request.ref().versionId() == null
                                ? new BlobSasPermission().setDeletePermission(true)
                                : new BlobSasPermission().setDeleteVersionPermission(true);
                };
        OffsetDateTime now = OffsetDateTime.now(ZoneOffset.UTC).truncatedTo(ChronoUnit.SECONDS);
        OffsetDateTime expiry = now.plus(request.expiry());
        BlobServiceSasSignatureValues values = values(permission, now, expiry);
        if (method == PresignRequest.Method.GET) {
            values.setContentType(request.responseContentType())
                    .setContentDisposition(request.responseContentDisposition());
        }
        Map<String, String> headers =
                method == PresignRequest.Method.PUT ? Map.of("x-ms-blob-type", "BlockBlob") : Map.of();
        return new SignedRequest(method, URI.create(sign(request.ref(), values, now)), headers, expiry.toInstant());
    }

    /** For the service to read the source of a copy. */
    String sourceUrl(ObjectRef ref) {
        OffsetDateTime now = OffsetDateTime.now(ZoneOffset.UTC).truncatedTo(ChronoUnit.SECONDS);
        return sign(ref, values(new BlobSasPermission().setReadPermission(true), now, now.plus(COPY)), now);
    }

    private BlobServiceSasSignatureValues values(
            BlobSasPermission permission, OffsetDateTime now, OffsetDateTime expiry) {
        return new BlobServiceSasSignatureValues(expiry, permission)
                .setStartTime(now.minus(CLOCK_TOLERANCE))
                .setProtocol(account.isHttps() ? SasProtocol.HTTPS_ONLY : SasProtocol.HTTPS_HTTP);
    }

    private String sign(ObjectRef ref, BlobServiceSasSignatureValues values, OffsetDateTime now) {
        BlobClient blob = account.blob(ref);
        String sas = account.hasKey()
                ? blob.generateSas(values, Context.NONE)
                : blob.generateUserDelegationSas(
                        values,
                        delegation(now, values.getExpiryTime()),
                        account.client().getAccountName(),
                        Context.NONE);
        return readable(account.blobUrl(ref, sas), ref.key());
    }

    /**
     * The URL with the key's slashes as slashes, so that a browser that saves it takes the last segment for the name of the file. The SDK escapes
     * them, which means the same to the service. Where segments are empty it stays so, since clients tidy those up on the way.
     */
    private static String readable(String url, String key) {
        boolean tidy = !key.startsWith("/") && !key.endsWith("/") && !key.contains("//");
        return tidy ? url.replace("%2F", "/") : url;
    }

    private synchronized UserDelegationKey delegation(OffsetDateTime now, OffsetDateTime until) {
        if (delegation == null || delegation.getSignedExpiry().isBefore(until)) {
            delegation =
                    account.client().getUserDelegationKey(now.minus(CLOCK_TOLERANCE), now.plus(LONGEST_DELEGATION));
        }
        return delegation;
    }
}
