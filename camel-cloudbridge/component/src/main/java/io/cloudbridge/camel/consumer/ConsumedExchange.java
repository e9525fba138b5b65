/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.camel.consumer;

import io.cloudbridge.camel.BodyType;
import io.cloudbridge.camel.CloudBridgeConstants;
import io.cloudbridge.camel.message.BodyOpener;
import io.cloudbridge.camel.message.Charsets;
import io.cloudbridge.camel.message.Headers;
import io.cloudbridge.camel.message.PinnedObjectBody;
import io.cloudbridge.store.ObjectInfo;
import io.cloudbridge.store.ReadOptions;
import java.nio.charset.Charset;
import java.nio.file.Path;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangePropertyKey;
import org.apache.camel.support.ExchangeHelper;
import org.apache.camel.support.SynchronizationAdapter;

/** Makes the message of a consumed object: its body as {@code bodyType} says, its headers, its place in the batch. Thread-safe. */
final class ConsumedExchange {

    private final ConsumerSettings settings;
    private final BodyType type;
    private final ReadAhead ahead;
    private final WorkDirectory workDirectory;

    /** @param workDirectory for {@link BodyType#file}, else null */
    ConsumedExchange(ConsumerSettings settings, ReadAhead ahead, WorkDirectory workDirectory) {
        this.settings = settings;
        this.type = settings.options().getBodyType();
        this.ahead = ahead;
        this.workDirectory = workDirectory;
    }

    /**
     * Fills an exchange.
     *
     * @throws io.cloudbridge.store.CloudBridgeException if the object cannot be opened
     * @throws OutOfMemoryError if its content has no room in memory, and is to be there
     */
    void fill(Exchange exchange, ReadAhead.Pending pending) {
        Claim claim = pending.claim();
        ObjectInfo described = setBody(exchange, claim, pending.opening().await());
        Headers.describe(exchange, exchange.getMessage(), settings.client().provider(), described, described.size());
        exchange.setProperty(CloudBridgeConstants.OBJECT, described);
        exchange.setProperty(ExchangePropertyKey.BATCH_INDEX, pending.index());
        exchange.setProperty(ExchangePropertyKey.BATCH_SIZE, pending.batch());
        exchange.setProperty(ExchangePropertyKey.BATCH_COMPLETE, pending.index() == pending.batch() - 1);
    }

    private ObjectInfo setBody(Exchange exchange, Claim claim, PinnedObjectBody opened) {
        return switch (type) {
            case none -> {
                exchange.getMessage().setBody(null);
                yield claim.object();
            }
            case file -> file(exchange, claim);
            case stream -> {
                PinnedObjectBody body = opened == null ? ahead.open(claim) : opened;
                exchange.getMessage().setBody(body.releaseAtEndOf(exchange));
                yield body.info();
            }
            case bytes, string -> bytes(exchange, claim, opened);
        };
    }

    private ObjectInfo bytes(Exchange exchange, Claim claim, PinnedObjectBody opened) {
        try (PinnedObjectBody body = opened == null ? ahead.open(claim) : opened) {
            byte[] content = body.content() != null ? body.content() : readAll(body);
            Object value = type == BodyType.bytes ? content : new String(content, charset(exchange, body.info()));
            exchange.getMessage().setBody(value);
            return body.info();
        }
    }

    private static byte[] readAll(PinnedObjectBody body) {
        byte[] content = new byte[Math.toIntExact(body.length())];
        int length = 0;
        while (length < content.length) {
            length += body.read(content, length, content.length - length);
        }
        return content;
    }

    private static Charset charset(Exchange exchange, ObjectInfo object) {
        Charset declared = Charsets.of(object.contentType());
        return declared == null ? ExchangeHelper.getCharset(exchange, true) : declared;
    }

    /** The file is there whole or not at all, and goes when the exchange ends. */
    private ObjectInfo file(Exchange exchange, Claim claim) {
        ObjectInfo object = claim.object();
        Path file = workDirectory.fileFor(object.key());
        exchange.getExchangeExtension().addOnCompletion(new SynchronizationAdapter() {
            @Override
            public void onDone(Exchange done) {
                WorkDirectory.delete(file);
            }
        });
        try {
            ReadOptions pinned = object.etag().isEmpty() ? ReadOptions.NONE : ReadOptions.ifMatch(object.etag());
            ObjectInfo read = claim.gone()
                    .watch(() -> settings.client().download(object.ref(), file, pinned, settings.transfer()));
            exchange.getMessage().setBody(file.toFile());
            return BodyOpener.learnt(object, read);
        } catch (RuntimeException | Error e) {
            WorkDirectory.delete(file);
            throw e;
        }
    }
}
