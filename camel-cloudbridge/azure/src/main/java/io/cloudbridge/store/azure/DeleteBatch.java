/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.store.azure;

import com.azure.core.http.HttpHeaderName;
import com.azure.core.http.HttpHeaders;
import com.azure.core.http.HttpResponse;
import com.azure.storage.blob.models.BlobStorageException;
import io.cloudbridge.store.CloudBridgeException;
import io.cloudbridge.store.DeleteRequest;
import io.cloudbridge.store.Failure;
import io.cloudbridge.store.driver.ETags;
import io.cloudbridge.store.http.BatchAnswer;
import java.io.ByteArrayInputStream;
import java.net.ProtocolException;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The two documents of a delete of many blobs: requests as parts of a request, each signed for itself, and their answers as parts of an answer.
 *
 * @see <a href="https://learn.microsoft.com/rest/api/storageservices/blob-batch">Blob Batch</a>
 */
final class DeleteBatch {

    private static final String NEWLINE = "\r\n";

    private DeleteBatch() {}

    static byte[] write(AzureDirect direct, String boundary, List<DeleteRequest> requests) {
        StringBuilder document = new StringBuilder(700 * requests.size());
        for (int id = 0; id < requests.size(); id++) {
            DeleteRequest request = requests.get(id);
            String path = direct.path(request.ref().bucket(), request.ref().key());
            SortedMap<String, String> headers = new TreeMap<>();
            headers.put("Content-Length", "0");
            headers.put("Accept", "application/xml");
            headers.put("User-Agent", AzureDirect.USER_AGENT);
            if (request.ifMatch() != null) {
                headers.put("If-Match", ETags.quoted(request.ifMatch()));
            }
            direct.sign("DELETE", path, Collections.emptySortedMap(), headers, 0);
            document.append("--").append(boundary).append(NEWLINE);
            document.append("Content-Type: application/http\r\nContent-Transfer-Encoding: binary\r\nContent-ID: ")
                    .append(id);
            document.append("\r\n\r\nDELETE ")
                    .append(direct.target(path, Collections.emptySortedMap()))
                    .append(" HTTP/1.1\r\n");
            headers.forEach((name, value) ->
                    document.append(name).append(": ").append(value).append(NEWLINE));
            document.append(NEWLINE);
        }
        document.append("--").append(boundary).append("--\r\n");
        return document.toString().getBytes(StandardCharsets.US_ASCII);
    }

    /**
     * The answers in the order of the requests.
     *
     * @throws BlobStorageException if the service refuses the batch as a whole inside its answer
     * @throws CloudBridgeException.Unavailable if it does not answer each request once
     */
    static HttpResponse[] read(String contentType, byte[] document, int count) {
        HttpResponse[] answers = new HttpResponse[count];
        for (BatchAnswer.Part part : parts(contentType, document)) {
            HttpResponse answer = answer(part);
            if (part.contentId() == null && answer.getStatusCode() >= 300) {
                throw AzureRequest.refusal(answer);
            }
            int number = number(part.contentId());
            if (number < 0 || number >= count || answers[number] != null) {
                throw wrong("it names a request that was not made, or one twice");
            }
            answers[number] = answer;
        }
        for (HttpResponse answer : answers) {
            if (answer == null) {
                throw wrong("it does not name each object");
            }
        }
        return answers;
    }

    private static List<BatchAnswer.Part> parts(String contentType, byte[] document) {
        try {
            return BatchAnswer.read(contentType, document);
        } catch (ProtocolException e) {
            throw wrong(e.getMessage());
        }
    }

    private static HttpResponse answer(BatchAnswer.Part part) {
        HttpHeaders headers = new HttpHeaders();
        part.headers().forEach((name, value) -> headers.set(HttpHeaderName.fromString(name), value));
        return new AzureResponse(null, part.status(), headers, new ByteArrayInputStream(part.document()));
    }

    /** -1 for what is none, or far too long. */
    private static int number(String digits) {
        try {
            return digits == null ? -1 : Integer.parseInt(digits);
        } catch (NumberFormatException e) {
            return -1;
        }
    }

    private static CloudBridgeException wrong(String what) {
        return new CloudBridgeException.Unavailable(
                Failure.of("the answer to a batch of deletes is none of the service: " + what)
                        .withRetryable(true),
                null);
    }
}
