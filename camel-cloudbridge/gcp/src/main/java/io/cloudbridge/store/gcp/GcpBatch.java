/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.store.gcp;

import io.cloudbridge.store.http.BatchAnswer;
import java.net.ProtocolException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * The two documents of a batch request, calls and their answers as parts of {@code multipart/mixed}: "Batch requests" of the service's documentation.
 * Calls are numbered, and each answer has the number of its call.
 */
final class GcpBatch {

    private static final String BOUNDARY = "cloudbridge-batch";

    private GcpBatch() {}

    /** A call without a body: a method, and path and query. */
    record Call(String method, String target) {}

    static GcpHttp.Body write(List<Call> calls) {
        StringBuilder body = new StringBuilder(256 * calls.size());
        for (int i = 0; i < calls.size(); i++) {
            body.append("--").append(BOUNDARY).append("\r\nContent-Type: application/http\r\nContent-ID: <");
            body.append(i).append(">\r\n\r\n").append(calls.get(i).method()).append(' ');
            body.append(calls.get(i).target()).append(" HTTP/1.1\r\n\r\n\r\n");
        }
        body.append("--").append(BOUNDARY).append("--\r\n");
        return GcpHttp.Body.of(
                "multipart/mixed; boundary=" + BOUNDARY, body.toString().getBytes(StandardCharsets.US_ASCII));
    }

    /**
     * Reads the answers in the order of the calls.
     *
     * @param count of calls
     * @throws io.cloudbridge.store.CloudBridgeException.Unavailable unless there is exactly one answer to each call, and nothing else
     */
    static List<GcpHttp.Answer> read(GcpHttp.Answer answer, int count) {
        try {
            return BatchAnswer.inOrder(BatchAnswer.read(answer.header("Content-Type"), answer.document()), count)
                    .stream()
                    .map(part -> new GcpHttp.Answer(GcpAnswer.of(part), part.document()))
                    .toList();
        } catch (ProtocolException e) {
            throw GcpErrors.wrongAnswer(e.getMessage());
        }
    }
}
