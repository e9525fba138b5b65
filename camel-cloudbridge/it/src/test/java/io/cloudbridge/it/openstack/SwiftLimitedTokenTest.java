/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.it.openstack;

import static org.assertj.core.api.Assertions.assertThat;

import io.cloudbridge.conformance.Samples;
import io.cloudbridge.it.Servers;
import io.cloudbridge.store.CloudBridgeException;
import io.cloudbridge.store.DeleteResult;
import io.cloudbridge.store.ObjectInfo;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.builder.NotifyBuilder;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.main.Main;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Routes that have {@code storageUrl} and the {@code authToken} of somebody who may use one container, and nothing else of the account. */
class SwiftLimitedTokenTest {

    private static final String TEMP_URL_KEY = "k3y";
    private static final String SMALL_PARTS = "&partSize=65536&multipartThreshold=65536";

    private final String bucket = "limited-" + UUID.randomUUID();
    private final Main main = new Main();
    private ProducerTemplate template;

    @BeforeEach
    void start() throws Exception {
        String user = Servers.setting("swift.limited.username");
        for (String container : new String[] {bucket, bucket + "_segments"}) {
            Swift.send(Swift.request("/" + container)
                    .header("X-Container-Read", user)
                    .header("X-Container-Write", user)
                    .header("X-Container-Meta-Temp-URL-Key", TEMP_URL_KEY)
                    .PUT(BodyPublishers.noBody()));
        }
        main.configure().withAutoConfigurationLogSummary(false);
        String component = "camel.component.cloudbridge.";
        main.addInitialProperty(component + "provider", "openstack");
        main.addInitialProperty(component + "storageUrl", Servers.setting("swift.storageUrl"));
        main.addInitialProperty(component + "authToken", Swift.token(user, Servers.setting("swift.limited.password")));
        main.addInitialProperty(component + "tempUrlKey", TEMP_URL_KEY);
        main.start();
        template = main.getCamelContext().createProducerTemplate();
    }

    @AfterEach
    void stop() {
        main.stop();
        for (String container : new String[] {bucket, bucket + "_segments"}) {
            for (String key :
                    Swift.send(Swift.request("/" + container)).body().lines().toList()) {
                Swift.send(Swift.request("/" + container + "/" + key).DELETE());
            }
            Swift.send(Swift.request("/" + container).DELETE());
        }
    }

    private <T> T send(String options, Object body, Class<T> type) {
        return template.requestBody("cloudbridge:" + bucket + "?" + options, body, type);
    }

    @Test
    void everyOperationOnTheContainersObjectsWorks() {
        byte[] large = Samples.bytes(1, 3L * 65536 + 1);
        send("key=in/small", "small", Object.class);
        send("key=in/large" + SMALL_PARTS, large, Object.class);

        assertThat(send("operation=download&key=in/large", null, byte[].class)).isEqualTo(large);
        assertThat(send("operation=head&key=in/large", null, ObjectInfo.class).size())
                .isEqualTo(large.length);
        send("operation=copy&key=in/large&destinationKey=copy", null, Object.class);
        send("operation=move&key=in/small&destinationKey=moved", null, Object.class);
        assertThat((List<?>) send("operation=list", null, List.class))
                .map(info -> ((ObjectInfo) info).key())
                .isEqualTo(List.of("copy", "in/large", "moved"));
        URI url = URI.create(send("operation=presign&key=moved", null, String.class));
        assertThat(Swift.send(HttpRequest.newBuilder(url)).body()).isEqualTo("small");
        List<?> deleted = template.requestBodyAndHeader(
                "cloudbridge:" + bucket + "?operation=deleteAll",
                null,
                "CamelCloudBridgeKeys",
                List.of("copy", "in/large", "moved"),
                List.class);
        assertThat(deleted).hasSize(3).allMatch(result -> ((DeleteResult) result).deleted());
        assertThat(Swift.send(Swift.request("/" + bucket + "_segments")).body())
                .as("segments")
                .isEmpty();
    }

    @Test
    void aConsumerWorks() throws Exception {
        send("key=in/1", "one", Object.class);
        send("key=in/2", "two", Object.class);
        NotifyBuilder done =
                new NotifyBuilder(main.getCamelContext()).whenCompleted(2).create();
        main.getCamelContext().addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("cloudbridge:" + bucket + "?prefix=in/&move=done/${file:onlyname}&delay=200&initialDelay=0")
                        .convertBodyTo(String.class)
                        .to("mock:out");
            }
        });
        assertThat(done.matches(60, TimeUnit.SECONDS)).isTrue();
        main.getCamelContext().getRouteController().stopAllRoutes();
        assertThat(Swift.send(Swift.request("/" + bucket)).body().lines()).containsExactly("done/1", "done/2");
    }

    @Test
    void whatIsNotGrantedIsAnErrorThatSaysSo() {
        assertThat(template.send("cloudbridge:?operation=listBuckets", exchange -> {})
                        .getException())
                .isInstanceOf(CloudBridgeException.AccessDenied.class)
                .hasMessageContaining("access list");
        assertThat(template.send("cloudbridge:" + bucket + "-other?key=k", exchange -> exchange.getMessage()
                                .setBody("x"))
                        .getException())
                .isInstanceOf(CloudBridgeException.AccessDenied.class);
    }
}
