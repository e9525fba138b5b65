/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.store.aws;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.http.Abortable;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;

/** Bounds the documents that the SDK reads into memory, however long a server makes them. The content of objects is a stream and has no bound. */
final class AnswerLimit implements ExecutionInterceptor {

    /** Far above the longest, which are listings of some MiB. */
    static final int LONGEST_DOCUMENT = 64 << 20;

    /** Errors are a few lines, and the status says what is most needed. */
    static final int LONGEST_ERROR = 1 << 20;

    @Override
    public Optional<InputStream> modifyHttpResponseContent(
            Context.ModifyHttpResponse context, ExecutionAttributes attributes) {
        boolean success = context.httpResponse().isSuccessful();
        if (success && context.request() instanceof GetObjectRequest) {
            return context.responseBody();
        }
        return context.responseBody()
                .map(body -> success
                        ? new Document(body, LONGEST_DOCUMENT, true)
                        : new Document(body, LONGEST_ERROR, false));
    }

    private static final class Document extends FilterInputStream {
        private final boolean needsEnd;
        private long left;

        /** @param needsEnd whether it is of no use when it is cut */
        private Document(InputStream in, long most, boolean needsEnd) {
            super(in);
            this.left = most;
            this.needsEnd = needsEnd;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            if (left == 0) {
                return cut();
            }
            int n = in.read(target, offset, (int) Math.min(length, left));
            left -= Math.max(0, n);
            return n;
        }

        @Override
        public long skip(long count) throws IOException {
            long skipped = in.skip(Math.min(count, left));
            left -= skipped;
            return skipped;
        }

        @Override
        public boolean markSupported() {
            return false;
        }

        /** Closing the stream would read the rest. */
        private int cut() throws IOException {
            if (in instanceof Abortable connection) {
                connection.abort();
            }
            if (needsEnd) {
                throw new IOException("the answer is longer than any document of S3");
            }
            return -1;
        }
    }
}
