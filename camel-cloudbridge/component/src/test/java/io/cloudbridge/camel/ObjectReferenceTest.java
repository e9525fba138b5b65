/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.camel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cloudbridge.store.CloudBridgeException;
import io.cloudbridge.store.ObjectInfo;
import io.cloudbridge.store.ObjectRef;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.TypeConverter;
import org.apache.camel.builder.RouteBuilder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What one process has listed, another opens and finishes: a reference names exactly one version and passes any broker as text. */
class ObjectReferenceTest {

    @TempDir
    Path directory;

    private LocalContext context;

    @BeforeEach
    void start() throws Exception {
        context = new LocalContext(directory, new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:worker")
                        .to("cloudbridge:?operation=download")
                        .convertBodyTo(String.class)
                        .to("mock:work")
                        .to("cloudbridge:?operation=delete");
                from("direct:refer").to("cloudbridge:box?operation=head").transformDataType("cloudbridge:reference");
            }
        });
        context.put("in/Gr\u00fc\u00dfe \"1\".txt", "content");
    }

    @AfterEach
    void stop() throws Exception {
        context.close();
    }

    private String reference() {
        return context.request("direct:refer", null, Map.of(CloudBridgeConstants.KEY, "in/Gr\u00fc\u00dfe \"1\".txt"))
                .getMessage()
                .getBody(String.class);
    }

    private boolean exists() {
        return (Boolean) context.template.requestBodyAndHeader(
                "cloudbridge:box?operation=exists", null, CloudBridgeConstants.KEY, "in/Gr\u00fc\u00dfe \"1\".txt");
    }

    @Test
    void aReferenceIsTheSameThroughItsJson() {
        ObjectReference reference = new ObjectReference(
                "aws",
                new ObjectRef("inbox", "a\u00fc\"\\\n\ud83d\ude00", "v/1"),
                5_000_000_000L,
                "e-1",
                Instant.parse("2026-05-01T08:30:00.123Z"));
        assertThat(ObjectReference.parse(reference.toJson())).isEqualTo(reference);
        assertThat(reference.toJson()).doesNotContain("\n");
        ObjectReference bare = new ObjectReference(null, new ObjectRef("b", "k"), -1, null, null);
        assertThat(ObjectReference.parse(bare.toJson())).isEqualTo(bare);
        assertThat(bare.toJson()).isEqualTo("{\"cloudbridge\":\"object\",\"bucket\":\"b\",\"key\":\"k\"}");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "hello",
                "[]",
                "7",
                "{}",
                "{\"cloudbridge\":\"other\",\"bucket\":\"b\",\"key\":\"k\"}",
                "{\"cloudbridge\":\"object\",\"bucket\":\"b\"}",
                "{\"cloudbridge\":\"object\",\"key\":\"k\"}",
                "{\"cloudbridge\":\"object\",\"bucket\":\"b\",\"key\":7}",
                "{\"cloudbridge\":\"object\",\"bucket\":\"b\",\"key\":\"k\",\"size\":-2}",
                "{\"cloudbridge\":\"object\",\"bucket\":\"b\",\"key\":\"k\",\"size\":1.5}",
                "{\"cloudbridge\":\"object\",\"bucket\":\"b\",\"key\":\"k\",\"lastModified\":\"yesterday\"}",
                "{\"cloudbridge\":\"object\",\"bucket\":\"../b\",\"key\":\"k\"}",
            })
    void whatIsNoReferenceIsRefused(String text) {
        assertThatThrownBy(() -> ObjectReference.parse(text)).isInstanceOf(CloudBridgeException.InvalidRequest.class);
    }

    @Test
    void camelConvertsBetweenReferenceInfoAndText() {
        TypeConverter convert = context.camel.getTypeConverter();
        Exchange exchange = context.exchange();
        exchange.getMessage().setHeader(CloudBridgeConstants.PROVIDER, "local");
        ObjectInfo info = new ObjectInfo(new ObjectRef("b", "k"), 3, "e", Instant.EPOCH, null, null);
        ObjectReference reference = convert.convertTo(ObjectReference.class, exchange, info);
        assertThat(reference).isEqualTo(ObjectReference.to("local", info));
        String json = convert.convertTo(String.class, exchange, reference);
        assertThat(convert.convertTo(String.class, exchange, info)).isEqualTo(json);
        byte[] bytes = convert.convertTo(byte[].class, exchange, reference);
        assertThat(bytes).isEqualTo(json.getBytes(StandardCharsets.UTF_8));
        assertThat(convert.convertTo(byte[].class, exchange, info)).isEqualTo(bytes);
        assertThat(convert.convertTo(ObjectReference.class, exchange, json)).isEqualTo(reference);
        assertThat(convert.convertTo(ObjectReference.class, exchange, bytes)).isEqualTo(reference);
        assertThat(convert.convertTo(ObjectInfo.class, exchange, reference)).isEqualTo(info);
    }

    @Test
    void aWorkerOpensAndFinishesWhatTheReferenceNames() throws Exception {
        String json = reference();
        Exchange worked = context.request("direct:worker", json.getBytes(StandardCharsets.UTF_8), Map.of());
        assertThat(worked.getMessage().getBody()).isEqualTo("content");
        assertThat(worked.getMessage().getHeader(CloudBridgeConstants.KEY)).isEqualTo("in/Gr\u00fc\u00dfe \"1\".txt");
        assertThat(exists()).isFalse();
    }

    @Test
    void aVersionThatWasReplacedIsNeitherOpenedNorFinished() {
        String json = reference();
        ObjectReference old = ObjectReference.parse(json);
        context.put(old.ref().key(), "replaced");
        for (String operation : List.of("download", "head", "delete", "move", "copy")) {
            String uri = "cloudbridge:?operation=" + operation + "&destinationKey=done";
            assertThatThrownBy(() -> context.request(uri, json, Map.of()))
                    .as(operation)
                    .isInstanceOf(CloudBridgeException.PreconditionFailed.class);
            assertThatThrownBy(() -> context.request(uri, "a body", Map.of(CloudBridgeConstants.REFERENCE, json)))
                    .as(operation)
                    .isInstanceOf(CloudBridgeException.PreconditionFailed.class);
        }
        assertThat(context.text(old.ref().key())).isEqualTo("replaced");
        // replaced between download and delete
        Exchange opened = context.request("cloudbridge:?operation=download", reference(), Map.of());
        context.put(old.ref().key(), "replaced again");
        context.template.send("cloudbridge:?operation=delete", opened);
        assertThat(opened.getException()).isInstanceOf(CloudBridgeException.PreconditionFailed.class);
        assertThat(exists()).isTrue();
    }

    @Test
    void anEntryOfAListIsAReferenceToo() {
        List<?> listed = context.template.requestBody("cloudbridge:box?operation=list", null, List.class);
        Exchange got = context.request("cloudbridge:box?operation=download", listed.get(0), Map.of());
        assertThat(got.getMessage().getBody(String.class)).isEqualTo("content");
        context.request(
                "cloudbridge:box?operation=move&destinationBucket=box&destinationKey=moved", listed.get(0), Map.of());
        assertThat(context.text("moved")).isEqualTo("content");
        assertThat(exists()).isFalse();
    }

    @Test
    void aReferenceToElsewhereIsRefused() {
        ObjectReference elsewhere = new ObjectReference("aws", new ObjectRef("box", "k"), 1, "e", null);
        assertThatThrownBy(() -> context.request("cloudbridge:?operation=download", elsewhere, Map.of()))
                .isInstanceOf(CloudBridgeException.InvalidRequest.class)
                .hasMessageContainingAll("provider aws", "provider local");
        ObjectReference other = new ObjectReference("local", new ObjectRef("other", "k"), 1, "e", null);
        assertThatThrownBy(() -> context.request("cloudbridge:box?operation=delete", other, Map.of()))
                .isInstanceOf(CloudBridgeException.InvalidRequest.class)
                .hasMessageContainingAll("bucket other", "bucket box");
    }

    @Test
    void whoeverWritesTheBodyCannotRedirectAnOperationThatHasAKey() {
        String json = reference();
        context.put("mine", "x");
        context.request("cloudbridge:box?operation=delete", json, Map.of(CloudBridgeConstants.KEY, "mine"));
        context.request("cloudbridge:box?operation=delete&key=mine", json, Map.of());
        assertThat(exists()).isTrue();
        // and an upload stores it as it is
        context.request("cloudbridge:box?key=stored", json, Map.of());
        assertThat(context.text("stored")).isEqualTo(json);
    }

    @Test
    void aKeyThatIsSetAfterAReferenceWasReadWins() {
        Exchange opened = context.request("cloudbridge:?operation=download", reference(), Map.of());
        context.put("next", "next");
        opened.getMessage().setHeader(CloudBridgeConstants.KEY, "next");
        context.template.send("cloudbridge:box?operation=download", opened);
        assertThat(opened.getMessage().getBody(String.class)).isEqualTo("next");
        assertThat(opened.getMessage().getHeader(CloudBridgeConstants.REFERENCE))
                .isNull();
    }
}
