/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.camel.monitor;

import io.cloudbridge.camel.ClientStatus;
import io.cloudbridge.camel.CloudBridgeComponent;
import io.cloudbridge.camel.CloudBridgeConsumer;
import io.cloudbridge.camel.ConsumerStatus;
import io.cloudbridge.store.PendingCall;
import io.cloudbridge.store.TransferStatus;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import java.util.function.Function;
import org.apache.camel.Route;
import org.apache.camel.spi.annotations.DevConsole;
import org.apache.camel.support.console.AbstractDevConsole;
import org.apache.camel.util.json.JsonObject;

/**
 * The developer console {@code cloudbridge}: what consumers, transfers, requests and clients do at the moment. Shows names of settings, never
 * values.
 */
@DevConsole(
        name = "cloudbridge",
        displayName = "CloudBridge",
        description = "Consumers, transfers and clients of object stores")
public class CloudBridgeConsole extends AbstractDevConsole {

    /** A request that is answered sooner is not worth a line. */
    private static final Duration NOTICEABLE = Duration.ofSeconds(1);

    public CloudBridgeConsole() {
        super("camel", "cloudbridge", "CloudBridge", "Consumers, transfers and clients of object stores");
    }

    @Override
    protected Map<String, Object> doCallJson(Map<String, Object> options) {
        JsonObject root = new JsonObject();
        root.put("consumers", consumers());
        root.put("transfers", each(CloudBridgeComponent::transfers, CloudBridgeConsole::transfer));
        root.put(
                "requests",
                each(
                        component -> component.pendingCalls().stream()
                                .filter(call -> call.took().compareTo(NOTICEABLE) >= 0)
                                .toList(),
                        CloudBridgeConsole::request));
        root.put("clients", each(CloudBridgeComponent::openClients, CloudBridgeConsole::client));
        return root;
    }

    @Override
    protected String doCallText(Map<String, Object> options) {
        StringBuilder text = new StringBuilder();
        doCallJson(options).forEach((title, entries) -> {
            text.append(title).append(":\n");
            for (Object entry : (List<?>) entries) {
                StringJoiner line = new StringJoiner(", ", "  ", "\n");
                ((JsonObject) entry).forEach((name, value) -> line.add(name + "=" + value));
                text.append(line);
            }
        });
        return text.toString();
    }

    private List<JsonObject> consumers() {
        return getCamelContext().getRoutes().stream()
                .map(Route::getConsumer)
                .filter(CloudBridgeConsumer.class::isInstance)
                .map(consumer -> consumer(((CloudBridgeConsumer) consumer).status()))
                .toList();
    }

    private static JsonObject consumer(ConsumerStatus status) {
        JsonObject entry = new JsonObject();
        entry.put("routeId", status.routeId());
        entry.put("provider", status.provider());
        entry.put("bucket", status.bucket());
        entry.put("cursor", status.cursor());
        entry.put("scanned", status.scanned());
        entry.put("accepted", status.accepted());
        entry.put("inProgress", status.inProgress());
        entry.put("seen", status.seen());
        entry.put("failing", status.failing());
        entry.put("skipped", status.skipped());
        entry.put("archived", status.archived());
        entry.put("lagSeconds", status.lag().toSeconds());
        entry.put("lastPoll", text(status.lastPoll()));
        entry.put("lastSuccess", text(status.lastSuccess()));
        entry.put("failedPolls", status.failedPolls());
        entry.put("lastError", status.lastError());
        entry.put("failures", failures(status));
        return entry;
    }

    /** The objects that fail. */
    public static List<JsonObject> failures(ConsumerStatus status) {
        return status.failures().stream()
                .map(failure -> {
                    JsonObject entry = new JsonObject();
                    entry.put("key", failure.key());
                    entry.put("tries", failure.tries());
                    entry.put("skipped", failure.skipped());
                    entry.put("nextTry", text(failure.nextTry()));
                    entry.put("cause", failure.cause());
                    return entry;
                })
                .toList();
    }

    /** A transfer under way. */
    public static JsonObject transfer(TransferStatus status) {
        JsonObject entry = new JsonObject();
        entry.put("kind", status.kind().name());
        entry.put("provider", status.provider());
        entry.put("bucket", status.ref().bucket());
        entry.put("key", status.ref().key());
        entry.put("bytesDone", status.bytesDone());
        entry.put("totalBytes", status.totalBytes());
        entry.put("bytesPerSecond", Math.round(status.bytesPerSecond()));
        entry.put("secondsLeft", status.eta().map(Duration::toSeconds).orElse(null));
        entry.put("secondsIdle", status.idle().toSeconds());
        return entry;
    }

    private static JsonObject request(PendingCall call) {
        JsonObject entry = new JsonObject();
        entry.put("provider", call.provider());
        entry.put("operation", call.operation());
        entry.put("bucket", call.bucket());
        entry.put("key", call.key());
        entry.put("seconds", call.took().toSeconds());
        return entry;
    }

    /** An open client. */
    public static JsonObject client(ClientStatus status) {
        JsonObject entry = new JsonObject();
        entry.put("provider", status.provider());
        entry.put("settings", status.settings());
        entry.put("maxConnections", status.maxConnections());
        entry.put("users", status.users());
        return entry;
    }

    private static String text(Instant time) {
        return time == null ? null : time.truncatedTo(ChronoUnit.SECONDS).toString();
    }

    private <T> List<JsonObject> each(Function<CloudBridgeComponent, List<T>> parts, Function<T, JsonObject> entry) {
        return getCamelContext().getComponentNames().stream()
                .map(name -> getCamelContext().hasComponent(name))
                .filter(CloudBridgeComponent.class::isInstance)
                .map(CloudBridgeComponent.class::cast)
                .flatMap(component -> parts.apply(component).stream())
                .map(entry)
                .toList();
    }
}
