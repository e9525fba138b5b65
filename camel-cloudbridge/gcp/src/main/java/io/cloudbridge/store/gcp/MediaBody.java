/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.store.gcp;

import com.google.api.client.http.AbstractInputStreamContent;
import io.cloudbridge.store.Content;
import java.io.IOException;
import java.io.InputStream;

/** Repeatable content in the shape that Google's generated client takes for an upload. */
final class MediaBody extends AbstractInputStreamContent {

    private final Content content;

    MediaBody(Content content, String type) {
        super(type);
        this.content = content;
    }

    @Override
    public InputStream getInputStream() throws IOException {
        return content.open();
    }

    @Override
    public long getLength() {
        return content.length();
    }

    @Override
    public boolean retrySupported() {
        return true;
    }
}
