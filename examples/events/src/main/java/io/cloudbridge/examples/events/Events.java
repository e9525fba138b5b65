/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.examples.events;

import io.cloudbridge.camel.NotificationEvents;
import io.cloudbridge.store.CloudBridgeException;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.spi.IdempotentRepository;
import org.apache.camel.util.json.JsonArray;
import org.apache.camel.util.json.JsonObject;
import org.apache.camel.util.json.Jsoner;

/**
 * The store's notifications start the work, from a queue or by HTTP. A slow poll of the bucket finds what no notification told: the store does not
 * promise them, and they end with their queue. Both remember what is done in one repository, so each version of an object is processed once.
 */
public final class Events extends RouteBuilder {

    private final IdempotentRepository seen;

    /** @param seen of a cluster, one that the processes share */
    public Events(IdempotentRepository seen) {
        this.seen = seen;
    }

    @Override
    public void configure() {
        getContext().getRegistry().bind("seen", seen);

        // Amazon S3, Ceph and MinIO into SQS; Azure Event Grid into a storage queue and Google Cloud Storage into
        // Pub/Sub read alike
        from("{{example.queue}}").to("direct:notification");

        // Event Grid and Pub/Sub push. Before it sends events Event Grid asks whether they are wanted
        from("platform-http:/events?httpMethodRestrict=POST,OPTIONS")
                .choice()
                .when(header(Exchange.HTTP_METHOD).isEqualTo("OPTIONS"))
                .setHeader("WebHook-Allowed-Origin", header("WebHook-Request-Origin"))
                .setHeader(Exchange.HTTP_RESPONSE_CODE, constant(200))
                .setBody(constant(""))
                .when(header("aeg-event-type").isEqualTo("SubscriptionValidation"))
                .process(exchange -> exchange.getMessage()
                        .setBody(validation(exchange.getMessage().getBody(String.class))))
                .otherwise()
                .to("direct:notification")
                .setBody(constant(""));

        from("direct:notification")
                .split(method(NotificationEvents.class)) // one message may tell of several objects
                .transformDataType("cloudbridge:notification")
                .filter(header("CamelCloudBridgeEvent").isEqualTo("created"))
                .idempotentConsumer(
                        simple(
                                "${header.CamelCloudBridgeBucket}/${header.CamelCloudBridgeKey}@${header.CamelCloudBridgeETag}"),
                        seen)
                .to("direct:object");

        from("cloudbridge:inbox?bodyType=none&delay={{example.poll}}&initialDelay={{example.poll}}&idempotentRepository=#seen")
                .to("direct:object");

        from("direct:object")
                .onException(CloudBridgeException.ObjectNotFound.class, CloudBridgeException.PreconditionFailed.class)
                .handled(true) // deleted or replaced since
                .end()
                .setHeader("CamelCloudBridgeIfMatch", header("CamelCloudBridgeETag"))
                .to("cloudbridge:inbox?operation=download")
                .to("{{example.work}}");
    }

    /** The answer by which an endpoint says that it wants the events. */
    private static String validation(String events) {
        JsonArray told = Jsoner.deserialize(events, new JsonArray());
        Map<String, Map<String, String>> event = told.getMap(0);
        return new JsonObject(Map.of("validationResponse", event.get("data").get("validationCode"))).toJson();
    }
}
