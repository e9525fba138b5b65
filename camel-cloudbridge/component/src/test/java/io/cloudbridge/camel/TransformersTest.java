/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.camel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cloudbridge.camel.event.CloudBridgeCloudEventTransformer;
import io.cloudbridge.store.CloudBridgeException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.RoutesBuilder;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.cloudevents.CloudEvent;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.apache.camel.util.json.Jsoner;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The messages are those of the stores' documentation. */
class TransformersTest {

    private static final String S3 = """
            {"Records":[{"eventVersion":"2.1","eventSource":"aws:s3","awsRegion":"us-west-2","eventTime":"2026-05-01T08:30:00.000Z",
            "eventName":"%s","s3":{"s3SchemaVersion":"1.0","bucket":{"name":"inbox","arn":"arn:aws:s3:::inbox"},
            "object":{"key":"in/Gr%%C3%%BC%%C3%%9Fe+%%2B1.txt","size":1024,"eTag":"d41d8cd98f00b204e9800998ecf8427e","versionId":"v-7","sequencer":"0055"}}}]}""";

    @TempDir
    Path directory;

    private DefaultCamelContext context;

    @BeforeEach
    void start() throws Exception {
        context = new DefaultCamelContext();
        context.addRoutes(routes());
        context.start();
    }

    @AfterEach
    void stop() {
        context.stop();
    }

    private RoutesBuilder routes() {
        String store = "cloudbridge:inbox?provider=local&autoCreateBucket=true&rootDirectory=" + directory;
        return new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:told").transformDataType("cloudbridge:notification");
                from("direct:event").transformDataType("cloudbridge:application-cloudevents");
                from("direct:upload").to(store);
                from("direct:download")
                        .transformDataType("cloudbridge:notification")
                        .removeHeader(CloudBridgeConstants.VERSION_ID)
                        .to(store + "&operation=download");
            }
        };
    }

    private Message told(Object body, Map<String, Object> headers) {
        return send("direct:told", body, headers);
    }

    private Message send(String uri, Object body, Map<String, Object> headers) {
        Exchange exchange = new DefaultExchange(context);
        exchange.getMessage().setBody(body);
        exchange.getMessage().setHeaders(new HashMap<>(headers));
        Exchange done = context.createProducerTemplate().send(uri, exchange);
        if (done.getException() instanceof RuntimeException failure) {
            throw failure;
        }
        return done.getMessage();
    }

    private static void assertObject(Message message, String event, String provider, String bucket, String key) {
        assertThat(message.getHeaders())
                .containsEntry(CloudBridgeConstants.EVENT, event)
                .containsEntry(CloudBridgeConstants.PROVIDER, provider)
                .containsEntry(CloudBridgeConstants.BUCKET, bucket)
                .containsEntry(CloudBridgeConstants.KEY, key);
    }

    @Test
    void aNotificationOfAmazonIsTheHeadersOfItsObject() {
        String body = S3.formatted("ObjectCreated:Put");
        Message message = told(body, Map.of());
        assertObject(message, "created", "aws", "inbox", "in/Grüße +1.txt");
        assertThat(message.getHeaders())
                .containsEntry(CloudBridgeConstants.EVENT_NAME, "ObjectCreated:Put")
                .containsEntry(CloudBridgeConstants.CONTENT_LENGTH, 1024L)
                .containsEntry(CloudBridgeConstants.ETAG, "d41d8cd98f00b204e9800998ecf8427e")
                .containsEntry(CloudBridgeConstants.VERSION_ID, "v-7")
                .containsEntry(CloudBridgeConstants.LAST_MODIFIED, Instant.parse("2026-05-01T08:30:00Z"))
                .containsEntry(Exchange.FILE_NAME, "in/Grüße +1.txt");
        assertThat(message.getBody()).isEqualTo(body);
        assertObject(
                told(S3.formatted("ObjectRemoved:Delete"), Map.of()), "deleted", "aws", "inbox", "in/Grüße +1.txt");
        assertObject(
                told(S3.formatted("s3:ObjectCreated:Put"), Map.of()), "created", "aws", "inbox", "in/Grüße +1.txt");
        assertObject(
                told(S3.formatted("ObjectRestore:Completed"), Map.of()), "other", "aws", "inbox", "in/Grüße +1.txt");
    }

    /** As its gateway 16.2.15 sent it. */
    @Test
    void aNotificationOfCephHasItsKeyAsItIs() {
        Message message = told("""
                {"Records":[{"eventVersion":"2.2","eventSource":"ceph:s3","awsRegion":"","eventTime":"2026-11-26T07:35:29.263818Z",\
                "eventName":"ObjectCreated:Put","s3":{"s3SchemaVersion":"1.0","configurationId":"all","bucket":{"name":"inbox",\
                "arn":"arn:aws:s3:::inbox"},"object":{"key":"in/a+b %41.txt","size":7,"eTag":"9a0364b9e99bb480dd25e1f0284c8555",\
                "versionId":"","sequencer":"41E1076B489CEB0F","metadata":[],"tags":[]}},"eventId":"1795678529.267099"}]}""", Map.of());
        assertObject(message, "created", "aws", "inbox", "in/a+b %41.txt");
    }

    /** MinIO puts its message for a queue around the records, and encodes the slash too. */
    @Test
    void aNotificationOfMinioIsUnderstood() {
        Message message = told("""
                {"EventName":"s3:ObjectCreated:Put","Key":"inbox/in/a b.txt","Records":[{"eventVersion":"2.0","eventSource":"minio:s3",\
                "awsRegion":"","eventTime":"2026-05-01T08:30:00.000Z","eventName":"s3:ObjectCreated:Put","s3":{"s3SchemaVersion":"1.0",\
                "configurationId":"Config","bucket":{"name":"inbox","arn":"arn:aws:s3:::inbox"},"object":{"key":"in%2Fa+b.txt","size":7,\
                "eTag":"9a0364b9e99bb480dd25e1f0284c8555","contentType":"text/plain","sequencer":"159FB6B233B08AF0"}}}]}""", Map.of());
        assertObject(message, "created", "aws", "inbox", "in/a b.txt");
    }

    @Test
    void aNotificationThroughSnsIsUnwrapped() {
        String sns = """
                {"Type":"Notification","MessageId":"1","TopicArn":"arn:aws:sns:eu:1:t","Subject":"Amazon S3 Notification","Message":%s}""".formatted(Jsoner.serialize(S3.formatted("ObjectCreated:Copy")));
        assertObject(told(sns, Map.of()), "created", "aws", "inbox", "in/Grüße +1.txt");
    }

    @Test
    void anEventBridgeEventHasItsKeyAsItIs() {
        String event = """
                {"version":"0","id":"17","detail-type":"Object Created","source":"aws.s3","time":"2026-05-01T08:30:00Z","region":"eu",
                "detail":{"version":"0","bucket":{"name":"inbox"},"object":{"key":"a+b%20c","size":5,"etag":"e1","sequencer":"0"},"reason":"PutObject"}}""";
        Message message = told(event.getBytes(StandardCharsets.UTF_8), Map.of());
        assertObject(message, "created", "aws", "inbox", "a+b%20c");
        assertThat(message.getHeaders()).doesNotContainKey(CloudBridgeConstants.VERSION_ID);
    }

    @Test
    void anEventOfEventGridIsUnderstoodInBothSchemasAndInBase64() {
        String data = """
                "data":{"api":"PutBlob","eTag":"0x8D4","contentType":"text/plain","contentLength":524288,"blobType":"BlockBlob"}""";
        String grid = """
                [{"topic":"/subscriptions/1/resourceGroups/g/providers/Microsoft.Storage/storageAccounts/acc",
                "subject":"/blobServices/default/containers/inbox/blobs/a/blobs/ü b.txt","eventType":"Microsoft.Storage.BlobCreated",
                "eventTime":"2026-05-01T08:30:00.1234567Z","id":"8",%s,"dataVersion":"","metadataVersion":"1"}]""".formatted(data);
        Message message = told(grid, Map.of());
        assertObject(message, "created", "azure", "inbox", "a/blobs/ü b.txt");
        assertThat(message.getHeaders())
                .containsEntry(CloudBridgeConstants.CONTENT_LENGTH, 524288L)
                .containsEntry(CloudBridgeConstants.ETAG, "0x8D4")
                .containsEntry(CloudBridgeConstants.CONTENT_TYPE, "text/plain");
        String queued = Base64.getEncoder().encodeToString(grid.getBytes(StandardCharsets.UTF_8));
        assertObject(told(queued, Map.of()), "created", "azure", "inbox", "a/blobs/ü b.txt");
        String cloudEvent = """
                {"source":"/subscriptions/1","subject":"/blobServices/default/containers/inbox/blobs/k","type":"Microsoft.Storage.BlobDeleted",
                "time":"2026-05-01T08:30:00Z","id":"9","specversion":"1.0",%s}""".formatted(data);
        assertObject(told(cloudEvent, Map.of()), "deleted", "azure", "inbox", "k");
    }

    @Test
    void aMessageOfPubSubIsUnderstoodWithAndWithoutPayload() {
        String resource = """
                {"kind":"storage#object","id":"inbox/k/17","name":"k","bucket":"inbox","generation":"17","metageneration":"1","contentType":"text/csv",
                "size":"12","etag":"CJ","updated":"2026-05-01T08:30:00.000Z","metadata":{"Owner":"me"}}""";
        Map<String, String> attributes = Map.of(
                "eventType",
                "OBJECT_FINALIZE",
                "bucketId",
                "inbox",
                "objectId",
                "k",
                "objectGeneration",
                "17",
                "payloadFormat",
                "JSON_API_V1");
        Message message = told(resource, Map.of("CamelGooglePubsubAttributes", attributes));
        assertObject(message, "created", "gcp", "inbox", "k");
        assertThat(message.getHeaders())
                .containsEntry(CloudBridgeConstants.VERSION_ID, "17")
                .containsEntry(CloudBridgeConstants.CONTENT_LENGTH, 12L)
                .containsEntry(CloudBridgeConstants.CONTENT_TYPE, "text/csv")
                .containsEntry(CloudBridgeConstants.METADATA, Map.of("owner", "me"));

        Map<String, String> deleted = new HashMap<>(attributes);
        deleted.put("eventType", "OBJECT_DELETE");
        message = told("", Map.of("CamelGooglePubsubAttributes", deleted));
        assertObject(message, "deleted", "gcp", "inbox", "k");
        assertThat(message.getHeaders()).doesNotContainKey(CloudBridgeConstants.CONTENT_LENGTH);

        String push = """
                {"message":{"attributes":{"eventType":"OBJECT_FINALIZE"},"data":"%s","messageId":"1"},"subscription":"projects/p/subscriptions/s"}""".formatted(Base64.getEncoder().encodeToString(resource.getBytes(StandardCharsets.UTF_8)));
        assertObject(told(push, Map.of()), "created", "gcp", "inbox", "k");

        String eventarc = """
                {"specversion":"1.0","id":"1","source":"//storage.googleapis.com/projects/_/buckets/inbox","type":"google.cloud.storage.object.v1.finalized",
                "subject":"objects/k","time":"2026-05-01T08:30:00Z","data":%s}""".formatted(resource);
        assertObject(told(eventarc, Map.of()), "created", "gcp", "inbox", "k");
    }

    @Test
    void theMessagesOfANewSubscriptionAreAboutNoObject() {
        String s3 = """
                {"Service":"Amazon S3","Event":"s3:TestEvent","Time":"2014-10-13T15:57:02.089Z","Bucket":"inbox","RequestId":"5"}""";
        Message message = told(s3, Map.of(CloudBridgeConstants.KEY, "left over"));
        assertThat(message.getHeaders())
                .containsEntry(CloudBridgeConstants.EVENT, "other")
                .containsEntry(CloudBridgeConstants.EVENT_NAME, "s3:TestEvent")
                .doesNotContainKey(CloudBridgeConstants.KEY);
        String grid = """
                [{"id":"2","topic":"/subscriptions/1","subject":"","data":{"validationCode":"5"},"eventType":"Microsoft.EventGrid.SubscriptionValidationEvent"}]""";
        assertThat(told(grid, Map.of()).getHeaders()).containsEntry(CloudBridgeConstants.EVENT, "other");
    }

    @Test
    void whatIsNoNotificationOrMoreThanOneIsRefusedWithTheRemedy() {
        String two = S3.formatted("ObjectCreated:Put").replace("[{", "[{},{");
        assertThatThrownBy(() -> told(two, Map.of()))
                .isInstanceOf(CloudBridgeException.InvalidRequest.class)
                .hasMessageContainingAll("holds 2 events", "split(method(NotificationEvents.class))");
        for (String wrong : new String[] {
            "",
            " ",
            "hello",
            "{}",
            "[1]",
            "7",
            "{\"Records\":[]}",
            "{\"s3\":{}}",
            "{\"s3\":{\"object\":{\"key\":\"k\"}}}"
        }) {
            assertThatThrownBy(() -> told(wrong, Map.of()))
                    .as(wrong)
                    .isInstanceOf(CloudBridgeException.InvalidRequest.class);
        }
    }

    @Test
    void aNotifiedObjectIsDownloadedByTheSameRouteOnAnyCloud() {
        send("direct:upload", "content", Map.of(CloudBridgeConstants.KEY, "in/Grüße +1.txt"));
        Message message = send("direct:download", S3.formatted("ObjectCreated:Put"), Map.of());
        assertThat(message.getBody(String.class)).isEqualTo("content");
        assertThat(message.getHeader(CloudBridgeConstants.CONTENT_LENGTH)).isEqualTo(7L);
    }

    @Test
    void aMessageAboutAnObjectBecomesACloudEvent() {
        Message message = send(
                "direct:event",
                "body",
                Map.of(
                        CloudBridgeConstants.BUCKET, "inbox",
                        CloudBridgeConstants.KEY, "a/k",
                        CloudBridgeConstants.ETAG, "e1",
                        CloudBridgeConstants.CONTENT_TYPE, "text/plain",
                        CloudBridgeConstants.LAST_MODIFIED, Instant.parse("2026-05-01T08:30:00Z"),
                        CloudEvent.CAMEL_CLOUD_EVENT_TYPE, "mine"));
        assertThat(message.getHeaders())
                .containsEntry(CloudEvent.CAMEL_CLOUD_EVENT_ID, "a/k@e1")
                .containsEntry(CloudEvent.CAMEL_CLOUD_EVENT_VERSION, "1.0")
                .containsEntry(CloudEvent.CAMEL_CLOUD_EVENT_TYPE, "mine")
                .containsEntry(CloudEvent.CAMEL_CLOUD_EVENT_SOURCE, "cloudbridge:inbox")
                .containsEntry(CloudEvent.CAMEL_CLOUD_EVENT_SUBJECT, "a/k")
                .containsEntry(CloudEvent.CAMEL_CLOUD_EVENT_TIME, "2026-05-01T08:30:00Z")
                .containsEntry(CloudEvent.CAMEL_CLOUD_EVENT_CONTENT_TYPE, "text/plain");
        assertThat(message.getBody()).isEqualTo("body");
        Message bare = send("direct:event", "body", Map.of());
        assertThat(bare.getHeaders())
                .containsEntry(CloudEvent.CAMEL_CLOUD_EVENT_TYPE, CloudBridgeCloudEventTransformer.TYPE)
                .containsEntry(
                        CloudEvent.CAMEL_CLOUD_EVENT_ID, bare.getExchange().getExchangeId())
                .doesNotContainKey(CloudEvent.CAMEL_CLOUD_EVENT_SUBJECT);
    }
}
