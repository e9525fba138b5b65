/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.store.gcp;

import com.google.api.client.http.HttpContent;
import io.cloudbridge.store.Content;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/** Repeatable content as the body of a request, or the part of it behind the first bytes. */
final class ContentBody implements HttpContent {

    private final Content content;
    private final String type;
    private final long skip;
    private final long length;

    /** Everything. */
    ContentBody(Content content, String type) {
        this(content, type, 0, content.length());
    }

    /** {@code length} bytes behind the first {@code skip}. */
    ContentBody(Content content, String type, long skip, long length) {
        this.content = content;
        this.type = type;
        this.skip = skip;
        this.length = length;
    }

    @Override
    public long getLength() {
        return length;
    }

    @Override
    public String getType() {
        return type;
    }

    @Override
    public boolean retrySupported() {
        return true;
    }

    @Override
    public void writeTo(OutputStream out) throws IOException {
        byte[] buffer = new byte[(int) Math.min(64 * 1024, Math.max(1, length))];
        try (InputStream in = content.open()) {
            in.skipNBytes(skip);
            for (long left = length; left > 0; ) {
                int n = in.read(buffer, 0, (int) Math.min(buffer.length, left));
                if (n < 0) {
                    throw new IOException("the content ended " + left + " bytes early");
                }
                out.write(buffer, 0, n);
                left -= n;
            }
        }
        out.flush();
    }
}
