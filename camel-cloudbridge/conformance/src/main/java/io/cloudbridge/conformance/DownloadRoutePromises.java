/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.cloudbridge.camel.CloudBridgeConstants;
import io.cloudbridge.camel.ObjectBody;
import io.cloudbridge.store.CloudBridgeException;
import io.cloudbridge.store.ObjectInfo;
import io.cloudbridge.store.ObjectProperties;
import io.cloudbridge.store.PutOptions;
import io.cloudbridge.store.ReadOptions;
import io.cloudbridge.store.Source;
import io.cloudbridge.store.TransferSettings;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.StreamCache;
import org.apache.camel.builder.RouteBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code operation=download}, {@code head} and {@code exists} give. */
public interface DownloadRoutePromises extends RouteFixture {

    private Message download(String options, String key) {
        return done(uri("operation=download" + options), null, key);
    }

    private Message downloadRange(String key, Long offset, Long length) {
        Map<String, Object> headers = new HashMap<>();
        headers.put(CloudBridgeConstants.KEY, key);
        headers.put(CloudBridgeConstants.RANGE_OFFSET, offset);
        headers.put(CloudBridgeConstants.RANGE_LENGTH, length);
        headers.values().removeIf(java.util.Objects::isNull);
        return done(uri("operation=download"), null, headers);
    }

    /** Stores an object with properties. */
    private void described(String key, byte[] content) {
        ObjectProperties properties = ObjectProperties.NONE
                .withContentType("text/csv")
                .withContentLanguage("de")
                .withCacheControl("no-store")
                .withMetadata(Map.of("owner", "me"));
        store().upload(at(key), Source.of(content), PutOptions.of(properties), TransferSettings.DEFAULTS);
    }

    private void assertDescribed(Message message, String key, long length) {
        ObjectInfo info = store().head(at(key), ReadOptions.NONE);
        assertThat(message.getHeader(CloudBridgeConstants.PROVIDER)).isEqualTo(provider());
        assertThat(message.getHeader(CloudBridgeConstants.BUCKET)).isEqualTo(bucket());
        assertThat(message.getHeader(CloudBridgeConstants.KEY)).isEqualTo(key);
        assertThat(message.getHeader(CloudBridgeConstants.CONTENT_LENGTH)).isEqualTo(length);
        assertThat(message.getHeader(CloudBridgeConstants.CONTENT_TYPE)).isEqualTo("text/csv");
        assertThat(message.getHeader(CloudBridgeConstants.CONTENT_LANGUAGE)).isEqualTo("de");
        assertThat(message.getHeader(CloudBridgeConstants.CACHE_CONTROL)).isEqualTo("no-store");
        assertThat(message.getHeader(CloudBridgeConstants.METADATA)).isEqualTo(Map.of("owner", "me"));
        assertThat(message.getHeader(CloudBridgeConstants.ETAG)).isEqualTo(info.etag());
        // an answer that brings the content tells the time as HTTP does, in seconds
        Instant modified = message.getHeader(CloudBridgeConstants.LAST_MODIFIED, Instant.class);
        assertThat(modified.truncatedTo(ChronoUnit.SECONDS))
                .isEqualTo(info.lastModified().truncatedTo(ChronoUnit.SECONDS));
        assertThat(message.getMessageTimestamp()).isEqualTo(modified.toEpochMilli());
        assertThat(message.getHeader(CloudBridgeConstants.FILE_NAME)).isEqualTo(key);
    }

    @Test
    default void aDownloadGivesTheObjectAsAStream() throws IOException {
        byte[] content = Samples.bytes(1, 200_000);
        put("down/stream", content);
        Message message = download("", "down/stream");

        assertThat(message.getBody()).isInstanceOf(ObjectBody.class);
        try (InputStream in = message.getBody(InputStream.class)) {
            assertThat(in.readAllBytes()).isEqualTo(content);
        }
    }

    @Test
    default void aDownloadConvertsToEveryUsualType() throws IOException {
        byte[] content = Samples.text("Grüße, 世界");
        put("down/types", content);
        assertThat(download("", "down/types").getBody(byte[].class)).isEqualTo(content);
        assertThat(download("", "down/types").getBody(String.class)).isEqualTo("Grüße, 世界");
        assertThat(download("", "down/types").getBody(ByteBuffer.class)).isEqualTo(ByteBuffer.wrap(content));
        try (InputStream in = download("", "down/types").getBody(InputStream.class)) {
            assertThat(in.readAllBytes()).isEqualTo(content);
        }
        File file = download("", "down/types").getBody(File.class);
        assertThat(file).hasBinaryContent(content);
        Files.delete(file.toPath());
    }

    @Test
    default void aDownloadMayBeReadAgain() {
        byte[] content = Samples.bytes(2, 50_000);
        put("down/again", content);
        start(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:again")
                        .to(uri("operation=download"))
                        .setProperty("first", bodyAs(byte[].class))
                        .setProperty("second", bodyAs(byte[].class))
                        .process(exchange ->
                                assertThat(exchange.getProperty("second")).isEqualTo(exchange.getProperty("first")))
                        .setBody(exchangeProperty("second"));
            }
        });
        assertThat(done("direct:again", null, "down/again").getBody(byte[].class))
                .isEqualTo(content);
    }

    @Test
    default void anEmptyObjectDownloadsAsNothing() {
        put("down/empty", new byte[0]);
        assertThat(download("", "down/empty").getBody(byte[].class)).isEmpty();
        assertThat(download("", "down/empty").getBody(String.class)).isEmpty();
    }

    @Test
    default void aDownloadDescribesTheObject() {
        described("down/described.csv", Samples.bytes(3, 321));
        assertDescribed(download("", "down/described.csv"), "down/described.csv", 321);
    }

    @Test
    default void aDownloadMayBeARange() {
        byte[] content = Samples.bytes(4, 1000);
        put("down/range", content);
        assertThat(downloadRange("down/range", 100L, 50L).getBody(byte[].class))
                .isEqualTo(Arrays.copyOfRange(content, 100, 150));
        assertThat(downloadRange("down/range", 900L, null).getBody(byte[].class))
                .isEqualTo(Arrays.copyOfRange(content, 900, 1000));
        assertThat(downloadRange("down/range", null, 10L).getBody(byte[].class)).isEqualTo(Arrays.copyOf(content, 10));
        assertThat(downloadRange("down/range", 990L, 100L).getHeader(CloudBridgeConstants.CONTENT_LENGTH))
                .isEqualTo(10L);
    }

    @Test
    default void aRangeThatCannotBeIsRefused() {
        put("down/bad-range", Samples.bytes(5, 100));
        for (Map<String, Long> range : List.of(
                Map.of(CloudBridgeConstants.RANGE_OFFSET, -1L),
                Map.of(CloudBridgeConstants.RANGE_LENGTH, -1L),
                Map.of(CloudBridgeConstants.RANGE_OFFSET, 100L),
                Map.of(CloudBridgeConstants.RANGE_OFFSET, 1000L, CloudBridgeConstants.RANGE_LENGTH, 1L))) {
            Map<String, Object> headers = new HashMap<>(range);
            headers.put(CloudBridgeConstants.KEY, "down/bad-range");
            CloudBridgeException e =
                    refused(CloudBridgeException.InvalidRequest.class, uri("operation=download"), null, headers);
            assertThat(e.getMessage()).contains("CamelCloudBridgeRange");
        }
    }

    @Test
    default void aDownloadGoesToAFileWholeOrNotAtAll(@TempDir Path directory) throws IOException {
        byte[] content = Samples.bytes(6, 300_000);
        described("down/to-file.bin", content);
        String uri = uri("operation=download&toFile=" + directory
                + "/${header.CamelCloudBridgeKey}&multipartThreshold=65536&partSize=" + Math.max(65536, partSize()));
        Message message = done(uri, null, "down/to-file.bin");

        assertThat(message.getBody()).isInstanceOf(File.class);
        assertThat(message.getBody(File.class)).hasBinaryContent(content);
        assertDescribed(message, "down/to-file.bin", content.length);

        refused(CloudBridgeException.ObjectNotFound.class, uri, null, "down/missing.bin");
        try (Stream<Path> files = Files.list(directory.resolve("down"))) {
            assertThat(files).containsExactly(directory.resolve("down/to-file.bin"));
        }
    }

    @Test
    default void aDownloadOfAMissingObjectFailsUnlessItMayBeMissing() {
        CloudBridgeException e =
                refused(CloudBridgeException.ObjectNotFound.class, uri("operation=download"), "x", "down/missing");
        assertThat(e.getKey()).isEqualTo("down/missing");
        assertThat(e.getProvider()).isEqualTo(provider());
        assertThat(download("&missing=null", "down/missing").getBody()).isNull();
    }

    @Test
    default void ifMatchGuardsADownload() {
        put("down/guarded", Samples.text("x"));
        String etag = store().head(at("down/guarded"), ReadOptions.NONE).etag();
        assertThat(download("&ifMatch=RAW(" + etag + ")", "down/guarded").getBody(String.class))
                .isEqualTo("x");
        put("down/guarded", Samples.text("y"));
        refused(
                CloudBridgeException.PreconditionFailed.class,
                uri("operation=download&ifMatch=RAW(" + etag + ")"),
                null,
                "down/guarded");
    }

    @Test
    default void aBodyReadAgainAfterTheObjectWasReplacedRaises() {
        put("down/again", Samples.bytes(7, 300_000));
        start(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:again")
                        .to(uri("operation=download"))
                        .process(exchange -> {
                            exchange.getMessage().getBody(InputStream.class).readNBytes(10);
                            put("down/again", Samples.bytes(8, 300_000));
                            exchange.getMessage().getBody(StreamCache.class).reset();
                        })
                        .convertBodyTo(byte[].class);
            }
        });
        Exchange failed = send("direct:again", null, "down/again");
        assertThat(failed.getException()).isNotNull();
        assertThat(failed.getException(CloudBridgeException.class))
                .as("the store's error, whatever caused it below and whatever Camel made of it above")
                .isInstanceOf(CloudBridgeException.PreconditionFailed.class);
    }

    @Test
    default void aBodyReadAfterTheObjectWasReplacedIsTheOldOneOrRaises() {
        byte[] old = Samples.bytes(7, 300_000);
        put("down/replaced", old);
        start(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:replaced")
                        .to(uri("operation=download"))
                        .process(exchange -> put("down/replaced", Samples.bytes(8, 300_000)))
                        .convertBodyTo(byte[].class);
            }
        });
        Exchange failed = send("direct:replaced", null, "down/replaced");
        if (failed.getException() == null) {
            assertThat(failed.getMessage().getBody(byte[].class)).isEqualTo(old);
            return;
        }
        assertThat(failed.getException(CloudBridgeException.class))
                .as("the store's error, whatever caused it below and whatever Camel made of it above")
                .isInstanceOf(CloudBridgeException.PreconditionFailed.class);
    }

    @Test
    default void headGivesTheAttributesOnly() {
        described("down/head", Samples.bytes(9, 4321));
        Message message = done(uri("operation=head"), "x", "down/head");

        ObjectInfo info = message.getBody(ObjectInfo.class);
        assertThat(info.size()).isEqualTo(4321);
        assertThat(info.contentType()).isEqualTo("text/csv");
        assertDescribed(message, "down/head", 4321);
        refused(CloudBridgeException.ObjectNotFound.class, uri("operation=head"), null, "down/head-missing");
    }

    @Test
    default void existsTellsTrueOrFalse() {
        put("down/exists", Samples.text("x"));
        assertThat(done(uri("operation=exists"), null, "down/exists").getBody()).isEqualTo(true);
        assertThat(done(uri("operation=exists"), null, "down/exists-not").getBody())
                .isEqualTo(false);
    }
}
