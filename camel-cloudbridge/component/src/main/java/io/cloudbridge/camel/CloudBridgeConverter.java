/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.camel;

import io.cloudbridge.camel.message.Charsets;
import io.cloudbridge.camel.message.Headers;
import io.cloudbridge.camel.message.PinnedObjectBody;
import io.cloudbridge.store.CloudBridgeException;
import io.cloudbridge.store.ObjectInfo;
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
    public static byte[] toBytes(PinnedObjectBody body, Exchange exchange) throws IOException {
        byte[] bytes = read(body);
        Headers.sameContent(exchange, body.info(), bytes);
        return bytes;
    }

    private static byte[] read(PinnedObjectBody body) throws IOException {
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
        return ByteBuffer.wrap(read(body));
    }

    /** In the charset of the exchange, else that of the object's content type, else UTF-8. */
    @Converter
    public static String toString(PinnedObjectBody body, Exchange exchange) throws IOException {
        String text = new String(read(body), charset(body, exchange));
        Headers.sameContent(exchange, body.info(), text);
        return text;
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
        File result = file.toFile();
        Headers.sameContent(exchange, body.info(), result);
        return result;
    }

    @Converter
    public static String toString(ObjectReference reference) {
        return reference.toJson();
    }

    @Converter
    public static byte[] toBytes(ObjectReference reference) {
        return reference.toJson().getBytes(StandardCharsets.UTF_8);
    }

    /** Reads the JSON of a reference. */
    @Converter
    public static ObjectReference toReference(String json) {
        return ObjectReference.parse(json);
    }

    /** Reads the JSON of a reference, in UTF-8. */
    @Converter
    public static ObjectReference toReference(byte[] json) {
        return ObjectReference.parse(new String(json, StandardCharsets.UTF_8));
    }

    /** The reference to an object that was consumed, listed or looked at; header CamelCloudBridgeProvider tells where it is. */
    @Converter
    public static ObjectReference toReference(ObjectInfo object, Exchange exchange) {
        String provider =
                exchange == null ? null : exchange.getMessage().getHeader(CloudBridgeConstants.PROVIDER, String.class);
        return ObjectReference.to(provider, object);
    }

    /** The JSON of the reference to an object, so that a broker takes a list's entries as they are. */
    @Converter
    public static String toString(ObjectInfo object, Exchange exchange) {
        return toReference(object, exchange).toJson();
    }

    @Converter
    public static byte[] toBytes(ObjectInfo object, Exchange exchange) {
        return toBytes(toReference(object, exchange));
    }

    @Converter
    public static ObjectInfo toInfo(ObjectReference reference) {
        return reference.toInfo();
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
