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
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * The two documents of a delete of many blobs: requests as parts of a request, each signed for itself, and their answers as parts of an answer.
 *
 * @see <a href="https://learn.microsoft.com/rest/api/storageservices/blob-batch">Blob Batch</a>
 */
final class DeleteBatch {

    private static final HttpHeaderName CONTENT_ID = HttpHeaderName.fromString("Content-ID");
    private static final String NEWLINE = "\r\n";

    private final String text;
    private int at;

    private DeleteBatch(String text) {
        this.text = text;
    }

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
        String boundary = boundary(contentType);
        String[] parts = (NEWLINE + new String(document, StandardCharsets.UTF_8))
                .split(Pattern.quote(NEWLINE + "--" + boundary), -1);
        if (parts.length < 2 || !parts[parts.length - 1].startsWith("--")) {
            throw wrong("it has no end");
        }
        HttpResponse[] answers = new HttpResponse[count];
        for (int i = 1; i < parts.length - 1; i++) {
            DeleteBatch part = new DeleteBatch(parts[i]);
            part.line();
            String id = part.headers().getValue(CONTENT_ID);
            HttpResponse answer = part.answer();
            if (id == null && answer.getStatusCode() >= 300) {
                throw AzureRequest.refusal(answer);
            }
            int number = number(id);
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

    private static String boundary(String contentType) {
        int at = contentType == null ? -1 : contentType.indexOf("boundary=");
        if (at < 0 || !contentType.startsWith("multipart/mixed")) {
            throw wrong("it is " + contentType);
        }
        String boundary = contentType.substring(at + "boundary=".length());
        int end = boundary.indexOf(';');
        String value = (end < 0 ? boundary : boundary.substring(0, end)).strip();
        return value.startsWith("\"") && value.endsWith("\"") && value.length() > 1
                ? value.substring(1, value.length() - 1)
                : value;
    }

    private HttpResponse answer() {
        String status = line();
        int code = status.startsWith("HTTP/1.") && status.length() > 11 ? number(status.substring(9, 12)) : -1;
        if (code < 0) {
            throw wrong("a part of it has no status");
        }
        HttpHeaders headers = headers();
        byte[] body = text.substring(at).getBytes(StandardCharsets.UTF_8);
        return new AzureResponse(null, code, headers, new ByteArrayInputStream(body));
    }

    private HttpHeaders headers() {
        HttpHeaders headers = new HttpHeaders();
        for (String line = line(); !line.isEmpty(); line = line()) {
            int colon = line.indexOf(':');
            if (colon > 0) {
                headers.add(
                        HttpHeaderName.fromString(line.substring(0, colon)),
                        line.substring(colon + 1).strip());
            }
        }
        return headers;
    }

    /** The next line; empty behind the last one. */
    private String line() {
        int end = text.indexOf(NEWLINE, at);
        String line = text.substring(at, end < 0 ? text.length() : end);
        at = end < 0 ? text.length() : end + NEWLINE.length();
        return line;
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
