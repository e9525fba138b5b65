/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.store.azure;

import com.azure.core.http.HttpHeaderName;
import com.azure.core.http.HttpHeaders;
import com.azure.core.http.HttpResponse;
import com.azure.storage.blob.models.BlobStorageException;
import io.cloudbridge.store.CloudBridgeException;
import io.cloudbridge.store.Failure;
import io.cloudbridge.store.http.BatchAnswer;
import java.io.ByteArrayInputStream;
import java.net.ProtocolException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * The two documents of a delete of many blobs: requests as parts of a request, each signed for itself, and their answers as parts of an answer.
 *
 * @see <a href="https://learn.microsoft.com/rest/api/storageservices/blob-batch">Blob Batch</a>
 */
final class DeleteBatch {

    private DeleteBatch() {}

    static byte[] write(String boundary, List<AzureRequest> requests) {
        StringBuilder document = new StringBuilder(700 * requests.size());
        for (int id = 0; id < requests.size(); id++) {
            document.append("--").append(boundary);
            document.append("\r\nContent-Type: application/http\r\nContent-Transfer-Encoding: binary\r\nContent-ID: ");
            document.append(id)
                    .append("\r\n\r\n")
                    .append(requests.get(id).part())
                    .append("\r\n");
        }
        return document.append("--")
                .append(boundary)
                .append("--\r\n")
                .toString()
                .getBytes(StandardCharsets.US_ASCII);
    }

    /**
     * The answers in the order of the requests.
     *
     * @throws BlobStorageException if the service refuses the batch as a whole inside its answer
     * @throws CloudBridgeException.Unavailable if it does not answer each request once
     */
    static List<HttpResponse> read(HttpResponse response, int count) {
        try (response) {
            List<BatchAnswer.Part> parts = BatchAnswer.read(
                    response.getHeaders().getValue(HttpHeaderName.CONTENT_TYPE),
                    response.buffer().getBodyAsBinaryData().toBytes());
            for (BatchAnswer.Part part : parts) {
                if (part.contentId() == null && part.status() >= 300) {
                    throw AzureRequest.refusal(answer(part));
                }
            }
            return BatchAnswer.inOrder(parts, count).stream()
                    .map(DeleteBatch::answer)
                    .toList();
        } catch (ProtocolException e) {
            throw new CloudBridgeException.Unavailable(
                    Failure.of("the answer to a batch of deletes is none of the service: " + e.getMessage()), null);
        }
    }

    private static HttpResponse answer(BatchAnswer.Part part) {
        HttpHeaders headers = new HttpHeaders();
        part.headers().forEach((name, value) -> headers.set(HttpHeaderName.fromString(name), value));
        return new AzureResponse(null, part.status(), headers, new ByteArrayInputStream(part.document()));
    }
}
