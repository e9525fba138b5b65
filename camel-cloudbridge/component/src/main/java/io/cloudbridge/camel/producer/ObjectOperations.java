/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.camel.producer;

import io.cloudbridge.camel.CloudBridgeConstants;
import io.cloudbridge.camel.CloudBridgeOperation;
import io.cloudbridge.camel.ObjectReference;
import io.cloudbridge.camel.message.Headers;
import io.cloudbridge.camel.message.PinnedObjectBody;
import io.cloudbridge.store.ByteRange;
import io.cloudbridge.store.CloudBridgeException;
import io.cloudbridge.store.DeleteRequest;
import io.cloudbridge.store.Failure;
import io.cloudbridge.store.ObjectInfo;
import io.cloudbridge.store.ObjectProperties;
import io.cloudbridge.store.ObjectRef;
import io.cloudbridge.store.PutOptions;
import io.cloudbridge.store.PutResult;
import io.cloudbridge.store.RestoreOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;

/** The operations on one object. */
final class ObjectOperations {

    /** RFC 9110 section 15.5.17. */
    private static final int RANGE_NOT_SATISFIABLE = 416;

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

    static void download(Request request) {
        ByteRange range = request.range();
        Path file = request.toFile();
        try {
            if (file == null) {
                open(request, range);
            } else {
                toFile(request, range, file);
            }
        } catch (CloudBridgeException.ObjectNotFound e) {
            if (!"null".equals(request.options().getMissing())) {
                throw e;
            }
            request.message().setBody(null);
        } catch (CloudBridgeException.InvalidRequest e) {
            throw e.getHttpStatus() == RANGE_NOT_SATISFIABLE ? beyondTheEnd(range, e) : e;
        }
    }

    private static CloudBridgeException beyondTheEnd(ByteRange range, CloudBridgeException answer) {
        return new CloudBridgeException.InvalidRequest(
                Failure.of("header " + CloudBridgeConstants.RANGE_OFFSET + " is " + range.offset()
                        + ", which lies behind the end of the object; give the position of one of its bytes: "
                        + answer.failure().message()),
                answer.getCause());
    }

    private static void open(Request request, ByteRange range) {
        ObjectReference reference = request.reference();
        PinnedObjectBody body = request.bodies().open(request.versionRef(), range, request.readOptions());
        request.message().setBody(body.releaseAtEndOf(request.exchange()));
        describe(request, reference, body.info(), body.length());
    }

    private static void toFile(Request request, ByteRange range, Path file) {
        ObjectReference reference = request.reference();
        ObjectInfo info = request.client()
                .download(request.versionRef(), range, file, request.readOptions(), request.transferSettings());
        long rest = info.size() - range.offset();
        request.message().setBody(file.toFile());
        describe(request, reference, info, range.length() == ByteRange.TO_END ? rest : Math.min(rest, range.length()));
    }

    private static void describe(Request request, ObjectReference reference, ObjectInfo info, long length) {
        Headers.describe(request.exchange(), request.message(), request.client().provider(), info, length);
        if (reference != null) {
            Headers.reference(request.exchange(), reference);
        }
    }

    static void head(Request request) {
        ObjectInfo info = request.client().head(request.versionRef(), request.readOptions());
        Headers.describeAttributes(
                request.exchange(), request.message(), request.client().provider(), info, info.size());
        request.message().setBody(info);
    }

    static void restore(Request request) {
        Integer days = request.options().getRestoreDays();
        request.client()
                .restore(
                        request.versionRef(),
                        new RestoreOptions(
                                days == null ? 0 : days, request.options().getRestoreTier()));
    }

    static void exists(Request request) {
        request.message().setBody(request.client().exists(request.versionRef()));
    }

    static void delete(Request request) {
        ObjectReference reference = request.reference();
        // the ETag of a reference is what makes the delete safe; to name the version too would remove it for good
        boolean byETag = reference != null && !reference.etag().isEmpty();
        request.client()
                .delete(new DeleteRequest(
                        byETag ? request.existing() : request.versionRef(), request.ifMatchExisting()));
    }

    static void setMetadata(Request request) {
        ObjectRef ref = request.existing();
        StoredProperties stored = new StoredProperties(request);
        if (stored.given().equals(ObjectProperties.NONE)
                && request.message().getHeader(CloudBridgeConstants.METADATA) == null) {
            throw CloudBridgeException.invalid("setMetadata has nothing to set; give header "
                    + CloudBridgeConstants.METADATA + " (an empty Map removes all) or a content header or option");
        }
        Map<String, Object> unused = stored.besideContentHeaders();
        unused.put("versionId", request.givenVersion());
        Refusals.check(CloudBridgeOperation.setMetadata, unused, "which replaces metadata and content headers alone");
        ObjectProperties properties = stored.all(ref.key(), true);
        PutResult result = request.client().setProperties(ref, properties, request.ifMatchExisting());
        Headers.produced(request.exchange(), request.client().provider(), ref.bucket(), ref.key(), result, null);
    }

    static void getTags(Request request) {
        request.message().setBody(request.client().tags(request.namedRef()));
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
        request.client().setTags(request.namedRef(), tags);
        request.message().setBody(tags);
    }
}
