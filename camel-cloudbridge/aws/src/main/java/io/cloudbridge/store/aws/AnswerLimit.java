/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.store.aws;

import io.cloudbridge.store.driver.Answers;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.http.Abortable;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;

/** Bounds the documents that the SDK reads into memory, however long a server makes them. The content of objects is a stream and has no bound. */
final class AnswerLimit implements ExecutionInterceptor {

    @Override
    public Optional<InputStream> modifyHttpResponseContent(
            Context.ModifyHttpResponse context, ExecutionAttributes attributes) {
        boolean success = context.httpResponse().isSuccessful();
        return success && context.request() instanceof GetObjectRequest
                ? context.responseBody()
                : context.responseBody().map(body -> trimmed(document(body, success)));
    }

    /** While a store works on a long copy, it may send line ends. */
    private static InputStream trimmed(byte[] document) {
        int begin = 0;
        while (begin < document.length && Character.isWhitespace(document[begin])) {
            begin++;
        }
        return new ByteArrayInputStream(document, begin, document.length - begin);
    }

    /** The content of an answer; its connection is free. That of a refusal may be cut: the status says what is most needed. */
    static byte[] document(InputStream body, boolean success) {
        boolean ended = false;
        try {
            byte[] content = Answers.read(body, success);
            ended = content.length < Answers.LONGEST_ERROR || body.read() < 0;
            return content;
        } catch (IOException e) {
            throw SdkClientException.create("the answer broke off: " + e, e);
        } finally {
            close(body, ended);
        }
    }

    /** Closing what is not at its end would read the rest. */
    private static void close(InputStream body, boolean ended) {
        if (!ended && body instanceof Abortable connection) {
            connection.abort();
            return;
        }
        try {
            body.close();
        } catch (IOException e) {
            throw SdkClientException.create("the answer did not end well: " + e, e);
        }
    }
}
