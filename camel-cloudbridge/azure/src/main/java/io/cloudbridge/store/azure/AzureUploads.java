/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.store.azure;

import com.azure.core.util.BinaryData;
import com.azure.core.util.Context;
import com.azure.storage.blob.BlobClient;
import com.azure.storage.blob.models.BlobErrorCode;
import com.azure.storage.blob.models.BlobStorageException;
import com.azure.storage.blob.models.Block;
import com.azure.storage.blob.models.BlockBlobItem;
import com.azure.storage.blob.models.BlockListType;
import com.azure.storage.blob.options.BlockBlobCommitBlockListOptions;
import com.azure.storage.blob.options.BlockBlobSimpleUploadOptions;
import com.azure.storage.blob.options.BlockBlobStageBlockFromUrlOptions;
import com.azure.storage.blob.options.BlockBlobStageBlockOptions;
import com.azure.storage.blob.specialized.BlockBlobClient;
import io.cloudbridge.store.Checksum;
import io.cloudbridge.store.CloudBridgeException;
import io.cloudbridge.store.Content;
import io.cloudbridge.store.Failure;
import io.cloudbridge.store.MultipartUpload;
import io.cloudbridge.store.ObjectRef;
import io.cloudbridge.store.PutOptions;
import io.cloudbridge.store.PutResult;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;

/**
 * A block blob on its way: in one request, or as blocks that a list makes visible at the end. Conditions, headers, metadata, tags and tier are
 * those of the list. Every request carries the MD5 of its body, so that the service stores nothing that was damaged on the way.
 */
final class AzureUpload implements MultipartUpload {

    private static final SecureRandom RANDOM = new SecureRandom();

    /** With the eight digits of the number 36 bytes: as long as the ids of Microsoft's tools, since all ids of a blob must be of one length. */
    private static final int ID_BYTES = 14;

    private final BlockBlobClient blob;
    private final AzureErrors errors;
    private final ObjectRef ref;
    private final PutOptions options;
    private final String id;
    private volatile boolean committing;
    private volatile boolean aborted;

    AzureUpload(BlobClient blob, AzureErrors errors, ObjectRef ref, PutOptions options) {
        BlockBlobClient block = blob.getBlockBlobClient();
        this.blob = options.encryption() == PutOptions.Encryption.KMS
                ? block.getEncryptionScopeClient(options.encryptionKeyId())
                : block;
        this.errors = errors;
        this.ref = ref;
        this.options = options;
        byte[] random = new byte[ID_BYTES];
        RANDOM.nextBytes(random);
        this.id = HexFormat.of().formatHex(random);
    }

    @Override
    public String id() {
        return id;
    }

    PutResult put(Content content) {
        byte[] md5 = md5(content);
        try (InputStream in = content.open()) {
            return AzureAttributes.ofPut(blob.uploadWithResponse(
                            new BlockBlobSimpleUploadOptions(BinaryData.fromStream(in, content.length()))
                                    .setHeaders(AzureWrites.headers(options.properties(), null))
                                    .setMetadata(AzureWrites.metadata(options.properties()))
                                    .setTags(AzureWrites.tags(options.tags()))
                                    .setTier(AzureWrites.tier(options.properties()))
                                    .setContentMd5(md5)
                                    .setRequestConditions(AzureWrites.conditions(options)),
                            null,
                            Context.NONE)
                    .getValue());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public Part uploadPart(int number, Content content) {
        String block = blockId(number);
        errors.translate(ref.bucket(), ref.key(), () -> {
            byte[] md5 = md5(content);
            try (InputStream in = content.open()) {
                return blob.stageBlockWithResponse(
                        new BlockBlobStageBlockOptions(block, BinaryData.fromStream(in, content.length()))
                                .setContentMd5(md5),
                        null,
                        Context.NONE);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        return new Part(number, block, content.length());
    }

    @Override
    public PutResult complete(List<Part> parts) {
        if (aborted) {
            throw new CloudBridgeException.ObjectNotFound(
                    Failure.of("the upload was aborted").in(AzureProvider.NAME, null, ref.bucket(), ref.key()), null);
        }
        List<String> blocks = parts.stream().map(Part::etag).toList();
        boolean again = committing;
        committing = true;
        try {
            return errors.translate(ref.bucket(), ref.key(), () -> commit(blocks, options.checksum()));
        } catch (CloudBridgeException.PreconditionFailed e) {
            // The answer to an earlier try may have been lost; then the condition fails on our own object.
            if (again && isCommitted(blocks)) {
                return errors.translate(ref.bucket(), ref.key(), this::stored);
            }
            throw e;
        }
    }

    /** Has the service fill a block from elsewhere; returns the block's id. */
    String stageFrom(int number, BlockSource source) {
        String block = blockId(number);
        try {
            blob.stageBlockFromUrlWithResponse(source.of(block, false), null, Context.NONE);
        } catch (BlobStorageException e) {
            if (!BlobErrorCode.CANNOT_VERIFY_COPY_SOURCE.equals(e.getErrorCode()) || e.getStatusCode() != 403) {
                throw e;
            }
            // Not every service takes a token for the source; Azurite does not.
            blob.stageBlockFromUrlWithResponse(source.of(block, true), null, Context.NONE);
        }
        return block;
    }

    /** Where a block is filled from. */
    @FunctionalInterface
    interface BlockSource {
        BlockBlobStageBlockFromUrlOptions of(String block, boolean tokenWasRefused);
    }

    PutResult commit(List<String> blocks, Checksum checksum) {
        BlockBlobItem item = blob.commitBlockListWithResponse(
                        new BlockBlobCommitBlockListOptions(blocks)
                                .setHeaders(AzureWrites.headers(options.properties(), checksum))
                                .setMetadata(AzureWrites.metadata(options.properties()))
                                .setTags(AzureWrites.tags(options.tags()))
                                .setTier(AzureWrites.tier(options.properties()))
                                .setRequestConditions(AzureWrites.conditions(options)),
                        null,
                        Context.NONE)
                .getValue();
        return AzureAttributes.ofCommit(item, AzureWrites.md5(checksum) == null ? null : checksum);
    }

    /** The blocks' ids are random, so the same list is the same upload. */
    private boolean isCommitted(List<String> blocks) {
        try {
            return blob.listBlocks(BlockListType.COMMITTED).getCommittedBlocks().stream()
                    .map(Block::getName)
                    .toList()
                    .equals(blocks);
        } catch (RuntimeException e) {
            return false;
        }
    }

    private PutResult stored() {
        var response = blob.getPropertiesWithResponse(null, null, Context.NONE);
        var info = AzureAttributes.of(ref, response.getStatusCode(), response.getHeaders());
        return new PutResult(info.etag(), info.versionId(), info.checksum());
    }

    /**
     * Leaves the blocks to the service: they are visible to nobody, count for no listing, and go with the next upload of the key or after a
     * week. The only requests that would drop them at once make an empty object visible for a moment, or drop the blocks of other uploads.
     */
    @Override
    public void abort() {
        aborted = true;
    }

    private String blockId(int number) {
        String text = id + String.format(Locale.ROOT, "%08d", number);
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.US_ASCII));
    }

    /** Drops the blocks of a key that holds no object, by making an empty one and deleting just that. */
    static void drop(BlobClient blob) {
        BlockBlobClient block = blob.getBlockBlobClient();
        String etag;
        try {
            etag = block.commitBlockListWithResponse(
                            new BlockBlobCommitBlockListOptions(List.of())
                                    .setRequestConditions(AzureWrites.conditions(null, "*")),
                            null,
                            Context.NONE)
                    .getValue()
                    .getETag();
        } catch (BlobStorageException e) {
            if (e.getStatusCode() == 409 || e.getStatusCode() == 412) {
                // An upload of the key was finished meanwhile, which dropped the blocks.
                return;
            }
            throw e;
        }
        block.deleteWithResponse(
                null, AzureWrites.conditions(AzureAttributes.unquoted(etag), null), null, Context.NONE);
    }

    private static byte[] md5(Content content) {
        try {
            return content.checksum(Checksum.Algorithm.MD5).bytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
