/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.store.gcp;

import com.google.api.services.storage.model.StorageObject;
import io.cloudbridge.store.Checksum;
import io.cloudbridge.store.CloudBridgeException;
import io.cloudbridge.store.Content;
import io.cloudbridge.store.MultipartUpload;
import io.cloudbridge.store.ObjectRef;
import io.cloudbridge.store.PutOptions;
import io.cloudbridge.store.PutResult;
import io.cloudbridge.store.driver.PercentEncoding;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Stores objects: in one request, or in parts. Nothing but the bucket can be missing where they begin. */
final class GcpUploads {

    final GcpErrors errors;
    final GcpHttp http;
    final GcpReads reads;

    GcpUploads(GcpErrors errors, GcpHttp http, GcpReads reads) {
        this.errors = errors;
        this.http = http;
        this.reads = reads;
    }

    PutResult put(ObjectRef ref, Content content, PutOptions options) {
        return errors.call(ref.bucket(), () -> {
            Checksum sum = content.checksum(Checksum.Algorithm.CRC32C);
            StorageObject resource =
                    GcpValues.resource(options.properties()).setName(ref.key()).setCrc32c(GcpValues.base64(sum));
            Target target = target(ref, options);
            String url = target.on(new GcpHttp.Url(http.uploadUrl(ref.bucket())).with("uploadType", "multipart"))
                    .with("kmsKeyName", key(options))
                    .with("fields", GcpValues.FIELDS)
                    .toString();
            GcpHttp.Body body =
                    Related.of(GcpJson.write(resource), options.properties().contentType(), content);
            GcpHttp.Answer answer = http.send("POST", url, Map.of(), body);
            return GcpValues.stored(GcpJson.object(answer.document()), ref, content.length(), sum);
        });
    }

    /**
     * What must be there for a write. Writes of this service can be conditional on generations, not on ETags.
     *
     * @param generation of the object; 0 for no object, null for no condition
     * @param generationNot 0 for any object, null for no condition
     * @param metageneration null for no condition
     */
    record Target(Long generation, Long generationNot, Long metageneration) {
        static final Target ANY = new Target(null, null, null);

        /** What an ETag as a condition means; empty for one of another form than {@link GcpVersion}'s, which a look at the object resolves. */
        static Optional<Target> of(String ifMatch) {
            if (ifMatch == null) {
                return Optional.of(ANY);
            }
            return ifMatch.equals("*")
                    ? Optional.of(new Target(null, 0L, null))
                    : GcpVersion.of(ifMatch)
                            .map(version -> new Target(version.generation(), null, version.metageneration()));
        }

        /** This version of an object. */
        static Target of(StorageObject found) {
            return new Target(found.getGeneration(), null, found.getMetageneration());
        }

        /** As parameters of a request. */
        GcpHttp.Url on(GcpHttp.Url url) {
            return url.with("ifGenerationMatch", generation)
                    .with("ifGenerationNotMatch", generationNot)
                    .with("ifMetagenerationMatch", metageneration);
        }
    }

    Target target(ObjectRef ref, PutOptions options) {
        return options.ifNoneMatch() != null ? new Target(0L, null, null) : target(ref, options.ifMatch());
    }

    Target target(ObjectRef ref, String ifMatch) {
        return Target.of(ifMatch).orElseGet(() -> Target.of(reads.withEtag(ref, ifMatch)));
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
        return errors.call(ref.bucket(), () -> {
            key(options);
            boolean conditional = options.ifMatch() != null || options.ifNoneMatch() != null;
            if (!conditional && XmlUpload.canCarry(ref, options)) {
                Optional<MultipartUpload> parallel = XmlUpload.start(this, ref, options);
                if (parallel.isPresent()) {
                    return parallel.get();
                }
            }
            return ResumableUpload.start(this, ref, options, target(ref, options));
        });
    }

    /**
     * Drops an upload in parts. One that is gone already is no error.
     *
     * @param id of an upload of the XML API, or the address of a resumable session
     */
    void abort(ObjectRef ref, String id) {
        boolean session = id.startsWith("http");
        String url = session ? id : http.objectUrl(ref) + "?uploadId=" + PercentEncoding.segment(id);
        errors.call(ref, () -> {
            GcpHttp.Answer answer = http.sendAny("DELETE", url, Map.of(), null);
            // 499 says that a session was dropped, the others that there is none any more
            boolean gone = answer.isSuccess() || Set.of(404, 410, 499).contains(answer.status());
            if (!gone) {
                throw GcpHttp.error(answer);
            }
            return null;
        });
    }
}
