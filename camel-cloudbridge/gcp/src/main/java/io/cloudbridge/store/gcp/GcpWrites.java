/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.store.gcp;

import com.google.api.services.storage.Storage;
import com.google.api.services.storage.model.StorageObject;
import io.cloudbridge.store.Checksum;
import io.cloudbridge.store.CloudBridgeException;
import io.cloudbridge.store.Content;
import io.cloudbridge.store.MultipartUpload;
import io.cloudbridge.store.ObjectRef;
import io.cloudbridge.store.PutOptions;
import io.cloudbridge.store.PutResult;
import java.util.Optional;

/**
 * Stores objects: in one request, or in parts.
 *
 * <p>Writes of this service can be conditional on a generation, not on an ETag. A condition on an ETag is therefore resolved with one look at
 * the object, and then holds for the generation that had it: atomic all the same.
 */
final class GcpWrites {

    private final GcpStore store;
    private final GcpClient client;
    private final GcpHttp http;
    private final GcpReads reads;

    GcpWrites(GcpStore store, GcpClient client, GcpHttp http, GcpReads reads) {
        this.store = store;
        this.client = client;
        this.http = http;
        this.reads = reads;
    }

    PutResult put(ObjectRef ref, Content content, PutOptions options) {
        return store.call("put", ref, () -> {
            StorageObject resource = GcpObjects.resource(options.properties())
                    .setName(ref.key())
                    .setCrc32c(GcpObjects.base64(content.checksum(Checksum.Algorithm.CRC32C)));
            Storage.Objects.Insert insert = client.api()
                    .objects()
                    .insert(
                            ref.bucket(),
                            resource,
                            new MediaBody(content, options.properties().contentType()));
            insert.getMediaHttpUploader().setDirectUploadEnabled(true).setDisableGZipContent(true);
            insert.setDisableGZipContent(true);
            insert.setIfGenerationMatch(generation(ref, options, "put"));
            insert.setKmsKeyName(key(options));
            return GcpObjects.result(insert.setFields(GcpObjects.FIELDS).execute());
        });
    }

    /** What must be there for a write: a generation, 0 for nothing, null for whatever. */
    Long generation(ObjectRef ref, PutOptions options, String operation) {
        if (options.ifNoneMatch() != null) {
            return 0L;
        }
        return options.ifMatch() == null
                ? null
                : reads.withEtag(ref, options.ifMatch(), operation).getGeneration();
    }

    /** The name of the key to encrypt with, or null for the bucket's default. */
    static String key(PutOptions options) {
        if (options.encryption() == PutOptions.Encryption.KMS && options.encryptionKeyId() == null) {
            throw CloudBridgeException.invalid(
                    "encryption=kms needs a key on Google Cloud Storage; set encryptionKeyId to "
                            + "projects/…/locations/…/keyRings/…/cryptoKeys/…, or drop it for the bucket's default key");
        }
        return options.encryptionKeyId();
    }

    MultipartUpload startMultipart(ObjectRef ref, PutOptions options) {
        return store.call("startMultipart", ref, () -> {
            key(options);
            boolean conditional = options.ifMatch() != null || options.ifNoneMatch() != null;
            if (!conditional && XmlUpload.canCarry(ref, options)) {
                Optional<MultipartUpload> parallel = XmlUpload.start(store, http, ref, options);
                if (parallel.isPresent()) {
                    return parallel.get();
                }
            }
            return ResumableUpload.start(store, http, ref, options, generation(ref, options, "startMultipart"));
        });
    }
}
