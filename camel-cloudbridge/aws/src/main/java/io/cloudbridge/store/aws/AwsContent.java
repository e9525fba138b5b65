/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.store.aws;

import io.cloudbridge.store.CloudBridgeException;
import io.cloudbridge.store.ObjectContent;
import io.cloudbridge.store.ObjectInfo;
import java.io.IOException;
import java.io.InputStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.ResponseTransformer;
import software.amazon.awssdk.http.AbortableInputStream;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;

/** An open object: knows how much is left, so that closing never drains what nobody wants. */
final class AwsContent implements ObjectContent {

    private static final Logger LOG = LoggerFactory.getLogger(AwsContent.class);

    private final ObjectInfo info;
    private final Body body;

    AwsContent(ObjectInfo info, Opened opened, AwsErrors errors) {
        this.info = info;
        this.body = new Body(opened, info, errors);
    }

    /** An answer whose body was not read yet. */
    record Opened(GetObjectResponse response, AbortableInputStream stream) {

        /** The SDK's own stream would give up when nobody reads for a minute. */
        static ResponseTransformer<GetObjectResponse, Opened> transformer() {
            return ResponseTransformer.unmanaged(Opened::new);
        }
    }

    @Override
    public ObjectInfo info() {
        return info;
    }

    @Override
    public InputStream stream() {
        return body;
    }

    @Override
    public void abort() {
        body.abort();
    }

    @Override
    public void close() {
        body.close();
    }

    private static final class Body extends InputStream {
        private final AbortableInputStream in;
        private final ObjectInfo info;
        private final AwsErrors errors;
        private long left;
        private boolean closed;

        private Body(Opened opened, ObjectInfo info, AwsErrors errors) {
            this.in = opened.stream();
            this.info = info;
            this.errors = errors;
            this.left = opened.response().contentLength() == null
                    ? Long.MAX_VALUE
                    : opened.response().contentLength();
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            try {
                int n = in.read(buffer, offset, length);
                if (n < 0 && left > 0 && left != Long.MAX_VALUE) {
                    throw new IOException("the answer ended " + left + " bytes early");
                }
                left = n < 0 ? 0 : left - n;
                if (n >= 0 && left == 0) {
                    in.read(); // the SDK verifies the checksum at the very end
                }
                return n;
            } catch (SdkException e) {
                CloudBridgeException known = errors.classify("read", info.bucket(), info.key(), e);
                throw new IOException(known.getMessage(), known);
            }
        }

        @Override
        public int available() throws IOException {
            return in.available();
        }

        @Override
        public void close() {
            if (left > 0) {
                abort();
                return;
            }
            if (!closed) {
                closed = true;
                try {
                    in.close();
                } catch (IOException | SdkException e) {
                    LOG.debug("The end of {} was not clean", info.ref(), e);
                }
            }
        }

        private void abort() {
            if (!closed) {
                closed = true;
                in.abort();
            }
        }
    }
}
