/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.examples.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import org.apache.camel.Exchange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EventsTest {

    @TempDir
    private Path place;

    @Test
    void eachObjectIsProcessedOnceWhetherItsNotificationComesOnceTwiceOrNever() throws Exception {
        assertThat(Demo.run(place)).isTrue();
    }

    @Test
    void eventGridAndPubSubPushToTheSameEndpoint() throws Exception {
        try (Demo demo = new Demo(place)) {
            // Event Grid asks whether we want its events, in one way for its own schema and in another for CloudEvents
            HttpResponse<String> validated = send(
                    demo,
                    "POST",
                    "[{\"id\":\"1\",\"topic\":\"/subscriptions/s\",\"subject\":\"\",\"eventType\":\"Microsoft.EventGrid.SubscriptionValidationEvent\","
                            + "\"eventTime\":\"2026-05-01T08:30:00Z\",\"dataVersion\":\"2\",\"data\":{\"validationCode\":\"512d38b6-c7b8-40c8\","
                            + "\"validationUrl\":\"https://rp.eventgrid.azure.net/validate?id=512d38b6\"}}]",
                    Map.of("aeg-event-type", "SubscriptionValidation"));
            assertThat(validated.statusCode()).isEqualTo(200);
            assertThat(validated.body()).isEqualTo("{\"validationResponse\":\"512d38b6-c7b8-40c8\"}");
            HttpResponse<String> allowed =
                    send(demo, "OPTIONS", "", Map.of("WebHook-Request-Origin", "eventgrid.azure.net"));
            assertThat(allowed.statusCode()).isEqualTo(200);
            assertThat(allowed.headers().firstValue("WebHook-Allowed-Origin")).hasValue("eventgrid.azure.net");

            String first = put(demo, "a/first");
            HttpResponse<String> grid = send(
                    demo,
                    "POST",
                    "[{\"id\":\"2\",\"subject\":\"/blobServices/default/containers/inbox/blobs/a/first\",\"eventType\":\"Microsoft.Storage.BlobCreated\","
                            + "\"eventTime\":\"2026-05-01T08:30:00Z\",\"data\":{\"api\":\"PutBlob\",\"contentLength\":7,\"eTag\":\""
                            + first
                            + "\"}}]",
                    Map.of("aeg-event-type", "Notification"));
            assertThat(grid.statusCode()).as(grid.body()).isBetween(200, 204);
            await().atMost(Duration.ofSeconds(20))
                    .untilAsserted(() -> assertThat(demo.processed()).contains("a/first"));

            String second = put(demo, "a/second");
            String object =
                    "{\"kind\":\"storage#object\",\"bucket\":\"inbox\",\"name\":\"a/second\",\"size\":\"7\",\"etag\":\""
                            + second + "\"}";
            HttpResponse<String> pubSub = send(
                    demo,
                    "POST",
                    "{\"subscription\":\"projects/p/subscriptions/s\",\"message\":{\"messageId\":\"1\",\"attributes\":{\"eventType\":\"OBJECT_FINALIZE\","
                            + "\"bucketId\":\"inbox\",\"objectId\":\"a/second\",\"payloadFormat\":\"JSON_API_V1\"},\"data\":\""
                            + Base64.getEncoder().encodeToString(object.getBytes(StandardCharsets.UTF_8)) + "\"}}",
                    Map.of());
            assertThat(pubSub.statusCode()).as(pubSub.body()).isBetween(200, 204);
            await().atMost(Duration.ofSeconds(20))
                    .untilAsserted(() -> assertThat(demo.processed()).contains("a/second"));

            HttpResponse<String> foreign = send(demo, "POST", "{\"hello\":\"world\"}", Map.of());
            assertThat(foreign.statusCode()).as("so that the sender knows").isEqualTo(500);
        }
    }

    private static String put(Demo demo, String key) throws Exception {
        Exchange stored = demo.camel().request("cloudbridge:inbox?operation=upload&autoCreateBucket=true", exchange -> {
            exchange.getMessage().setBody("content");
            exchange.getMessage().setHeader("CamelCloudBridgeKey", key);
        });
        return stored.getMessage().getHeader("CamelCloudBridgeETag", String.class);
    }

    private static HttpResponse<String> send(Demo demo, String method, String body, Map<String, String> headers)
            throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(demo.url()))
                .header("Content-Type", "application/json")
                .method(method, HttpRequest.BodyPublishers.ofString(body));
        headers.forEach(request::header);
        return HttpClient.newHttpClient().send(request.build(), HttpResponse.BodyHandlers.ofString());
    }
}
