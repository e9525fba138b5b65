/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.camel;

import io.cloudbridge.camel.message.ObjectExpression;
import io.cloudbridge.store.StoreClient;
import java.util.List;
import java.util.stream.Stream;

/** Where objects go: with {@code move}, {@code moveBucket} or {@code moveConnection} after success, with {@code moveFailed} after failures. */
final class Destinations implements AutoCloseable {

    private final CloudBridgeComponent component;
    private final StoreClient other;
    private final Move move;
    private final Move moveFailed;

    /** @throws io.cloudbridge.store.CloudBridgeException.InvalidRequest if an option names an impossible place */
    Destinations(CloudBridgeEndpoint endpoint) {
        this.component = endpoint.getComponent();
        CloudBridgeConfiguration options = endpoint.getConfiguration();
        StoreClient client = endpoint.client();
        String bucket = endpoint.getBucketName();
        boolean moves = ConsumerChecks.moves(options);
        this.moveFailed = options.getMoveFailed() == null
                ? null
                : new Move(
                        client,
                        client,
                        bucket,
                        new ObjectExpression(endpoint.scope(), "moveFailed", options.getMoveFailed()),
                        options.transferSettings());
        ObjectExpression key = moves
                ? new ObjectExpression(
                        endpoint.scope(), "move", options.getMove() == null ? "${key}" : options.getMove())
                : null;
        this.other = moves && options.getMoveConnection() != null
                ? component.acquire("moveConnection", options.getMoveConnection())
                : null;
        this.move = moves
                ? new Move(
                        client,
                        other == null ? client : other,
                        options.getMoveBucket() == null ? bucket : options.getMoveBucket(),
                        key,
                        options.transferSettings())
                : null;
        try {
            String prefix = options.getPrefix() == null ? "" : options.getPrefix();
            all().forEach(place -> place.check(bucket, prefix));
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    /** After success, or null. */
    Move move() {
        return move;
    }

    /** After failures, or null. */
    Move moveFailed() {
        return moveFailed;
    }

    List<Move> all() {
        return Stream.of(move, moveFailed).filter(place -> place != null).toList();
    }

    @Override
    public void close() {
        if (other != null) {
            component.release(other);
        }
    }
}
