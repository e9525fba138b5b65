/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.camel.monitor;

import io.cloudbridge.camel.CloudBridgeComponent;
import io.cloudbridge.camel.CloudBridgeConsumer;
import io.cloudbridge.camel.CloudBridgeEndpoint;
import io.cloudbridge.camel.connect.Clients;
import io.cloudbridge.store.Engine;
import io.cloudbridge.store.TransferStatus;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import org.apache.camel.Route;
import org.apache.camel.spi.annotations.DevConsole;
import org.apache.camel.support.console.AbstractDevConsole;
import org.apache.camel.util.json.JsonObject;
import org.apache.camel.util.json.Jsoner;

/** The developer console {@code cloudbridge}: what consumers, transfers and clients do at the moment. Shows names of settings, never values. */
@DevConsole(
        name = "cloudbridge",
        displayName = "CloudBridge",
        description = "Consumers, transfers and clients of object stores")
public class CloudBridgeConsole extends AbstractDevConsole {

    public CloudBridgeConsole() {
        super("camel", "cloudbridge", "CloudBridge", "Consumers, transfers and clients of object stores");
    }

    @Override
    protected Map<String, Object> doCallJson(Map<String, Object> options) {
        JsonObject root = new JsonObject();
        root.put("consumers", consumers());
        root.put("transfers", transfers());
        root.put("clients", clients());
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
        List<JsonObject> consumers = new ArrayList<>();
        for (Route route : getCamelContext().getRoutes()) {
            if (route.getConsumer() instanceof CloudBridgeConsumer consumer) {
                consumers.add(consumer(route.getRouteId(), consumer));
            }
        }
        return consumers;
    }

    private static JsonObject consumer(String routeId, CloudBridgeConsumer consumer) {
        CloudBridgeEndpoint endpoint = (CloudBridgeEndpoint) consumer.getEndpoint();
        JsonObject entry = new JsonObject();
        entry.put("routeId", routeId);
        entry.put("provider", endpoint.getConfiguration().getProvider());
        entry.put("bucket", endpoint.getBucketName());
        entry.put("cursor", consumer.getCursor());
        entry.put("scanned", consumer.getScanned());
        entry.put("accepted", consumer.getAccepted());
        entry.put("inProgress", consumer.getInProgress());
        entry.put("seen", consumer.getSeen());
        entry.put("lastError", consumer.getLastProblem());
        return entry;
    }

    private List<JsonObject> transfers() {
        List<JsonObject> transfers = new ArrayList<>();
        components().forEach(component -> transfers.addAll(parse(component.getActiveTransfers())));
        return transfers;
    }

    /** The transfers under way. */
    public static List<JsonObject> transfers(Engine engine) {
        List<JsonObject> transfers = new ArrayList<>();
        for (TransferStatus status : engine.transfers().active()) {
            JsonObject entry = new JsonObject();
            entry.put("kind", status.kind().name());
            entry.put("provider", status.provider());
            entry.put("bucket", status.ref().bucket());
            entry.put("key", status.ref().key());
            entry.put("bytesDone", status.bytesDone());
            entry.put("totalBytes", status.totalBytes());
            entry.put("bytesPerSecond", Math.round(status.bytesPerSecond()));
            entry.put("secondsLeft", status.eta().map(eta -> eta.toSeconds()).orElse(null));
            transfers.add(entry);
        }
        return transfers;
    }

    private List<JsonObject> clients() {
        List<JsonObject> clients = new ArrayList<>();
        components().forEach(component -> clients.addAll(parse(component.getOpenClients())));
        return clients;
    }

    /** The open clients. */
    public static List<JsonObject> clients(Clients open) {
        List<JsonObject> clients = new ArrayList<>();
        open.users().forEach((config, users) -> {
            JsonObject entry = new JsonObject();
            entry.put("provider", config.provider());
            entry.put("settings", config.names().stream().sorted().toList());
            entry.put("maxConnections", config.maxConnections());
            entry.put("users", users);
            clients.add(entry);
        });
        return clients;
    }

    /** As JMX shows it. */
    private static List<JsonObject> parse(String[] lines) {
        return Arrays.stream(lines)
                .map(line -> Jsoner.deserialize(line, new JsonObject()))
                .toList();
    }

    private List<CloudBridgeComponent> components() {
        return getCamelContext().getComponentNames().stream()
                .map(name -> getCamelContext().hasComponent(name))
                .filter(CloudBridgeComponent.class::isInstance)
                .map(CloudBridgeComponent.class::cast)
                .toList();
    }
}
