/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.it.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cloudbridge.store.ByteRange;
import io.cloudbridge.store.CloudBridgeException;
import io.cloudbridge.store.CloudBridgeException.Unsupported;
import io.cloudbridge.store.CopyOptions;
import io.cloudbridge.store.DeleteRequest;
import io.cloudbridge.store.ListRequest;
import io.cloudbridge.store.ObjectProperties;
import io.cloudbridge.store.ObjectReader;
import io.cloudbridge.store.ObjectRef;
import io.cloudbridge.store.PutOptions;
import io.cloudbridge.store.ReadOptions;
import io.cloudbridge.store.Source;
import io.cloudbridge.store.StoreClient;
import io.cloudbridge.store.TransferSettings;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A server that ignores what it does not know: it takes a request about tags, a version or an upload for one about the object itself. No object is
 * lost by that, and nothing is called done that was not. S3Mock stands for it, which checks no signature; the proxy takes the parameter away.
 */
class AwsIgnoredParametersTest {

    private static final Map<String, String> TAGS = Map.of("stage", "test");
    private static final TransferSettings IN_PARTS = new TransferSettings(5 << 20, 5 << 20, 2, 1);
    private static final byte[] LARGE = new byte[6 << 20];

    private S3 s3;
    private StoreClient client;

    @BeforeEach
    void open() {
        s3 = new S3("s3mock");
        client = s3.open(Map.of("maxRetries", "0"));
    }

    @AfterEach
    void close() throws IOException {
        s3.close();
    }

    /** The server sees no parameter of that name. */
    private void ignore(String method, String parameter) {
        s3.proxy
                .when(method, "[?&]" + parameter + "(=|&|$)")
                .always()
                .changeRequest(head -> head.replaceFirst("([?&])" + parameter + "(=[^& ]*)?", "$1ignored"));
    }

    // ---- tags

    @ParameterizedTest
    @ValueSource(
            strings = {
                "text",
                "",
                "<order><id>1</id></order>",
                "<Tagging><TagSet><Tag><Key>a</Key><Value>b</Value></Tag></TagSet></Tagging>",
                "<Error><Code>NoSuchKey</Code></Error>"
            })
    void tagsReplaceNoContent(String content) {
        ignore("*", "tagging");
        put("source", "source");
        put("k", content);

        Map<String, ThrowingCallable> requests = new LinkedHashMap<>();
        requests.put("getTags", () -> client.tags(s3.ref("k")));
        requests.put("setTags", () -> client.setTags(s3.ref("k"), TAGS));
        requests.put("setTags of none", () -> client.setTags(s3.ref("k"), Map.of()));
        requests.putAll(writes("k"));
        requests.forEach((name, request) -> {
            assertThatThrownBy(request)
                    .as(name)
                    .isInstanceOf(Unsupported.class)
                    .hasMessageContaining("does not have tags");
            assertContent("k", content);
        });
        assertThatThrownBy(() -> client.upload(s3.ref("k"), broken(), PutOptions.NONE.withTags(TAGS), IN_PARTS))
                .isInstanceOf(CloudBridgeException.class);
        assertThatThrownBy(() -> client.copy(s3.ref("missing"), client, s3.ref("k"), tagged(), IN_PARTS))
                .isInstanceOf(CloudBridgeException.class);

        assertContent("k", content);
        assertContent("source", "source");
        assertThat(s3.proxy.requests("PUT", "tagging")).isEmpty();
        assertThat(s3.proxy.requests("DELETE", "tagging")).isEmpty();
    }

    @Test
    void anObjectThatWasNewIsRemovedAgainWithoutItsTags() {
        ignore("*", "tagging");
        put("source", "source");

        writes("new").forEach((name, request) -> {
            assertThatThrownBy(request).as(name).isInstanceOf(Unsupported.class);
            assertThat(s3.direct().exists(s3.ref("new"))).as(name).isFalse();
        });
        assertContent("source", "source");
    }

    /** Also where the header of the first request is ignored. */
    @Test
    void tagsOfAnUploadArrive() {
        s3.proxy.when("PUT", "/k$").always().changeRequest(head -> head.replaceFirst("(?i)x-amz-tagging:", "ignored:"));

        client.upload(s3.ref("k"), text("text"), PutOptions.NONE.withTags(TAGS), TransferSettings.DEFAULTS);
        assertThat(client.tags(s3.ref("k"))).isEqualTo(TAGS);

        client.setTags(s3.ref("k"), Map.of());
        assertThat(client.tags(s3.ref("k"))).isEmpty();
        assertContent("k", "text");
    }

    @Test
    void aStoreThatTakesTagsIsAskedOnce() {
        PutOptions tagged = PutOptions.NONE.withTags(TAGS);
        client.upload(s3.ref("a"), text("text"), tagged, TransferSettings.DEFAULTS);
        s3.proxy.clearRequests();

        client.upload(s3.ref("b"), text("text"), tagged, TransferSettings.DEFAULTS);

        assertThat(s3.proxy.requests()).hasSize(1);
        assertThat(s3.direct().tags(s3.ref("b"))).isEqualTo(TAGS);
    }

    @Test
    void propertiesOfACopyNeedNoTags() {
        ignore("*", "tagging");
        put("k", "text");
        CopyOptions own =
                new CopyOptions(null, PutOptions.of(ObjectProperties.NONE.withContentType("text/css")), false);

        client.copy(s3.ref("k"), client, s3.ref("copy"), own, IN_PARTS);

        assertContent("copy", "text");
    }

    // ---- uploads in parts

    @Test
    void anUploadThatFailsDeletesNoObject() {
        ignore("GET", "uploadId");
        ignore("DELETE", "uploadId");
        put("k", "text");

        assertThatThrownBy(() -> client.upload(s3.ref("k"), broken(), PutOptions.NONE, IN_PARTS))
                .isInstanceOf(CloudBridgeException.class);

        assertContent("k", "text");
        assertThat(s3.proxy.requests("DELETE", ".")).isEmpty();
    }

    // ---- versions

    @Test
    void whatAsksForAVersionFindsNoOther() {
        ignore("*", "versionId");
        put("k", "text");
        ObjectRef version = s3.ref("k").withVersion("0b1c9b5e-8d0c-4a4b-9d9c-000000000001");
        Map<String, ThrowingCallable> requests = new LinkedHashMap<>();
        requests.put("head", () -> client.head(version, ReadOptions.NONE));
        requests.put("read", () -> client.read(version, ByteRange.ALL, ReadOptions.NONE)
                .readAllBytes());
        requests.put("delete", () -> client.delete(new DeleteRequest(version)));
        requests.put("copy", () -> client.copy(version, client, s3.ref("copy"), CopyOptions.NONE, IN_PARTS));

        requests.forEach((name, request) -> assertThatThrownBy(request)
                .as(name)
                .isInstanceOf(Unsupported.class)
                .hasMessageContaining("versions"));

        assertContent("k", "text");
        assertThat(s3.direct().exists(s3.ref("copy"))).isFalse();
    }

    @Test
    void aListingOfObjectsIsNoneOfVersions() {
        ignore("GET", "versions");
        assertThat(client.listVersions(ListRequest.of(s3.bucket, "")).hasNext()).isFalse();
        put("k", "text");

        assertThatThrownBy(
                        () -> client.listVersions(ListRequest.of(s3.bucket, "")).hasNext())
                .isInstanceOf(Unsupported.class);
    }

    // ---- helpers

    private Map<String, ThrowingCallable> writes(String key) {
        PutOptions tagged = PutOptions.NONE.withTags(TAGS);
        Map<String, ThrowingCallable> writes = new LinkedHashMap<>();
        writes.put("single", () -> client.upload(s3.ref(key), text("new"), tagged, TransferSettings.DEFAULTS));
        writes.put("parts", () -> client.upload(s3.ref(key), Source.of(LARGE), tagged, IN_PARTS));
        writes.put("copy", () -> client.copy(s3.ref("source"), client, s3.ref(key), tagged(), IN_PARTS));
        writes.put("move", () -> client.move(s3.ref("source"), client, s3.ref(key), tagged(), IN_PARTS));
        return writes;
    }

    private static CopyOptions tagged() {
        return new CopyOptions(null, PutOptions.NONE.withTags(TAGS), true);
    }

    private static Source broken() {
        InputStream body = new InputStream() {
            private int read;

            @Override
            public int read() throws IOException {
                if (read++ > LARGE.length) {
                    throw new IOException("broken");
                }
                return 1;
            }
        };
        return Source.of(body, 2L * LARGE.length);
    }

    private void put(String key, String content) {
        s3.direct().upload(s3.ref(key), text(content), PutOptions.NONE, TransferSettings.DEFAULTS);
    }

    private static Source text(String content) {
        return Source.of(content.getBytes(StandardCharsets.UTF_8));
    }

    private void assertContent(String key, String content) {
        try (ObjectReader in = s3.direct().read(s3.ref(key), ByteRange.ALL, ReadOptions.NONE)) {
            assertThat(in).hasContent(content);
        }
    }
}
