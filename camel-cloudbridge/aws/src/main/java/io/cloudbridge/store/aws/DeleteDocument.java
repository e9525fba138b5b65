/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.store.aws;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
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
        if (text == null) {
            return;
        }
        xml.append('<').append(name).append('>');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '&' -> xml.append("&amp;");
                case '<' -> xml.append("&lt;");
                case '>' -> xml.append("&gt;");
                case '"' -> xml.append("&quot;");
                case '\'' -> xml.append("&apos;");
                default -> xml.append(c);
            }
        }
        xml.append("</").append(name).append('>');
    }

    static DeleteObjectsResponse read(byte[] document) {
        List<DeletedObject> deleted = new ArrayList<>();
        List<S3Error> errors = new ArrayList<>();
        try {
            XMLStreamReader xml = ListingDocument.XML.createXMLStreamReader(new ByteArrayInputStream(document));
            xml.nextTag();
            while (xml.nextTag() == XMLStreamConstants.START_ELEMENT) {
                String kind = xml.getLocalName();
                Map<String, String> told = elements(xml);
                switch (kind) {
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
        } catch (XMLStreamException e) {
            throw AwsErrors.wrongAnswer("it was cut, or is no XML (" + e.getMessage() + ")", e);
        }
        return DeleteObjectsResponse.builder().deleted(deleted).errors(errors).build();
    }

    private static Map<String, String> elements(XMLStreamReader xml) throws XMLStreamException {
        Map<String, String> elements = new HashMap<>();
        while (xml.nextTag() == XMLStreamConstants.START_ELEMENT) {
            elements.put(xml.getLocalName(), xml.getElementText());
        }
        return elements;
    }
}
