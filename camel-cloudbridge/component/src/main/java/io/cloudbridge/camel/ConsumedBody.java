/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.camel;

import io.cloudbridge.camel.message.Charsets;
import io.cloudbridge.camel.message.FileNames;
import io.cloudbridge.camel.message.PinnedObjectBody;
import io.cloudbridge.store.ByteRange;
import io.cloudbridge.store.ObjectInfo;
import io.cloudbridge.store.ReadOptions;
import io.cloudbridge.store.StoreClient;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;
import org.apache.camel.Exchange;
import org.apache.camel.support.ExchangeHelper;
import org.apache.camel.support.SynchronizationAdapter;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Gives a consumed message its body, as {@code bodyType} says. Thread-safe. */
final class ConsumedBody {

    private static final Logger LOG = LoggerFactory.getLogger(ConsumedBody.class);

    private final StoreClient client;
    private final CloudBridgeConfiguration options;
    private final Path workDirectory;

    ConsumedBody(StoreClient client, CloudBridgeConfiguration options) {
        this.client = client;
        this.options = options;
        this.workDirectory = options.getLocalWorkDirectory() == null
                ? null
                : Path.of(options.getLocalWorkDirectory()).toAbsolutePath().normalize();
    }

    /** Whether the content is needed before the route begins, so that its attributes come with it. */
    boolean isReadFirst() {
        return options.getBodyType() != BodyType.stream && options.getBodyType() != BodyType.none;
    }

    /**
     * Sets the body.
     *
     * @param fetched what was fetched ahead, or null
     * @return the object with all its attributes if it was read for this, else as it was given
     * @throws io.cloudbridge.store.CloudBridgeException.ObjectNotFound if the content is needed now and the object has vanished
     */
    ObjectInfo set(Exchange exchange, ObjectInfo object, Prefetch.Content fetched) throws IOException {
        if (options.getBodyType() == BodyType.none) {
            exchange.getMessage().setBody(null);
            return object;
        }
        if (options.getBodyType() == BodyType.file) {
            return file(exchange, object);
        }
        if (options.getBodyType() == BodyType.stream && fetched == null) {
            exchange.getMessage().setBody(PinnedObjectBody.of(client, object, ByteRange.ALL, exchange));
            return object;
        }
        Prefetch.Content content = fetched == null ? Prefetch.read(client, object) : fetched;
        exchange.getMessage()
                .setBody(
                        switch (options.getBodyType()) {
                            case bytes -> content.bytes();
                            case string -> new String(content.bytes(), charset(exchange, content.object()));
                            default -> PinnedObjectBody.fetched(client, content.object(), content.bytes());
                        });
        return content.object();
    }

    private static Charset charset(Exchange exchange, ObjectInfo object) {
        Charset declared = Charsets.of(object.contentType());
        return declared == null ? ExchangeHelper.getCharset(exchange, true) : declared;
    }

    /**
     * A file in a directory of its own below the work directory, so that no two keys can meet, named as the last part of the key. It is there whole
     * or not at all, and goes when the exchange ends.
     */
    private ObjectInfo file(Exchange exchange, ObjectInfo object) throws IOException {
        String name = FileNames.of(object.key());
        Path own = workDirectory.resolve(UUID.randomUUID().toString());
        Path file = own.resolve(name.substring(name.lastIndexOf('/') + 1)).normalize();
        if (!file.startsWith(own)) {
            throw new IOException("the key '" + object.key() + "' leads out of localWorkDirectory " + workDirectory);
        }
        exchange.getExchangeExtension().addOnCompletion(new SynchronizationAdapter() {
            @Override
            public void onDone(Exchange done) {
                delete(file, own);
            }
        });
        try {
            ReadOptions pinned = object.etag().isEmpty() ? ReadOptions.NONE : ReadOptions.ifMatch(object.etag());
            ObjectInfo read = client.download(object.ref(), file, pinned, options.transferSettings());
            exchange.getMessage().setBody(file.toFile());
            return Attributes.of(object, read);
        } catch (RuntimeException e) {
            delete(file, own);
            throw e;
        }
    }

    private static void delete(Path file, Path directory) {
        try {
            Files.deleteIfExists(file);
            Files.deleteIfExists(directory);
        } catch (IOException e) {
            LOG.warn("cannot delete {} of localWorkDirectory", file, e);
        }
    }
}
