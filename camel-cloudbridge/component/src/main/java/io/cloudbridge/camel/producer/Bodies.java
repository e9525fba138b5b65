/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.camel.producer;

import io.cloudbridge.camel.CloudBridgeConstants;
import io.cloudbridge.camel.ObjectBody;
import io.cloudbridge.store.CloudBridgeException;
import io.cloudbridge.store.Failure;
import io.cloudbridge.store.Source;
import java.io.Closeable;
import java.io.File;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import java.nio.ByteBuffer;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Set;
import java.util.WeakHashMap;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangePropertyKey;
import org.apache.camel.StreamCache;
import org.apache.camel.StreamCacheException;
import org.apache.camel.TypeConversionException;
import org.apache.camel.WrappedFile;
import org.apache.camel.support.ExchangeHelper;
import org.apache.camel.util.ObjectHelper;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The body of a message as something to upload. Files and arrays are used where they are; everything else is a stream. A length is known or
 * unknown, never guessed: {@code available()}, {@code mark} and the length of a stream cache prove nothing.
 */
final class Bodies implements Closeable {

    private static final Logger LOG = LoggerFactory.getLogger(Bodies.class);

    /**
     * Streams that were read in vain, so that nothing stores the rest of one as the whole: no redelivery, and no other step that is given the same
     * stream in a copy of the exchange.
     */
    private static final Set<InputStream> SPENT =
            Collections.synchronizedSet(Collections.newSetFromMap(new WeakHashMap<>()));

    private final Exchange exchange;
    private final long declared;
    private Source source;
    private Counter counter;
    private InputStream spendable;
    private Closeable opened = () -> {};

    private Bodies(Exchange exchange, long declared) {
        this.exchange = exchange;
        this.declared = declared;
    }

    /**
     * Opens the body of the request; nothing is read yet.
     *
     * @throws CloudBridgeException.InvalidRequest if it is nothing that can be uploaded, or not as long as declared
     */
    static Bodies open(Request request) throws IOException {
        Bodies body = new Bodies(request.exchange(), request.declaredLength());
        Object given = request.message().getBody();
        if (given == null) {
            if (!request.options().getAllowNullBody()) {
                throw CloudBridgeException.invalid(
                        "the body is null; set one, or allowNullBody=true to store an empty object");
            }
            given = new byte[0];
        }
        body.take(given);
        return body;
    }

    Source source() {
        return source;
    }

    /** The bytes that were uploaded. */
    long length() {
        return counter == null ? source.length() : counter.count;
    }

    /** To be called if the upload failed: a stream that cannot be read again must not be taken for whole later. */
    void failed() {
        if (spendable != null && counter.count > 0) {
            SPENT.add(spendable);
        }
    }

    @Override
    public void close() {
        try {
            opened.close();
        } catch (IOException e) {
            // its end was seen, or the upload has failed anyway
            LOG.warn("The body could not be closed: {}", e.toString());
        }
    }

    private void take(Object body) throws IOException {
        if (body instanceof ObjectBody object) {
            ObjectBody again = object.reopen();
            opened = again;
            stream(again, object.length());
        } else if (body instanceof WrappedFile<?> wrapped) {
            wrapped(wrapped);
        } else if (body instanceof File file) {
            file(file.toPath());
        } else if (body instanceof Path path) {
            file(path);
        } else if (body instanceof byte[] bytes) {
            known(Source.of(bytes));
        } else if (body instanceof String text) {
            known(Source.of(text.getBytes(charset())));
        } else if (body instanceof ByteBuffer buffer) {
            stream(new BufferStream(buffer.duplicate()), buffer.remaining());
        } else if (body instanceof InputStream in) {
            input(in);
        } else {
            converted(body);
        }
    }

    private Charset charset() {
        try {
            return ExchangeHelper.getCharset(exchange);
        } catch (IllegalArgumentException e) {
            throw CloudBridgeException.invalid("the exchange names charset '"
                    + exchange.getProperty(ExchangePropertyKey.CHARSET_NAME)
                    + "' for its text, which is none; correct property "
                    + Exchange.CHARSET_NAME);
        }
    }

    /** Some files, those of /proc among them, say that they are empty and are not. */
    private void file(Path file) throws IOException {
        if (Files.isRegularFile(file) && Files.isReadable(file) && Files.size(file) == 0) {
            InputStream in = Files.newInputStream(file);
            opened = in;
            PushbackInputStream content = new PushbackInputStream(in, 1);
            int first = content.read();
            if (first >= 0) {
                content.unread(first);
                stream(content, Source.UNKNOWN);
                return;
            }
        }
        known(Source.ofFile(file));
    }

    /** A file of this machine is read in place; one that is elsewhere is what its component makes of it. */
    private void wrapped(WrappedFile<?> wrapped) throws IOException {
        Object file = wrapped.getFile();
        if (file instanceof File || file instanceof Path) {
            take(file);
            return;
        }
        Object content = wrapped.getBody();
        if (content != null && content != wrapped && content != file && !(content instanceof WrappedFile)) {
            take(content);
        } else {
            converted(wrapped);
        }
    }

    /** Notes the stream that stream caching has read a part of and then given up. */
    static void noteUnreadable(Exchange exchange) {
        note(exchange, exchange.getException());
        note(exchange, exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class));
    }

    private static void note(Exchange exchange, Throwable failure) {
        StreamCacheException uncached = ObjectHelper.getException(StreamCacheException.class, failure);
        if (uncached != null && uncached.getValue() instanceof InputStream stream) {
            SPENT.add(stream);
        }
    }

    private void input(InputStream in) {
        noteUnreadable(exchange);
        if (SPENT.contains(in)) {
            throw CloudBridgeException.invalid(
                    "the body is a stream of which an upload or stream caching that failed has read a part already, so it"
                            + " cannot be sent again; turn stream caching on, or send a file or an array");
        }
        if (in instanceof StreamCache cache) {
            // whoever read it before, it is uploaded whole, and left so that the next one reads it whole
            cache.reset();
            opened = cache::reset;
        } else {
            spendable = in;
            opened = in;
        }
        stream(in, Source.UNKNOWN);
    }

    private void converted(Object body) throws IOException {
        InputStream in = convert(InputStream.class, body);
        byte[] bytes = in == null ? convert(byte[].class, body) : null;
        if (in == null && bytes == null) {
            throw CloudBridgeException.invalid(
                    "the body is a " + body.getClass().getName()
                            + ", which no type converter turns into a stream; send a file, text, bytes or a stream");
        }
        if (bytes != null) {
            known(Source.of(bytes));
            return;
        }
        opened = () -> {
            in.close();
            if (body instanceof StreamCache cache) {
                cache.reset();
            }
        };
        stream(in, Source.UNKNOWN);
    }

    private <T> T convert(Class<T> type, Object body) {
        if (body instanceof StreamCache cache) {
            cache.reset();
        }
        try {
            return exchange.getContext().getTypeConverter().convertTo(type, exchange, body);
        } catch (TypeConversionException e) {
            throw new CloudBridgeException.InvalidRequest(
                    Failure.of("the body, a " + body.getClass().getName() + ", cannot be turned into a stream: "
                            + e.getMessage()),
                    e);
        }
    }

    private void known(Source known) {
        checkDeclared(known.length());
        source = known;
    }

    private void stream(InputStream in, long length) {
        if (length != Source.UNKNOWN) {
            checkDeclared(length);
        }
        counter = new Counter(in, in instanceof StreamCache ? () -> {} : in);
        source = Source.of(counter, length == Source.UNKNOWN ? declared : length);
    }

    private void checkDeclared(long length) {
        if (declared >= 0 && declared != length) {
            throw CloudBridgeException.invalid("header " + CloudBridgeConstants.CONTENT_LENGTH + " declares " + declared
                    + " bytes, the body has " + length + "; correct the header or leave it out");
        }
    }

    /** Counts, and does at the end of the stream what may tell that it was not whole: an upload that is not done yet fails then. */
    private static final class Counter extends FilterInputStream {
        private final Closeable atEnd;
        private long count;
        private boolean ended;

        Counter(InputStream in, Closeable atEnd) {
            super(in);
            this.atEnd = atEnd;
        }

        @Override
        public int read() throws IOException {
            int b = ended ? -1 : in.read();
            count += b < 0 ? 0 : 1;
            return b < 0 ? end() : b;
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            int n = ended ? -1 : in.read(target, offset, length);
            if (n > length) {
                throw new IOException("the body's stream says that it read " + n + " bytes into room for " + length);
            }
            count += Math.max(0, n);
            return n < 0 ? end() : n;
        }

        private int end() throws IOException {
            if (!ended) {
                ended = true;
                if (count > 0) {
                    atEnd.close();
                }
            }
            return -1;
        }

        @Override
        public boolean markSupported() {
            return false;
        }
    }

    private static final class BufferStream extends InputStream {
        private final ByteBuffer buffer;

        BufferStream(ByteBuffer buffer) {
            this.buffer = buffer;
        }

        @Override
        public int read() {
            return buffer.hasRemaining() ? buffer.get() & 0xff : -1;
        }

        @Override
        public int read(byte[] target, int offset, int length) {
            if (length == 0) {
                return 0;
            }
            int n = Math.min(length, buffer.remaining());
            if (n == 0) {
                return -1;
            }
            buffer.get(target, offset, n);
            return n;
        }
    }
}
