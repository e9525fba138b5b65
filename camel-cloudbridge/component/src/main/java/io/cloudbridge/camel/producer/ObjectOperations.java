/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.camel.producer;

import io.cloudbridge.camel.CloudBridgeConstants;
import io.cloudbridge.camel.message.Headers;
import io.cloudbridge.camel.message.PinnedObjectBody;
import io.cloudbridge.store.ByteRange;
import io.cloudbridge.store.CloudBridgeException;
import io.cloudbridge.store.DeleteRequest;
import io.cloudbridge.store.ObjectInfo;
import io.cloudbridge.store.ObjectProperties;
import io.cloudbridge.store.ObjectRef;
import io.cloudbridge.store.PutOptions;
import io.cloudbridge.store.PutResult;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;

/** The operations on one object. */
final class ObjectOperations {

    private ObjectOperations() {}

    static void upload(Request request) throws IOException {
        ObjectRef ref = request.ref();
        PutOptions options = new StoredProperties(request)
                .forUpload(ref.key(), request.message().getBody());
        try (Bodies body = Bodies.open(request)) {
            PutResult result;
            try {
                result = request.client().upload(ref, body.source(), options, request.transferSettings());
            } catch (RuntimeException e) {
                body.failed();
                throw e;
            }
            Headers.produced(
                    request.exchange(), request.client().provider(), ref.bucket(), ref.key(), result, body.length());
        }
    }

    static void download(Request request) throws IOException {
        ByteRange range = request.range();
        String file = request.toFile();
        try {
            if (file != null && range.isAll()) {
                toFile(request, Path.of(file));
                return;
            }
            PinnedObjectBody body = request.bodies().open(request.versionRef(), range, request.readOptions());
            if (file == null) {
                describe(request, body.info(), body.length());
                request.message().setBody(body.releaseAtEndOf(request.exchange()));
            } else {
                rangeToFile(request, body, Path.of(file));
            }
        } catch (CloudBridgeException.ObjectNotFound e) {
            if (!"null".equals(request.options().getMissing())) {
                throw e;
            }
            request.message().setBody(null);
        }
    }

    private static void toFile(Request request, Path file) {
        ObjectInfo info = request.client()
                .download(request.versionRef(), file, request.readOptions(), request.transferSettings());
        describe(request, info, info.size());
        request.message().setBody(file.toFile());
    }

    private static void rangeToFile(Request request, PinnedObjectBody body, Path file) throws IOException {
        Path target = file.toAbsolutePath();
        Files.createDirectories(target.getParent());
        Path partial = Files.createTempFile(target.getParent(), ".", ".part");
        try {
            try (InputStream in = body) {
                Files.copy(in, partial, StandardCopyOption.REPLACE_EXISTING);
            }
            Files.move(partial, target, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(partial);
        }
        describe(request, body.info(), body.length());
        request.message().setBody(file.toFile());
    }

    private static void describe(Request request, ObjectInfo info, long length) {
        Headers.describe(request.exchange(), request.message(), request.client().provider(), info, length);
    }

    static void head(Request request) {
        ObjectInfo info = request.client().head(request.versionRef(), request.readOptions());
        describe(request, info, info.size());
        request.message().setBody(info);
    }

    static void exists(Request request) {
        request.message().setBody(request.client().exists(request.versionRef()));
    }

    static void delete(Request request) {
        if (request.ifNoneMatch() != null) {
            throw CloudBridgeException.invalid(
                    "ifNoneMatch means nothing to a delete; use ifMatch to delete one version only");
        }
        request.client().delete(new DeleteRequest(request.versionRef(), request.ifMatch()));
    }

    static void setMetadata(Request request) {
        ObjectRef ref = request.ref();
        if (new StoredProperties(request).given().equals(ObjectProperties.NONE)
                && request.message().getHeader(CloudBridgeConstants.METADATA) == null) {
            throw CloudBridgeException.invalid("setMetadata has nothing to set; give header "
                    + CloudBridgeConstants.METADATA + " (an empty Map removes all) or a content header or option");
        }
        ObjectProperties properties = new StoredProperties(request).all(ref.key());
        PutResult result = request.client().setProperties(ref, properties, request.ifMatch());
        Headers.produced(request.exchange(), request.client().provider(), ref.bucket(), ref.key(), result, null);
    }

    static void getTags(Request request) {
        request.message().setBody(request.client().tags(request.ref()));
    }

    static void setTags(Request request) {
        Map<String, String> tags = request.map(CloudBridgeConstants.TAGS);
        if (tags == null && request.message().getBody() instanceof Map<?, ?> body) {
            tags = Request.map("the body", body);
        }
        if (tags == null) {
            throw CloudBridgeException.invalid(
                    "setTags has nothing to set; give header " + CloudBridgeConstants.TAGS + " or a Map as body");
        }
        request.client().setTags(request.ref(), tags);
        request.message().setBody(tags);
    }
}
