/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.store.aws;

import java.io.ByteArrayInputStream;
import java.util.HashMap;
import java.util.Map;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.http.SdkHttpResponse;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** What S3 answers when it refuses: "REST error responses" of its documentation. */
final class ErrorDocument {

    private static final Logger LOG = LoggerFactory.getLogger(ErrorDocument.class);

    private ErrorDocument() {}

    /** The exception that the SDK would make of a refusal. Without the store's code if the document is not one of S3's. */
    static S3Exception exception(SdkHttpResponse answer, byte[] document) {
        Map<String, String> error = read(document);
        S3Exception.Builder exception = S3Exception.builder();
        exception
                .awsErrorDetails(AwsErrorDetails.builder()
                        .errorCode(error.get("Code"))
                        .errorMessage(error.get("Message"))
                        .sdkHttpResponse(answer)
                        .rawResponse(SdkBytes.fromByteArrayUnsafe(document))
                        .serviceName("S3")
                        .build())
                .message(error.get("Message"))
                .statusCode(answer.statusCode())
                .requestId(answer.firstMatchingHeader("x-amz-request-id").orElse(error.get("RequestId")));
        return (S3Exception) exception.build();
    }

    private static Map<String, String> read(byte[] document) {
        Map<String, String> elements = new HashMap<>();
        if (document.length == 0) {
            return elements;
        }
        try {
            XMLStreamReader xml = ListingDocument.XML.createXMLStreamReader(new ByteArrayInputStream(document));
            if (xml.nextTag() == XMLStreamConstants.START_ELEMENT && "Error".equals(xml.getLocalName())) {
                while (xml.nextTag() == XMLStreamConstants.START_ELEMENT) {
                    elements.put(xml.getLocalName(), xml.getElementText());
                }
            }
        } catch (XMLStreamException e) {
            LOG.debug("the answer does not say all of what is wrong", e);
        }
        return elements;
    }
}
