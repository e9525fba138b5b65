/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.store.aws;

import io.cloudbridge.store.CloudBridgeException;
import io.cloudbridge.store.ObjectRef;
import io.cloudbridge.store.driver.XmlDocument;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;

/**
 * What S3 keeps beside an object, which a parameter of the query names: its tags, the parts of an upload. A server that does not know the parameter
 * takes the request for one about the object itself: it sends the object, stores the document in its place, or deletes it. So on stores other than
 * Amazon's a subresource is read before it is written or deleted. Thread-safe.
 */
final class AwsSubresources {

    /** One of them, and the root of the document that S3 answers. */
    enum Kind {
        TAGS("tagging", "Tagging"),
        UPLOAD("uploadId", "ListPartsResult");

        private final String parameter;
        private final String root;

        Kind(String parameter, String root) {
            this.parameter = parameter;
            this.root = root;
        }
    }

    private final AwsHttp http;
    private final AwsErrors errors;
    private final Set<Kind> known = ConcurrentHashMap.newKeySet();

    /** @param amazon whether this is Amazon, which knows them all */
    AwsSubresources(AwsHttp http, AwsErrors errors, boolean amazon) {
        this.http = http;
        this.errors = errors;
        if (amazon) {
            known.addAll(Set.of(Kind.values()));
        }
    }

    /** Whether the server is sure to know it: it is Amazon's, or has answered with the document. */
    boolean isKnown(Kind kind) {
        return known.contains(kind);
    }

    /**
     * Reads the document.
     *
     * @param value of the parameter; may be empty
     * @return empty if the server has sent the object itself
     */
    Optional<byte[]> read(Kind kind, ObjectRef ref, String value) {
        return errors.call(ref, () -> {
            AwsHttp.Opened answer = http.getSubresource(ref, kind.parameter, value);
            byte[] document = AnswerLimit.document(answer.stream(), false);
            // an object may look like the document
            if (!isKnown(kind) && Arrays.equals(document, content(ref))) {
                return Optional.empty();
            }
            if (kind.root.equals(XmlDocument.readable(document).root())) {
                known.add(kind);
                return Optional.of(document);
            }
            // S3Mock sends nothing where there are no tags, Ceph nothing where it has lost those of an upload in parts
            if (document.length > 0) {
                throw AwsErrors.wrongAnswer("it has no element " + kind.root);
            }
            return Optional.of(document);
        });
    }

    /** As much of the object as is read of a document; null if it may not be read, which the server would say of the subresource too. */
    private byte[] content(ObjectRef ref) {
        try {
            return errors.call(
                    ref,
                    () -> AnswerLimit.document(
                            http
                                    .getObject(GetObjectRequest.builder()
                                            .bucket(ref.bucket())
                                            .key(ref.key())
                                            .versionId(ref.versionId())
                                            .build())
                                    .stream(),
                            false));
        } catch (CloudBridgeException.AccessDenied e) {
            return null;
        }
    }
}
