/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.store.openstack;

import io.cloudbridge.store.Content;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.NoSuchElementException;

/** The body of one request; tells how much of it was taken, which is the progress of an upload. */
final class RequestBody {

    private static final int PIECE = 64 * 1024;

    private final Content content;
    private volatile long bytesTaken;
    private volatile IOException failure;

    private RequestBody(Content content) {
        this.content = content;
    }

    static RequestBody none() {
        return new RequestBody(null);
    }

    static RequestBody of(Content content) {
        return new RequestBody(content);
    }

    static RequestBody of(String text) {
        return new RequestBody(Content.of(text.getBytes(StandardCharsets.UTF_8)));
    }

    /** How many bytes the connection has asked for. */
    long bytesTaken() {
        return bytesTaken;
    }

    /** What kept the content from being read, or null. */
    IOException failure() {
        return failure;
    }

    BodyPublisher publisher() {
        return content == null || content.length() == 0
                ? BodyPublishers.noBody()
                : BodyPublishers.fromPublisher(BodyPublishers.ofByteArrays(Pieces::new), content.length());
    }

    private final class Pieces implements Iterator<byte[]> {
        private InputStream in;
        private long left = content.length();

        @Override
        public boolean hasNext() {
            return left > 0;
        }

        @Override
        public byte[] next() {
            if (left == 0) {
                throw new NoSuchElementException();
            }
            try {
                if (in == null) {
                    in = content.open();
                }
                byte[] piece = in.readNBytes((int) Math.min(PIECE, left));
                if (piece.length == 0) {
                    throw new EOFException("it ended " + left + " bytes early");
                }
                left -= piece.length;
                bytesTaken = content.length() - left;
                if (left == 0) {
                    in.close();
                }
                return piece;
            } catch (IOException e) {
                failure = e;
                throw new UncheckedIOException(e);
            }
        }
    }
}
