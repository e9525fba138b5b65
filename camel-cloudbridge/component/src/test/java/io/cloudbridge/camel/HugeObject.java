/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.camel;

import java.io.InputStream;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.zip.CRC32C;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.spi.TypeConverterRegistry;
import org.apache.camel.support.SimpleTypeConverter;

/**
 * Moves an object of a length that nobody knows into the local store and out again, through routes with stock settings. Run in a JVM of its own with
 * a small heap; ends with exit code 0 if every byte came back.
 */
final class HugeObject {

    private HugeObject() {}

    /** @param args directory and size in bytes */
    private static final CountDownLatch CONSUMED = new CountDownLatch(1);

    public static void main(String[] args) throws Exception {
        long size = Long.parseLong(args[1]);
        CRC32C out = new CRC32C();
        RouteBuilder routes = new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:in").to("cloudbridge:box?key=huge");
                from("direct:out")
                        .to("cloudbridge:box?operation=download&key=huge")
                        .process(e -> digest(e, out));
                from("cloudbridge:box?prefix=huge&initialDelay=0")
                        .routeId("consumer")
                        .autoStartup(false)
                        .process(e -> digest(e, out))
                        .process(e -> CONSUMED.countDown());
                from("direct:copy")
                        .to("cloudbridge:box?operation=download&key=huge")
                        .to("cloudbridge:box?key=copy")
                        .process(e -> digest(e, out));
            }
        };
        try (LocalContext context = new LocalContext(Path.of(args[0]), routes)) {
            // a source that Camel cannot cache, as a component of streams without length hands over
            TypeConverterRegistry converters = context.camel.getTypeConverterRegistry();
            converters.addTypeConverter(
                    InputStream.class,
                    Generator.class,
                    new SimpleTypeConverter(false, (type, exchange, value) -> ((Generator) value).open()));

            long some = size / 4;
            Generator stream = new Generator(some);
            context.request("direct:in", stream.open(), Map.of());
            context.request("direct:out", null, Map.of());
            check("a plain stream through a route", stream.crc, out, some, context);

            Generator raw = new Generator(some);
            context.request("cloudbridge:box?key=huge", raw.open(), Map.of());
            out.reset();
            context.request("direct:copy", null, Map.of());
            check("stream to an endpoint, read, copied and read again", raw.crc, out, some, context);

            Generator inRoute = new Generator(size);
            context.request("direct:in", inRoute, Map.of());
            out.reset();
            context.request("direct:out", null, Map.of());
            check("through a route", inRoute.crc, out, size, context);

            out.reset();
            context.camel.getRouteController().startRoute("consumer");
            if (!CONSUMED.await(2, TimeUnit.MINUTES)) {
                throw new IllegalStateException("not consumed");
            }
            check("consumed", inRoute.crc, out, size, context);
        }
    }

    private static void digest(Exchange exchange, CRC32C crc) throws Exception {
        try (InputStream in = exchange.getMessage().getBody(InputStream.class)) {
            byte[] buffer = new byte[64 * 1024];
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                crc.update(buffer, 0, n);
            }
        }
    }

    private static void check(String what, CRC32C in, CRC32C out, long size, LocalContext context) {
        long stored = context.root.resolve("box/huge").toFile().length();
        if (stored != size || in.getValue() != out.getValue()) {
            throw new IllegalStateException(what + ": " + stored + " bytes stored, " + Long.toHexString(in.getValue())
                    + " went in and " + Long.toHexString(out.getValue()) + " came out");
        }
        System.out.println(what + ": " + size + " bytes in and out, heap at most "
                + (Runtime.getRuntime().maxMemory() >> 20) + " MiB");
    }

    /** Bytes that no compressor likes, and their digest. */
    private static final class Generator {
        private final long size;
        private final CRC32C crc = new CRC32C();

        Generator(long size) {
            this.size = size;
        }

        InputStream open() {
            return new InputStream() {
                private long position;
                private long state = 88172645463325252L;

                @Override
                public int read() {
                    byte[] one = new byte[1];
                    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
                }

                @Override
                public int read(byte[] target, int offset, int length) {
                    int n = (int) Math.min(length, size - position);
                    if (n <= 0) {
                        return length == 0 ? 0 : -1;
                    }
                    for (int i = 0; i < n; i++) {
                        state ^= state << 13;
                        state ^= state >>> 7;
                        state ^= state << 17;
                        target[offset + i] = (byte) state;
                    }
                    crc.update(target, offset, n);
                    position += n;
                    return n;
                }
            };
        }
    }
}
