/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.camel;

import io.cloudbridge.camel.message.Headers;
import io.cloudbridge.camel.monitor.Meters;
import io.cloudbridge.store.ObjectInfo;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.camel.AsyncCallback;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangePropertyKey;
import org.apache.camel.spi.Synchronization;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A claimed object on its way into and through the route. */
final class Arrival {

    private static final Logger LOG = LoggerFactory.getLogger(Arrival.class);

    private final CloudBridgeConsumer consumer;
    private final ConsumerRooms rooms;
    private final Claimed claimed;
    private final Prefetch.Fetch fetched;
    private final CompletableFuture<ObjectInfo> attributes;
    private final int index;
    private final int size;

    /**
     * @param rooms those it was claimed in; the consumer may have others by the time it ends
     * @param fetched the body that was asked for ahead, or null
     * @param attributes what else was asked about it, or null
     * @param index in its batch, from 0
     * @param size of the batch
     */
    Arrival(
            CloudBridgeConsumer consumer,
            ConsumerRooms rooms,
            Claimed claimed,
            Prefetch.Fetch fetched,
            CompletableFuture<ObjectInfo> attributes,
            int index,
            int size) {
        this.consumer = consumer;
        this.rooms = rooms;
        this.claimed = claimed;
        this.fetched = fetched;
        this.attributes = attributes;
        this.index = index;
        this.size = size;
    }

    /** Gives the object back; nothing was routed. */
    void turnBack() {
        if (fetched != null) {
            fetched.close();
        }
        rooms.finish().abandon(claimed);
    }

    /**
     * Routes the object.
     *
     * @param over called once, by whatever thread, when its exchange has ended or none was started
     * @return false if it was not routed: it is no longer new, has vanished, or its body could not be had
     */
    boolean route(Runnable over) {
        Exchange exchange = consumer.createExchange(false);
        if (!prepare(exchange)) {
            consumer.releaseExchange(exchange, false);
            over.run();
            return false;
        }
        ObjectInfo object = claimed.object();
        Synchronization finish = rooms.finish().of(claimed);
        // taken now: the exchange may outlive the consumer
        Meters meters = rooms.meters();
        AtomicBoolean ended = new AtomicBoolean();
        AsyncCallback callback = doneSync -> {
            if (ended.compareAndSet(false, true)) {
                Exception problem = exchange.getException();
                meters.consumed(rooms.provider(), problem == null);
                if (problem != null && !Finish.hasChanged(object, problem)) {
                    consumer.getExceptionHandler()
                            .handleException("Error processing " + object.ref(), exchange, problem);
                }
                consumer.releaseExchange(exchange, false);
                over.run();
            }
        };
        exchange.getExchangeExtension().addOnCompletion(finish);
        try {
            consumer.getAsyncProcessor().process(exchange, callback);
        } catch (RuntimeException | Error e) {
            // an Error of a processor comes through; Camel has not ended the exchange then
            exchange.setException(e);
            finish.onFailure(exchange);
            callback.done(true);
        }
        return true;
    }

    private boolean prepare(Exchange exchange) {
        try {
            Prefetch.Content content = fetched == null ? null : fetched.content();
            if (!rooms.isStillMine(claimed)) {
                rooms.finish().abandon(claimed);
                return false;
            }
            // as the message describes it; it is finished as it was claimed
            ObjectInfo known = attributes == null ? claimed.object() : Attributes.await(attributes);
            ObjectInfo described = rooms.body().set(exchange, known, content);
            Headers.describe(exchange, exchange.getMessage(), rooms.provider(), described, described.size());
            exchange.setProperty(CloudBridgeConstants.OBJECT, described);
            exchange.setProperty(ExchangePropertyKey.BATCH_INDEX, index);
            exchange.setProperty(ExchangePropertyKey.BATCH_SIZE, size);
            exchange.setProperty(ExchangePropertyKey.BATCH_COMPLETE, index == size - 1);
            return true;
        } catch (Exception e) {
            rooms.finish().failed(claimed, exchange, e);
            if (Finish.hasChanged(claimed.object(), e)) {
                LOG.debug(
                        "{} has vanished or was rewritten since it was listed",
                        claimed.object().ref());
            } else {
                consumer.getExceptionHandler()
                        .handleException("Cannot read " + claimed.object().ref(), exchange, e);
            }
            return false;
        }
    }
}
