/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.camel;

import io.cloudbridge.camel.message.Charsets;
import io.cloudbridge.camel.message.PinnedObjectBody;
import io.cloudbridge.store.CloudBridgeException;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.apache.camel.Converter;
import org.apache.camel.Exchange;
import org.apache.camel.support.ExchangeHelper;
import org.apache.camel.support.SynchronizationAdapter;

/**
 * What an {@link ObjectBody} turns into. Each conversion reads the whole content by itself, wherever the body stands, and closes what it opened.
 * Camel looks converters up by the class of the body, so they take the class that bodies have.
 */
@Converter(generateLoader = true)
public final class CloudBridgeConverter {

    private CloudBridgeConverter() {}

    @Converter
    public static byte[] toBytes(PinnedObjectBody body) throws IOException {
        if (body.length() > Integer.MAX_VALUE - 8) {
            throw CloudBridgeException.invalid("the object " + body.info().ref() + " has " + body.length()
                    + " bytes, more than an array can hold; read the body as a stream");
        }
        byte[] bytes = new byte[(int) body.length()];
        try (InputStream in = body.reopen()) {
            int n = in.readNBytes(bytes, 0, bytes.length);
            if (n != bytes.length) {
                throw new IOException(body + " ended at byte " + n);
            }
        }
        return bytes;
    }

    @Converter
    public static ByteBuffer toByteBuffer(PinnedObjectBody body) throws IOException {
        return ByteBuffer.wrap(toBytes(body));
    }

    /** In the charset of the exchange, else that of the object's content type, else UTF-8. */
    @Converter
    public static String toString(PinnedObjectBody body, Exchange exchange) throws IOException {
        return new String(toBytes(body), charset(body, exchange));
    }

    /** A temporary file that is removed when the exchange ends. */
    @Converter
    public static File toFile(PinnedObjectBody body, Exchange exchange) throws IOException {
        Path file = Files.createTempFile("cloudbridge-", ".tmp");
        try (InputStream in = body.reopen()) {
            Files.copy(in, file, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException | RuntimeException e) {
            Files.deleteIfExists(file);
            throw e;
        }
        if (exchange == null) {
            file.toFile().deleteOnExit();
        } else {
            exchange.getExchangeExtension().addOnCompletion(new SynchronizationAdapter() {
                @Override
                public void onDone(Exchange done) {
                    // gone already if the route moved it
                    file.toFile().delete();
                }
            });
        }
        return file.toFile();
    }

    static Charset charset(PinnedObjectBody body, Exchange exchange) {
        Charset charset = ExchangeHelper.getCharset(exchange, false);
        if (charset != null) {
            return charset;
        }
        Charset declared = Charsets.of(body.info().contentType());
        return declared == null ? StandardCharsets.UTF_8 : declared;
    }
}
