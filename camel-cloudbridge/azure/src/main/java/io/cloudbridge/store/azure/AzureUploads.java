/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.store.azure;

import com.azure.core.http.HttpHeaderName;
import com.azure.core.http.HttpMethod;
import com.azure.core.http.HttpResponse;
import com.azure.storage.blob.models.Block;
import com.azure.storage.blob.models.BlockListType;
import io.cloudbridge.store.Checksum;
import io.cloudbridge.store.CloudBridgeException;
import io.cloudbridge.store.Content;
import io.cloudbridge.store.Failure;
import io.cloudbridge.store.MultipartUpload;
import io.cloudbridge.store.ObjectRef;
import io.cloudbridge.store.PutOptions;
import io.cloudbridge.store.PutResult;
import io.cloudbridge.store.driver.Bodies;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * A block blob on its way: in one request, or as blocks that a list makes visible at the end. Conditions, headers, metadata, tags and tier are
 * those of the list. Every request carries the MD5 of its body, so that the service stores nothing that was damaged on the way, and the blob gets
 * the MD5 of its whole content, so that a reader can check it.
 */
final class AzureUploads implements MultipartUpload {

    private static final SecureRandom RANDOM = new SecureRandom();

    /** With the eight digits of the number 36 bytes: as long as the ids of Microsoft's tools, since all ids of a blob must be of one length. */
    private static final int ID_BYTES = 14;

    private final AzureAccount account;
    private final AzureErrors errors;
    private final ObjectRef ref;
    private final PutOptions options;
    private final String id;
    private final WholeMd5 whole = new WholeMd5();
    private volatile boolean aborted;

    /** @param id of the upload; empty for one without blocks */
    AzureUploads(AzureAccount account, AzureErrors errors, ObjectRef ref, PutOptions options, String id) {
        this.account = account;
        this.errors = errors;
        this.ref = ref;
        this.options = options;
        this.id = id;
    }

    static AzureUploads inBlocks(AzureAccount account, AzureErrors errors, ObjectRef ref, PutOptions options) {
        byte[] random = new byte[ID_BYTES];
        RANDOM.nextBytes(random);
        return new AzureUploads(account, errors, ref, options, HexFormat.of().formatHex(random));
    }

    @Override
    public String id() {
        return id;
    }

    PutResult put(Content content) {
        if (scope() != null && !account.isAtAzure() && content.length() > 0) {
            // a block is not visible, and its answer shows whether an emulator knows encryption scopes
            AzureUploads inOneBlock = inBlocks(account, errors, ref, options);
            return inOneBlock.complete(List.of(inOneBlock.uploadPart(1, content)));
        }
        return writing(() -> {
            Checksum md5 = Bodies.checksum(content, Checksum.Algorithm.MD5);
            String sent = AzureWrites.md5(md5);
            HttpResponse response = visible(request())
                    .with("x-ms-blob-type", "BlockBlob")
                    .with("Content-MD5", sent)
                    .content(content)
                    .run(201);
            Checksum stored = AzureValues.md5(response.getHeaders().getValue(HttpHeaderName.CONTENT_MD5));
            return AzureValues.written(response, stored == null ? md5 : stored);
        });
    }

    @Override
    public Part uploadPart(int number, Content content) {
        String block = blockId(number);
        writing(() -> store(block(block)
                .with("Content-MD5", AzureWrites.md5(whole.part(number, content)))
                .content(content)));
        return new Part(number, block, content.length());
    }

    @Override
    public PutResult complete(List<Part> parts) {
        if (aborted) {
            throw new CloudBridgeException.ObjectNotFound(Failure.of("the upload was aborted"), null);
        }
        List<String> blocks = parts.stream().map(Part::etag).toList();
        Checksum known = AzureWrites.md5(options.checksum()) == null ? whole.of(parts) : options.checksum();
        return writing(() -> commit(blocks, known));
    }

    /** The blocks' ids are random, so the same list is the same upload. */
    @Override
    public boolean isCompleted(List<Part> parts) {
        return writing(() -> account.blob(ref).getBlockBlobClient().listBlocks(BlockListType.COMMITTED))
                .getCommittedBlocks()
                .stream()
                .map(Block::getName)
                .toList()
                .equals(parts.stream().map(Part::etag).toList());
    }

    /** The request that stores a block. */
    AzureRequest block(String block) {
        return request().query("comp", "block").query("blockid", block);
    }

    /** Stores a block, encrypted as it was asked. */
    HttpResponse store(AzureRequest block) {
        HttpResponse stored = block.run(201);
        if (scope() != null && !scope().equals(stored.getHeaders().getValue(AzureRequest.ENCRYPTION_SCOPE))) {
            throw new CloudBridgeException.Unsupported(
                    Failure.of("the service does not say that it encrypts by scope " + scope()
                            + ", as it was asked to; leave encryption out"),
                    null);
        }
        return stored;
    }

    /** The encryption scope, or null. */
    private String scope() {
        return options.encryption() == PutOptions.Encryption.KMS ? options.encryptionKeyId() : null;
    }

    /** @param md5 of the whole content, or null if it is not known */
    PutResult commit(List<String> blocks, Checksum md5) {
        String list = blocks.stream()
                .collect(Collectors.joining(
                        "</Latest><Latest>",
                        "<?xml version=\"1.0\" encoding=\"utf-8\"?><BlockList>" + (blocks.isEmpty() ? "" : "<Latest>"),
                        (blocks.isEmpty() ? "" : "</Latest>") + "</BlockList>"));
        Content body = Content.of(list.getBytes(StandardCharsets.US_ASCII));
        HttpResponse response = visible(request().query("comp", "blocklist"))
                .with("Content-Type", "application/xml")
                .with("Content-MD5", AzureWrites.md5(Bodies.checksum(body, Checksum.Algorithm.MD5)))
                .with("x-ms-blob-content-md5", AzureWrites.md5(md5))
                .content(body)
                .run(201);
        return AzureValues.written(response, AzureWrites.md5(md5) == null ? null : md5);
    }

    private AzureRequest request() {
        return new AzureRequest(account, HttpMethod.PUT, ref).encryptionScope(scope());
    }

    /** What the request that makes the object visible says of it. */
    private AzureRequest visible(AzureRequest request) {
        AzureWrites.properties(request, options.properties());
        String tags = options.tags().entrySet().stream()
                .map(tag -> URLEncoder.encode(tag.getKey(), StandardCharsets.UTF_8) + "="
                        + URLEncoder.encode(tag.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
        return request.with("x-ms-tags", tags.isEmpty() ? null : tags)
                .ifMatch(options.ifMatch())
                .ifNoneMatch(options.ifNoneMatch());
    }

    /** Translates errors as they are meant of a write: what is not found is the container, since a write needs no object that exists. */
    private <T> T writing(Supplier<T> call) {
        try {
            return errors.call(ref, call);
        } catch (CloudBridgeException.ObjectNotFound e) {
            throw options.ifMatch() != null
                    ? new CloudBridgeException.PreconditionFailed(e.failure(), e.getCause())
                    : new CloudBridgeException.BucketNotFound(
                            e.failure().withMessage(AzureErrors.NO_CONTAINER), e.getCause());
        }
    }

    /**
     * Leaves the blocks to the service: they are visible to nobody, count for no listing, and go with the next upload of the key or after a
     * week. The only requests that would drop them at once make an empty object visible for a moment, or drop the blocks of other uploads.
     */
    @Override
    public void abort() {
        aborted = true;
    }

    String blockId(int number) {
        String text = id + String.format(Locale.ROOT, "%08d", number);
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.US_ASCII));
    }

    /** Drops the blocks of a key that holds no object, by making an empty one and deleting just that. */
    static void drop(AzureAccount account, AzureErrors errors, ObjectRef ref) {
        try {
            AzureUploads empty = inBlocks(account, errors, ref, PutOptions.NONE.createOnly());
            errors.call(ref, () -> {
                String etag = empty.commit(List.of(), null).etag();
                return new AzureRequest(account, HttpMethod.DELETE, ref)
                        .ifMatch(etag)
                        .run(202);
            });
        } catch (CloudBridgeException e) {
            // An upload of the key that was finished meanwhile has dropped the blocks.
            if (e.getHttpStatus() != 409 && e.getHttpStatus() != 412) {
                throw e;
            }
        }
    }
}
