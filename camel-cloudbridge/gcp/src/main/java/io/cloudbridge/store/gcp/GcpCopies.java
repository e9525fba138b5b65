/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.store.gcp;

import com.google.api.client.util.Data;
import com.google.api.services.storage.Storage;
import com.google.api.services.storage.model.RewriteResponse;
import com.google.api.services.storage.model.StorageObject;
import io.cloudbridge.store.CloudBridgeException;
import io.cloudbridge.store.CopyOptions;
import io.cloudbridge.store.Failure;
import io.cloudbridge.store.ObjectProperties;
import io.cloudbridge.store.ObjectRef;
import io.cloudbridge.store.PutOptions;
import io.cloudbridge.store.PutResult;
import io.cloudbridge.store.ReadOptions;
import java.io.IOException;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Copies inside the service, and changes of what an object says of itself; a change of the storage class is a copy onto itself. */
final class GcpCopies {

    /** Calls in a row that move nothing of a copy. */
    private static final int MOST_STANDING = 100;

    private final GcpErrors errors;
    private final GcpClient client;
    private final GcpReads reads;
    private final GcpUploads uploads;

    GcpCopies(GcpErrors errors, GcpClient client, GcpReads reads, GcpUploads uploads) {
        this.errors = errors;
        this.client = client;
        this.reads = reads;
        this.uploads = uploads;
    }

    private Storage.Objects objects() {
        return client.api().objects();
    }

    /** @return empty where the server does not know a rewrite, as an emulator may */
    Optional<PutResult> copy(ObjectRef from, ObjectRef to, CopyOptions options) {
        try {
            return Optional.of(errors.call(to, () -> send(from, to, options)));
        } catch (CloudBridgeException e) {
            if (isUnknown(e.failure())) {
                return Optional.empty();
            }
            throw e;
        }
    }

    /** The service names a reason; an answer without one to a path that is not there is no word about the source. */
    private static boolean isUnknown(Failure failure) {
        return switch (failure.httpStatus()) {
            case 405, 501 -> true;
            case 400, 404 -> failure.code() == null;
            case 500 -> failure.message().toLowerCase(Locale.ROOT).contains("not implemented");
            default -> false;
        };
    }

    private PutResult send(ObjectRef from, ObjectRef to, CopyOptions options) throws IOException {
        PutOptions target = options.target();
        GcpUploads.Target source = uploads.target(from, options.sourceIfMatch());
        GcpUploads.Target there = uploads.target(to, target);
        Storage.Objects.Rewrite rewrite =
                objects().rewrite(from.bucket(), from.key(), to.bucket(), to.key(), copied(from, options));
        rewrite.setSourceGeneration(GcpValues.generation(from.versionId()));
        rewrite.setIfSourceGenerationMatch(source.generation());
        rewrite.setIfSourceMetagenerationMatch(source.metageneration());
        rewrite.setIfGenerationMatch(there.generation()).setIfGenerationNotMatch(there.generationNot());
        rewrite.setIfMetagenerationMatch(there.metageneration());
        rewrite.setDestinationKmsKeyName(GcpUploads.key(target));
        return GcpValues.result(untilDone(rewrite, to));
    }

    /** A large object whose bytes have to move takes several calls. */
    private static StorageObject untilDone(Storage.Objects.Rewrite rewrite, ObjectRef to) throws IOException {
        rewrite.setFields("done,rewriteToken,totalBytesRewritten,resource(" + GcpValues.FIELDS + ")");
        RewriteResponse response = rewrite.execute();
        long moved = 0;
        int standing = 0;
        while (response != null && Boolean.FALSE.equals(response.getDone()) && response.getRewriteToken() != null) {
            Long now = response.getTotalBytesRewritten();
            standing = now != null && now > moved ? 0 : standing + 1;
            if (standing > MOST_STANDING) {
                throw GcpErrors.wrongAnswer("the copy stands at " + moved + " bytes");
            }
            moved = now == null ? moved : now;
            response = rewrite.setRewriteToken(response.getRewriteToken()).execute();
        }
        if (response == null || !Boolean.TRUE.equals(response.getDone())) {
            throw GcpErrors.wrongAnswer("it does not say that the copy is done");
        }
        return GcpValues.checked(response.getResource(), to);
    }

    /** What the copy is to have of its own; null for everything as in the source. */
    private StorageObject copied(ObjectRef from, CopyOptions options) throws IOException {
        ObjectProperties wanted = options.target().properties();
        if (!options.keepProperties()) {
            return GcpValues.resource(wanted);
        }
        if (wanted.storageClass() == null) {
            return null;
        }
        ObjectProperties source =
                GcpValues.info(reads.get(from, ReadOptions.NONE)).properties();
        return GcpValues.resource(source.withStorageClass(wanted.storageClass()));
    }

    PutResult setProperties(ObjectRef ref, ObjectProperties properties, String ifMatch) {
        StorageObject now = ifMatch != null
                ? reads.withEtag(ref, ifMatch)
                : errors.call(ref, () -> reads.get(ref, ReadOptions.NONE));
        try {
            return errors.call(ref, () -> change(ref, now, properties));
        } catch (CloudBridgeException.PreconditionFailed e) {
            if (ifMatch != null) {
                throw e;
            }
            throw new CloudBridgeException.Unavailable(
                    Failure.of("another writer changed the object while its properties were set"), e);
        }
    }

    private PutResult change(ObjectRef ref, StorageObject now, ObjectProperties properties) throws IOException {
        boolean otherClass =
                properties.storageClass() != null && !properties.storageClass().equals(now.getStorageClass());
        if (otherClass) {
            // another class means another copy of the bytes, inside the service
            StorageObject resource = GcpValues.resource(properties);
            Storage.Objects.Rewrite rewrite =
                    objects().rewrite(ref.bucket(), ref.key(), ref.bucket(), ref.key(), resource);
            rewrite.setSourceGeneration(now.getGeneration());
            rewrite.setDestinationKmsKeyName(keyOf(now));
            rewrite.setIfGenerationMatch(now.getGeneration()).setIfMetagenerationMatch(now.getMetageneration());
            return GcpValues.result(untilDone(rewrite, ref));
        }
        Storage.Objects.Patch patch = objects().patch(ref.bucket(), ref.key(), patch(now, properties));
        patch.setGeneration(GcpValues.generation(ref.versionId()));
        patch.setIfGenerationMatch(now.getGeneration()).setIfMetagenerationMatch(now.getMetageneration());
        return GcpValues.result(
                GcpValues.checked(patch.setFields(GcpValues.FIELDS).execute(), ref));
    }

    /** The key that the object is encrypted with, which the service reports with its version; null for the service's own. */
    private static String keyOf(StorageObject object) {
        String key = object.getKmsKeyName();
        return key == null ? null : key.replaceFirst("/cryptoKeyVersions/[^/]*$", "");
    }

    /** A patch leaves alone what it does not name, so what is to go is named with null. */
    private static StorageObject patch(StorageObject now, ObjectProperties properties) {
        Map<String, String> metadata = new HashMap<>(properties.metadata());
        if (now.getMetadata() != null) {
            now.getMetadata().keySet().stream()
                    .filter(name -> !metadata.containsKey(name))
                    .forEach(name -> metadata.put(name, Data.nullOf(String.class)));
        }
        return new StorageObject()
                .setContentType(orNull(properties.contentType()))
                .setContentEncoding(orNull(properties.contentEncoding()))
                .setContentDisposition(orNull(properties.contentDisposition()))
                .setContentLanguage(orNull(properties.contentLanguage()))
                .setCacheControl(orNull(properties.cacheControl()))
                .setMetadata(metadata);
    }

    private static String orNull(String text) {
        return text == null ? Data.nullOf(String.class) : text;
    }
}
