/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.conformance;

import io.cloudbridge.store.ContentRange;
import io.cloudbridge.store.ObjectContent;
import io.cloudbridge.store.ObjectInfo;
import io.cloudbridge.store.ObjectRef;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.function.Consumer;

/** An open object that says when it is closed, and breaks where a test wants it to. */
final class WatchedContent implements ObjectContent {

    private final ObjectContent content;
    private final ObjectRef ref;
    private final InputStream stream;
    private final Consumer<Object> onClose;

    /** @param breakAfter bytes until the stream breaks, or negative for never */
    WatchedContent(ObjectContent content, ObjectRef ref, long breakAfter, Consumer<Object> onClose) {
        this.content = content;
        this.ref = ref;
        this.stream = breakAfter < 0 ? content.stream() : new BreakingStream(content.stream(), breakAfter);
        this.onClose = onClose;
    }

    @Override
    public ObjectInfo info() {
        return content.info();
    }

    @Override
    public ContentRange range() {
        return content.range();
    }

    @Override
    public long partSize() {
        return content.partSize();
    }

    @Override
    public InputStream stream() {
        return stream;
    }

    @Override
    public void abort() {
        content.abort();
        onClose.accept(this);
    }

    @Override
    public void close() {
        content.close();
        onClose.accept(this);
    }

    @Override
    public String toString() {
        return "content of " + ref;
    }

    private static final class BreakingStream extends FilterInputStream {
        private long left;

        BreakingStream(InputStream in, long left) {
            super(in);
            this.left = left;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            if (left == 0) {
                throw new IOException("connection reset by the test");
            }
            int n = super.read(buffer, offset, (int) Math.min(length, left));
            left -= Math.max(n, 0);
            return n;
        }

        @Override
        public long skip(long count) throws IOException {
            long skipped = super.skip(Math.min(count, left));
            left -= skipped;
            return skipped;
        }
    }
}
