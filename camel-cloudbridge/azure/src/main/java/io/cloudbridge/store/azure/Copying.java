/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.store.azure;

import com.azure.core.credential.TokenRequestContext;
import com.azure.core.http.HttpAuthorization;
import com.azure.core.http.rest.Response;
import com.azure.core.util.Context;
import com.azure.storage.blob.BlobClient;
import com.azure.storage.blob.models.BlobProperties;
import com.azure.storage.blob.models.BlobRange;
import com.azure.storage.blob.options.BlockBlobStageBlockFromUrlOptions;
import com.azure.storage.blob.specialized.BlockBlobClient;
import io.cloudbridge.store.CopyOptions;
import io.cloudbridge.store.ObjectInfo;
import io.cloudbridge.store.ObjectProperties;
import io.cloudbridge.store.ObjectRef;
import io.cloudbridge.store.PutOptions;
import io.cloudbridge.store.PutResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Copies inside the account: the service fills blocks from the source, and a list of them makes the copy visible whole. Of the service's ways to
 * copy the only one that is good for any size, obeys conditions on both ends, sets properties, and leaves the old object as it was when it fails.
 */
final class Copying {

    private static final String SCOPE = "https://storage.azure.com/.default";

    /** Small enough for a block to be filled within requestTimeout. */
    private static final long BLOCK = 64L * 1024 * 1024;

    private static final int MOST_BLOCKS = 50_000;

    private final Account account;
    private final Signer signer;

    Copying(Account account, Signer signer) {
        this.account = account;
        this.signer = signer;
    }

    PutResult copy(ObjectRef from, ObjectRef to, CopyOptions options) {
        BlobClient source = account.blob(from);
        Response<BlobProperties> response =
                source.getPropertiesWithResponse(Writing.conditions(options.sourceIfMatch(), null), null, Context.NONE);
        ObjectInfo info = Attributes.of(from, response.getStatusCode(), response.getHeaders());
        PutOptions target = target(source, response.getValue(), info, options);

        BlockBlobClient blob = account.blob(to).getBlockBlobClient();
        Upload upload = new Upload(account.blob(to), null, to, target);
        BlockBlobClient scoped = target.encryption() == PutOptions.Encryption.KMS
                ? blob.getEncryptionScopeClient(target.encryptionKeyId())
                : blob;
        List<String> blocks = new ArrayList<>();
        long size = Math.max(BLOCK, (info.size() + MOST_BLOCKS - 1) / MOST_BLOCKS);
        String url = info.size() == 0 ? null : sourceUrl(source, from);
        for (long offset = 0; offset < info.size(); offset += size) {
            String id = upload.blockId(blocks.size() + 1);
            long length = Math.min(size, info.size() - offset);
            BlockBlobStageBlockFromUrlOptions stage = new BlockBlobStageBlockFromUrlOptions(id, url)
                    .setSourceRange(new BlobRange(offset, length))
                    .setSourceRequestConditions(Writing.conditions(info.etag(), null))
                    .setSourceAuthorization(authorization());
            if (length == info.size() && info.checksum() != null) {
                stage.setSourceContentMd5(info.checksum().bytes());
            }
            scoped.stageBlockFromUrlWithResponse(stage, null, Context.NONE);
            blocks.add(id);
        }
        return upload.commit(blocks, info.checksum());
    }

    private static PutOptions target(
            BlobClient source, BlobProperties properties, ObjectInfo info, CopyOptions options) {
        PutOptions target = options.target();
        if (options.keepProperties()) {
            ObjectProperties kept =
                    info.properties().withStorageClass(target.properties().storageClass());
            target = target.withProperties(kept);
        }
        boolean tagged = properties.getTagCount() != null && properties.getTagCount() > 0;
        Map<String, String> tags = target.tags().isEmpty() && tagged ? source.getTags() : target.tags();
        return target.withTags(tags);
    }

    private String sourceUrl(BlobClient source, ObjectRef from) {
        if (account.sasToken() != null) {
            String url = source.getBlobUrl();
            return url + (url.contains("?") ? "&" : "?") + account.sasToken();
        }
        return account.credential() != null ? source.getBlobUrl() : signer.sourceUrl(from);
    }

    /** The token itself where there is one: that needs no right beyond reading, as signing by user delegation does. */
    private HttpAuthorization authorization() {
        return account.credential() == null
                ? null
                : new HttpAuthorization(
                        "Bearer",
                        account.credential()
                                .getTokenSync(new TokenRequestContext().addScopes(SCOPE))
                                .getToken());
    }
}
