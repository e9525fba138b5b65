/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.it.aws;

import static org.assertj.core.api.Assertions.assertThat;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import com.sun.net.httpserver.HttpServer;
import io.cloudbridge.camel.CloudBridgeConstants;
import io.cloudbridge.camel.NotificationEvents;
import io.cloudbridge.it.Servers;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.builder.RouteBuilder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.ContentStreamProvider;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;
import software.amazon.awssdk.http.auth.spi.signer.SignedRequest;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.Event;
import software.amazon.awssdk.services.s3.model.TopicConfiguration;

/**
 * The notifications that Ceph's gateway sends, by HTTP and through a RabbitMQ broker (AMQP 0-9-1), as it sends them. Debian's gateway is built
 * without Kafka, which would carry the same messages.
 */
class RgwNotificationTest {

    private static final String KEY = "in/Gr\u00fc\u00dfe a+b %41.txt";

    private final BlockingQueue<String> received = new LinkedBlockingQueue<>();
    private final BlockingQueue<Message> told = new LinkedBlockingQueue<>();
    private HttpServer listener;
    private Connection amqp;
    private AwsRoutes routes;

    @BeforeEach
    void start() throws Exception {
        listener = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        listener.createContext("/", exchange -> {
            received.add(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        listener.start();
        ConnectionFactory broker = new ConnectionFactory();
        broker.setUri(Servers.setting("rabbitmq.url"));
        amqp = broker.newConnection();
        routes = new AwsRoutes("rgw.s3");
        String bucket = routes.s3.bucket;
        routes.start(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:notification")
                        .split(method(NotificationEvents.class))
                        .transformDataType("cloudbridge:notification")
                        .process(exchange -> told.add(exchange.getMessage().copy()));
                from("direct:download")
                        .to("cloudbridge:" + bucket + "?operation=download")
                        .convertBodyTo(String.class);
            }
        });
    }

    @AfterEach
    void stop() throws Exception {
        routes.close();
        amqp.close();
        listener.stop(0);
    }

    private static String setting(String name) {
        return Servers.setting("rgw.s3." + name);
    }

    /** Makes a topic with these attributes, and has the bucket publish to it. */
    private void notifyOf(String bucket, Map<String, String> attributes) throws Exception {
        StringBuilder form = new StringBuilder("Action=CreateTopic&Name=" + bucket);
        int n = 0;
        for (Map.Entry<String, String> attribute : attributes.entrySet()) {
            String entry = "&Attributes.entry." + ++n;
            form.append(entry).append(".key=").append(attribute.getKey());
            form.append(entry)
                    .append(".value=")
                    .append(URLEncoder.encode(attribute.getValue(), StandardCharsets.UTF_8));
        }
        String topic = answer(form.toString());
        String arn = topic.replaceAll("(?s).*<TopicArn>(.*)</TopicArn>.*", "$1");
        assertThat(arn).as(topic).startsWith("arn:aws:sns:");
        try (S3Client s3 = S3Client.builder()
                .endpointOverride(URI.create(setting("endpoint")))
                .region(Region.of(setting("region")))
                .forcePathStyle(true)
                .credentialsProvider(StaticCredentialsProvider.create(credentials()))
                .build()) {
            s3.putBucketNotificationConfiguration(request -> request.bucket(bucket)
                    .notificationConfiguration(
                            configuration -> configuration.topicConfigurations(TopicConfiguration.builder()
                                    .id("all")
                                    .topicArn(arn)
                                    .events(Event.S3_OBJECT_CREATED, Event.S3_OBJECT_REMOVED)
                                    .build())));
        }
    }

    private static AwsBasicCredentials credentials() {
        return AwsBasicCredentials.create(setting("accessKey"), setting("secretKey"));
    }

    /** The gateway's answer to a request of the topic API. */
    private static String answer(String form) throws Exception {
        SdkHttpRequest request = SdkHttpRequest.builder()
                .uri(URI.create(setting("endpoint") + "/"))
                .method(SdkHttpMethod.POST)
                .putHeader("Content-Type", "application/x-www-form-urlencoded")
                .build();
        SignedRequest signed = AwsV4HttpSigner.create().sign(sign -> sign.identity(credentials())
                .request(request)
                .payload(ContentStreamProvider.fromUtf8String(form))
                .putProperty(AwsV4HttpSigner.SERVICE_SIGNING_NAME, "sns")
                .putProperty(AwsV4HttpSigner.REGION_NAME, setting("region")));
        HttpRequest.Builder http =
                HttpRequest.newBuilder(signed.request().getUri()).POST(HttpRequest.BodyPublishers.ofString(form));
        signed.request().headers().forEach((name, values) -> {
            if (!name.equalsIgnoreCase("Host") && !name.equalsIgnoreCase("Content-Length")) {
                http.header(name, values.get(0));
            }
        });
        return HttpClient.newHttpClient()
                .send(http.build(), HttpResponse.BodyHandlers.ofString())
                .body();
    }

    /** The headers of the next event. */
    private Map<String, Object> next() throws Exception {
        String message = received.poll(20, TimeUnit.SECONDS);
        assertThat(message).as("a notification").isNotNull();
        Exchange split = routes.template().request("direct:notification", exchange -> exchange.getMessage()
                .setBody(message));
        assertThat(split.getException()).as(message).isNull();
        assertThat(told).as(message).hasSize(1);
        return told.remove().getHeaders();
    }

    @Test
    void byHttpCreatedAndDeletedObjectsAreToldByTheirKeys() throws Exception {
        notifyOf(
                routes.s3.bucket,
                Map.of(
                        "push-endpoint",
                        "http://127.0.0.1:" + listener.getAddress().getPort() + "/"));
        createdAndDeletedObjectsAreToldByTheirKeys();
    }

    @Test
    void throughABrokerCreatedAndDeletedObjectsAreToldByTheirKeys() throws Exception {
        String bucket = routes.s3.bucket;
        try (Channel channel = amqp.createChannel()) {
            String exchange = "events-of-" + bucket;
            channel.exchangeDeclare(exchange, "topic", false, true, Map.of());
            String queue = channel.queueDeclare().getQueue();
            channel.queueBind(queue, exchange, bucket); // the routing key is the name of the topic
            channel.basicConsume(
                    queue,
                    true,
                    (tag, delivery) -> received.add(new String(delivery.getBody(), StandardCharsets.UTF_8)),
                    tag -> {});
            notifyOf(
                    bucket,
                    Map.of(
                            "push-endpoint",
                            Servers.setting("rabbitmq.url"),
                            "amqp-exchange",
                            exchange,
                            "amqp-ack-level",
                            "broker"));
            createdAndDeletedObjectsAreToldByTheirKeys();
        }
    }

    private void createdAndDeletedObjectsAreToldByTheirKeys() throws Exception {
        routes.template().sendBodyAndHeader(routes.uri("operation=upload"), "content", CloudBridgeConstants.KEY, KEY);
        Map<String, Object> created = next();
        assertThat(created)
                .containsEntry(CloudBridgeConstants.EVENT, "created")
                .containsEntry(CloudBridgeConstants.BUCKET, routes.s3.bucket)
                .containsEntry(CloudBridgeConstants.KEY, KEY)
                .containsEntry(CloudBridgeConstants.CONTENT_LENGTH, 7L);
        Exchange downloaded = routes.template().request("direct:download", exchange -> {
            exchange.getMessage().setHeaders(created);
            exchange.getMessage().setHeader(CloudBridgeConstants.IF_MATCH, created.get(CloudBridgeConstants.ETAG));
        });
        assertThat(downloaded.getException()).isNull();
        assertThat(downloaded.getMessage().getBody()).isEqualTo("content");

        routes.template().sendBodyAndHeader(routes.uri("operation=delete"), null, CloudBridgeConstants.KEY, KEY);
        assertThat(next())
                .containsEntry(CloudBridgeConstants.EVENT, "deleted")
                .containsEntry(CloudBridgeConstants.KEY, KEY);
    }
}
