/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.store.azure;

import com.azure.core.credential.TokenRequestContext;
import com.azure.core.http.HttpHeaderName;
import com.azure.core.http.HttpResponse;
import com.azure.storage.blob.models.BlobErrorCode;
import com.azure.storage.blob.models.BlobStorageException;
import io.cloudbridge.store.CloudBridgeException;
import io.cloudbridge.store.CopyOptions;
import io.cloudbridge.store.Failure;
import io.cloudbridge.store.ObjectInfo;
import io.cloudbridge.store.ObjectProperties;
import io.cloudbridge.store.ObjectRef;
import io.cloudbridge.store.PutOptions;
import io.cloudbridge.store.PutResult;
import io.cloudbridge.store.ReadOptions;
import io.cloudbridge.store.driver.ETags;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Copies inside the account: the service fills blocks from the source, and a list of them makes the copy visible whole. Of the service's ways to
 * copy the only one that is good for any size, obeys conditions on both ends, sets properties, and leaves the old object as it was when it fails.
 */
final class AzureCopies {

    private static final HttpHeaderName TAG_COUNT = HttpHeaderName.fromString("x-ms-tag-count");
    private static final String SCOPE = "https://storage.azure.com/.default";

    /** Small enough for a block to be filled within requestTimeout. */
    private static final long BLOCK = 32L * 1024 * 1024;

    private static final int MOST_BLOCKS = 50_000;

    private static final int INTERNAL_ERROR = 500;

    /** What Azurite says, with status 500, to an operation that it does not have. */
    private static final String NOT_IMPLEMENTED = "APINotImplemented";

    /** What a service says to a request that it takes for another one. */
    private static final Set<String> UNKNOWN = Set.of(
            "UnsupportedHeader",
            "UnsupportedQueryParameter",
            "UnsupportedHttpVerb",
            "InvalidQueryParameterValue",
            "InvalidHeaderValue");

    private final AzureAccount account;
    private final AzurePresigns signer;
    private final AzureErrors errors;
    private final AzureReads reads;

    AzureCopies(AzureAccount account, AzurePresigns signer, AzureErrors errors, AzureReads reads) {
        this.account = account;
        this.errors = errors;
        this.signer = signer;
        this.reads = reads;
    }

    /** @return empty where the service does not know blocks from elsewhere, or breaks on one that a SAS authorises, as Azurite does */
    Optional<PutResult> copy(ObjectRef from, ObjectRef to, CopyOptions options) {
        // What goes wrong here is about the source, and says so.
        HttpResponse head =
                errors.call(from, () -> reads.headers(from, new ReadOptions(options.sourceIfMatch(), null)));
        ObjectInfo info = AzureValues.of(from, head);
        if (info.size() < 0) {
            throw new CloudBridgeException.Unavailable(
                    Failure.of("the service does not say the size of the object to copy"), null);
        }
        boolean tagged = head.getHeaders().getValue(TAG_COUNT) != null;
        AzureUploads upload = AzureUploads.inBlocks(account, errors, to, target(info, tagged, options));
        List<String> blocks = new ArrayList<>();
        long size = Math.max(BLOCK, (info.size() + MOST_BLOCKS - 1) / MOST_BLOCKS);
        for (long offset = 0; offset < info.size(); offset += size) {
            try {
                blocks.add(stage(upload, blocks.size() + 1, info, offset, Math.min(size, info.size() - offset)));
            } catch (BlobStorageException e) {
                // a block by itself changes no object, so nothing is lost with it
                if (blocks.isEmpty() && cannotCopy(e)) {
                    return Optional.empty();
                }
                throw e;
            }
        }
        return Optional.of(upload.commit(blocks, info.checksum()));
    }

    private boolean cannotCopy(BlobStorageException e) {
        String code = e.getResponse().getHeaders().getValue(AzureErrors.CODE);
        return switch (e.getStatusCode()) {
            case 405, 501 -> true;
            case INTERNAL_ERROR -> account.sasToken() != null || NOT_IMPLEMENTED.equals(code);
            case 400 -> code == null || UNKNOWN.contains(code);
            default -> false;
        };
    }

    /** Has the service fill a block from a range of the source: with the token if there is one, which needs no more than the right to read. */
    private String stage(AzureUploads upload, int number, ObjectInfo source, long offset, long length) {
        String block = upload.blockId(number);
        if (account.credential() != null) {
            try {
                upload.store(from(upload.block(block), account.blobUrl(source.ref(), ""), source, offset, length)
                        .with("x-ms-copy-source-authorization", bearer()));
                return block;
            } catch (BlobStorageException e) {
                // Not every service takes a token for the source; Azurite does not.
                if (!BlobErrorCode.CANNOT_VERIFY_COPY_SOURCE.equals(e.getErrorCode()) || e.getStatusCode() != 403) {
                    throw e;
                }
            }
        }
        String url = account.sasToken() == null
                ? signer.sourceUrl(source.ref())
                : account.blobUrl(source.ref(), account.sasToken());
        upload.store(from(upload.block(block), url, source, offset, length));
        return block;
    }

    private static AzureRequest from(AzureRequest block, String url, ObjectInfo source, long offset, long length) {
        return block.with("x-ms-copy-source", url)
                .with("x-ms-source-range", "bytes=" + offset + "-" + (offset + length - 1))
                .with("x-ms-source-if-match", ETags.quoted(source.etag()))
                .with("x-ms-source-content-md5", length == source.size() ? AzureWrites.md5(source.checksum()) : null);
    }

    private String bearer() {
        TokenRequestContext wanted = new TokenRequestContext().addScopes(SCOPE);
        return "Bearer " + account.credential().getTokenSync(wanted).getToken();
    }

    private PutOptions target(ObjectInfo info, boolean tagged, CopyOptions options) {
        PutOptions target = options.target();
        if (options.keepProperties()) {
            ObjectProperties kept =
                    info.properties().withStorageClass(target.properties().storageClass());
            target = target.withProperties(kept);
        }
        return target.tags().isEmpty() && tagged
                ? target.withTags(account.blob(info.ref()).getTags())
                : target;
    }
}
