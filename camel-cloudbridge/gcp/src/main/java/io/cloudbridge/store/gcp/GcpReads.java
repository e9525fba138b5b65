/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.store.gcp;

import com.google.api.client.http.HttpResponseException;
import com.google.api.services.storage.model.StorageObject;
import io.cloudbridge.store.ByteRange;
import io.cloudbridge.store.CloudBridgeException;
import io.cloudbridge.store.ContentRange;
import io.cloudbridge.store.Failure;
import io.cloudbridge.store.ObjectContent;
import io.cloudbridge.store.ObjectInfo;
import io.cloudbridge.store.ObjectRef;
import io.cloudbridge.store.ReadOptions;
import io.cloudbridge.store.driver.Answers;
import io.cloudbridge.store.driver.OpenedObject;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Looks at objects and downloads them.
 *
 * <p>Downloads go through the XML API: only its answer tells all attributes, the user's metadata among them. Where a server has no XML API, or a
 * key would not survive as a path, a look through the JSON API comes before the download of that generation.
 */
final class GcpReads {

    /** How often an object may be replaced between the look at it and the read of it. */
    private static final int MOST_REPLACEMENTS = 5;

    /** How a server answers, without a document of the XML API, that has no such API. */
    private static final Set<Integer> NO_XML = Set.of(400, 404, 405, 501);

    private final GcpErrors errors;
    private final GcpHttp http;
    private volatile boolean xml = true;

    GcpReads(GcpErrors errors, GcpHttp http) {
        this.errors = errors;
        this.http = http;
    }

    ObjectInfo head(ObjectRef ref, ReadOptions options) {
        return GcpValues.info(withPin(ref, options, () -> get(ref, options)));
    }

    /** The resource of an object as it is now, or as the options ask for it. */
    StorageObject get(ObjectRef ref, ReadOptions options) throws IOException {
        Optional<GcpVersion> version = version(options.ifMatch());
        String url = new GcpHttp.Url(http.endpoint() + GcpHttp.objectPath(ref))
                .with("fields", GcpValues.FIELDS)
                .with("generation", GcpValues.generation(ref.versionId()))
                .with("ifGenerationMatch", version.map(GcpVersion::generation).orElse(null))
                .with(
                        "ifMetagenerationMatch",
                        version.map(GcpVersion::metageneration).orElse(null))
                .toString();
        Map<String, String> headers =
                options.ifNoneMatch() == null ? Map.of() : Map.of("If-None-Match", options.ifNoneMatch());
        return GcpValues.checked(
                GcpJson.object(http.send("GET", url, headers, null).document()), ref);
    }

    private static Optional<GcpVersion> version(String etag) {
        return etag == null ? Optional.empty() : GcpVersion.of(etag);
    }

    ObjectContent read(ObjectRef ref, ByteRange range, ReadOptions options) {
        if (xml && GcpHttp.isPath(ref.key())) {
            ObjectContent content = withPin(ref, options, () -> readXml(ref, range, options));
            if (content != null) {
                return content;
            }
        }
        return readJson(ref, range, options);
    }

    /** One request; null if the server has no XML API, or writes the attributes in a way that nobody says how to read. */
    private ObjectContent readXml(ObjectRef ref, ByteRange range, ReadOptions options) throws IOException {
        Long generation = GcpValues.generation(ref.versionId());
        String url = http.objectUrl(ref) + (generation == null ? "" : "?generation=" + generation);
        Map<String, String> headers = new LinkedHashMap<>();
        if (!range.isAll()) {
            headers.put("Range", range.toHeader());
        }
        version(options.ifMatch()).ifPresent(version -> {
            headers.put("x-goog-if-generation-match", Long.toString(version.generation()));
            headers.put("x-goog-if-metageneration-match", Long.toString(version.metageneration()));
        });
        GcpAnswer answer;
        try {
            answer = http.open(url, headers);
        } catch (HttpResponseException e) {
            if (NO_XML.contains(e.getStatusCode()) && GcpErrors.xml(e).text("Code") == null) {
                return null;
            }
            throw e;
        }
        return orDrop(answer, () -> {
            if (GcpValues.version(answer) == null) {
                // an emulator; Google's own answers always have it
                xml = false;
                return null;
            }
            ObjectContent content = opened(ref, answer, null);
            return GcpValues.areHeadersPlain(content.info()) ? content : null;
        });
    }

    /** @param known the attributes of this generation, or null for those that the answer tells */
    private static ObjectContent opened(ObjectRef ref, GcpAnswer answer, ObjectInfo known) {
        ContentRange range = ContentRange.of(
                answer.status(), answer.header("Content-Range"), Answers.length(answer.header("Content-Length")));
        // an answer without a length has a header of its own for that of the object as it is stored
        long size = range.total() >= 0 ? range.total() : Answers.length(answer.header("x-goog-stored-content-length"));
        return new OpenedObject(known != null ? known : GcpValues.info(ref, answer, size), range, answer.body());
    }

    /** Content that is made from an answer; if there is none, the connection is dropped. */
    private static ObjectContent orDrop(GcpAnswer answer, GcpErrors.Request<ObjectContent> content) throws IOException {
        ObjectContent made = null;
        try {
            made = content.send();
            return made;
        } finally {
            if (made == null) {
                answer.close();
            }
        }
    }

    /** A look for the attributes, and the content of the generation that was found. */
    private ObjectContent readJson(ObjectRef ref, ByteRange range, ReadOptions options) {
        CloudBridgeException replaced = null;
        for (int attempt = 0; attempt < MOST_REPLACEMENTS; attempt++) {
            ObjectInfo info = GcpValues.info(withPin(ref, options, () -> get(ref, options)));
            try {
                return errors.call(ref, () -> media(range, info));
            } catch (CloudBridgeException.ObjectNotFound e) {
                replaced = e;
            }
        }
        throw replaced;
    }

    private ObjectContent media(ByteRange range, ObjectInfo info) throws IOException {
        String url = new GcpHttp.Url(http.endpoint() + "/download" + GcpHttp.objectPath(info.ref()))
                .with("alt", "media")
                .with("generation", GcpValues.generation(info.versionId()))
                .toString();
        GcpAnswer answer = http.open(url, range.isAll() ? Map.of() : Map.of("Range", range.toHeader()));
        return orDrop(answer, () -> opened(info.ref(), answer, info));
    }

    /** A generation that was replaced is gone; who asked for it on condition of its ETag wants to hear that the condition failed. */
    private <T> T withPin(ObjectRef ref, ReadOptions options, GcpErrors.Request<T> request) {
        try {
            return errors.call(ref, request);
        } catch (CloudBridgeException.ObjectNotFound e) {
            if (ref.versionId() != null && options.ifMatch() != null && isThere(ref.withVersion(null))) {
                throw unlike(ref, "it was replaced", e);
            }
            throw e;
        }
    }

    private boolean isThere(ObjectRef ref) {
        try {
            errors.call(ref, () -> get(ref, ReadOptions.NONE));
            return true;
        } catch (CloudBridgeException.ObjectNotFound e) {
            return false;
        }
    }

    /** The object that has this ETag now; {@code *} is the ETag of any. */
    StorageObject withEtag(ObjectRef ref, String etag) {
        StorageObject object;
        try {
            // as a look, so that what is missing is the object and not the bucket of an upload
            object = errors.call(ref, () -> get(ref, ReadOptions.NONE));
        } catch (CloudBridgeException.ObjectNotFound e) {
            throw unlike(ref, "there is none", e);
        }
        if (!etag.equals("*") && !etag.equals(GcpValues.etag(object))) {
            throw unlike(ref, "it has ETag " + GcpValues.etag(object), null);
        }
        return object;
    }

    private static CloudBridgeException unlike(ObjectRef ref, String found, Throwable cause) {
        return new CloudBridgeException.PreconditionFailed(
                Failure.of("the object is not the one that ifMatch names: " + found)
                        .at(ref)
                        .withHttp(412, "conditionNotMet", null),
                cause);
    }
}
