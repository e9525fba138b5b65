/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.camel.consumer;

import io.cloudbridge.camel.CloudBridgeConfiguration;
import io.cloudbridge.camel.MoveExisting;
import io.cloudbridge.camel.message.ObjectExpression;
import java.util.List;
import java.util.stream.Stream;

/**
 * Where objects go: with {@code move}, {@code moveBucket} or {@code moveConnection} after success, with {@code moveFailed} after failures.
 *
 * @param move after success, or null
 * @param moveFailed after failures, or null
 */
record MoveTargets(MoveTarget move, MoveTarget moveFailed) {

    /** @throws io.cloudbridge.store.CloudBridgeException.InvalidRequest if an option names an impossible place */
    static MoveTargets of(ConsumerSettings settings) {
        CloudBridgeConfiguration options = settings.options();
        MoveTarget move = null;
        if (ConsumerChecks.moves(options)) {
            move = new MoveTarget(
                    settings.client(),
                    settings.moveClient() == null ? settings.client() : settings.moveClient(),
                    options.getMoveBucket() == null ? settings.bucket() : options.getMoveBucket(),
                    settings.prefix(),
                    expression(settings, "move", options.getMove() == null ? "${key}" : options.getMove()),
                    options.getMoveExisting(),
                    settings.transfer());
        }
        MoveTarget moveFailed = null;
        if (options.getMoveFailed() != null) {
            moveFailed = new MoveTarget(
                    settings.client(),
                    settings.client(),
                    settings.bucket(),
                    settings.prefix(),
                    expression(settings, "moveFailed", options.getMoveFailed()),
                    options.getMoveExisting() == MoveExisting.fail ? MoveExisting.rename : options.getMoveExisting(),
                    settings.transfer());
        }
        MoveTargets targets = new MoveTargets(move, moveFailed);
        targets.all().forEach(target -> target.check(settings.bucket()));
        return targets;
    }

    private static ObjectExpression expression(ConsumerSettings settings, String option, String text) {
        return new ObjectExpression(settings.scope(), option, text);
    }

    List<MoveTarget> all() {
        return Stream.of(move, moveFailed).filter(target -> target != null).toList();
    }
}
