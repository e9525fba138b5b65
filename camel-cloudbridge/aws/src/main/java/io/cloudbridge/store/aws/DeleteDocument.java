/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.store.aws;

import io.cloudbridge.store.driver.XmlDocument;
import java.net.ProtocolException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.services.s3.model.Delete;
import software.amazon.awssdk.services.s3.model.DeleteObjectsResponse;
import software.amazon.awssdk.services.s3.model.DeletedObject;
import software.amazon.awssdk.services.s3.model.S3Error;

/** The two documents of a delete of many objects: "DeleteObjects" of the S3 documentation. */
final class DeleteDocument {

    private DeleteDocument() {}

    static byte[] write(Delete delete) {
        StringBuilder xml = new StringBuilder(128 * delete.objects().size());
        xml.append("<Delete xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\">");
        delete.objects().forEach(object -> {
            xml.append("<Object>");
            element(xml, "Key", object.key());
            element(xml, "VersionId", object.versionId());
            element(xml, "ETag", object.eTag());
            xml.append("</Object>");
        });
        element(xml, "Quiet", String.valueOf(delete.quiet()));
        return xml.append("</Delete>").toString().getBytes(StandardCharsets.UTF_8);
    }

    private static void element(StringBuilder xml, String name, String text) {
        if (text != null) {
            xml.append('<').append(name).append('>').append(XmlDocument.escaped(text));
            xml.append("</").append(name).append('>');
        }
    }

    static DeleteObjectsResponse read(byte[] document) {
        List<DeletedObject> deleted = new ArrayList<>();
        List<S3Error> errors = new ArrayList<>();
        for (XmlDocument.Element element : elements(document)) {
            Map<String, String> told = element.texts();
            switch (element.name()) {
                case "Deleted" ->
                    deleted.add(DeletedObject.builder()
                            .key(told.get("Key"))
                            .versionId(told.get("VersionId"))
                            .build());
                case "Error" ->
                    errors.add(S3Error.builder()
                            .key(told.get("Key"))
                            .versionId(told.get("VersionId"))
                            .code(told.get("Code"))
                            .message(told.get("Message"))
                            .build());
                default -> {
                    // says nothing of an object
                }
            }
        }
        return DeleteObjectsResponse.builder().deleted(deleted).errors(errors).build();
    }

    private static List<XmlDocument.Element> elements(byte[] document) {
        try {
            return XmlDocument.parse(document).elements();
        } catch (ProtocolException e) {
            throw AwsErrors.wrongAnswer(e.getMessage(), e);
        }
    }
}
