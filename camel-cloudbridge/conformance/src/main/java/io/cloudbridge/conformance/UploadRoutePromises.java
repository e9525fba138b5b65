/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.cloudbridge.camel.CloudBridgeConstants;
import io.cloudbridge.store.Capabilities.Feature;
import io.cloudbridge.store.Checksum;
import io.cloudbridge.store.CloudBridgeException;
import io.cloudbridge.store.ObjectInfo;
import io.cloudbridge.store.ObjectProperties;
import io.cloudbridge.store.ReadOptions;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.junit.jupiter.api.Test;

/** What {@code operation=upload}, the default, does with a message. */
public interface UploadRoutePromises extends RouteFixture {

    @Test
    default void anUploadStoresTheBodyAndLeavesItAsItWas() {
        Message done = done(uri(""), "hello", "up/hello.txt");

        assertThat(done.getBody()).isEqualTo("hello");
        assertContent("up/hello.txt", Samples.text("hello"));
    }

    @Test
    default void anUploadTellsWhatItProduced() {
        Message done = done(uri(""), Samples.bytes(1, 100), "up/result");
        ObjectInfo head = store().head(at("up/result"), ReadOptions.NONE);

        assertThat(done.getHeader(CloudBridgeConstants.PROVIDER)).isEqualTo(provider());
        assertThat(done.getHeader(CloudBridgeConstants.PRODUCED_BUCKET)).isEqualTo(bucket());
        assertThat(done.getHeader(CloudBridgeConstants.PRODUCED_KEY)).isEqualTo("up/result");
        assertThat(done.getHeader(CloudBridgeConstants.CONTENT_LENGTH)).isEqualTo(100L);
        assertThat(done.getHeader(CloudBridgeConstants.ETAG)).isEqualTo(head.etag());
        assertThat(done.getHeader(CloudBridgeConstants.BUCKET)).isNull();
    }

    @Test
    default void aStreamOfUnknownLengthArrivesInParts() {
        byte[] content = Samples.bytes(2, 2L * partSize() + 77);
        done(uri(smallParts()), Samples.trickle(content), "up/parts");
        assertContent("up/parts", content);
    }

    @Test
    default void anEmptyBodyIsAnEmptyObject() {
        done(uri(""), "", "up/empty");
        assertContent("up/empty", new byte[0]);
    }

    @Test
    default void aNullBodyIsRefusedUnlessItIsAllowed() {
        refused(CloudBridgeException.InvalidRequest.class, uri(""), null, "up/null");
        assertThat(keys("up/null")).isEmpty();
        done(uri("allowNullBody=true"), null, "up/null");
        assertContent("up/null", new byte[0]);
    }

    @Test
    default void aDeclaredLengthThatIsRightIsAccepted() {
        byte[] content = Samples.bytes(3, 1000);
        done(
                uri(""),
                Samples.trickle(content),
                Map.of(CloudBridgeConstants.KEY, "up/length", CloudBridgeConstants.CONTENT_LENGTH, 1000L));
        assertContent("up/length", content);
    }

    @Test
    default void aDeclaredLengthThatIsWrongLeavesTheOldObject() {
        put("up/wrong-length", Samples.text("old"));
        for (long wrong : new long[] {999, 1001, 1_000_000}) {
            refused(
                    CloudBridgeException.InvalidRequest.class,
                    uri(""),
                    Samples.trickle(Samples.bytes(4, 1000)),
                    Map.of(CloudBridgeConstants.KEY, "up/wrong-length", CloudBridgeConstants.CONTENT_LENGTH, wrong));
            assertContent("up/wrong-length", Samples.text("old"));
        }
    }

    @Test
    default void aBodyThatBreaksLeavesTheOldObject() {
        put("up/broken", Samples.text("old"));
        Exchange failed =
                send(uri(smallParts()), Samples.failingAfter(Samples.bytes(5, partSize() + 100L)), "up/broken");

        assertThat(failed.getException()).isNotNull();
        assertContent("up/broken", Samples.text("old"));
        assertThat(keys("up/broken")).containsExactly("up/broken");
    }

    @Test
    default void optionsSetTheProperties() {
        done(
                uri("contentType=text/csv&contentLanguage=de&cacheControl=no-store&contentDisposition=inline"
                        + "&contentEncoding=identity"),
                "a;b",
                "up/options");
        assertThat(properties("up/options"))
                .isEqualTo(new ObjectProperties("text/csv", "identity", "inline", "de", "no-store", null, Map.of()));
    }

    @Test
    default void headersSetThePropertiesAndWin() {
        Map<String, Object> headers = new HashMap<>();
        headers.put(CloudBridgeConstants.KEY, "up/headers");
        headers.put(CloudBridgeConstants.CONTENT_TYPE, "text/html");
        headers.put(CloudBridgeConstants.CONTENT_LANGUAGE, "fr");
        headers.put(CloudBridgeConstants.CACHE_CONTROL, "no-cache");
        headers.put(CloudBridgeConstants.CONTENT_DISPOSITION, "attachment");
        headers.put(CloudBridgeConstants.CONTENT_ENCODING, "identity");
        headers.put(CloudBridgeConstants.METADATA, Map.of("Owner", "me"));
        done(uri("contentType=text/csv"), "x", headers);

        assertThat(properties("up/headers"))
                .isEqualTo(new ObjectProperties(
                        "text/html", "identity", "attachment", "fr", "no-cache", null, Map.of("owner", "me")));
    }

    @Test
    default void propertiesAreTheSameInParts() {
        done(
                uri("contentType=text/csv&cacheControl=no-store&" + smallParts()),
                Samples.bytes(6, partSize() + 1L),
                Map.of(
                        CloudBridgeConstants.KEY,
                        "up/properties-parts",
                        CloudBridgeConstants.METADATA,
                        Map.of("a", "b")));
        assertThat(properties("up/properties-parts"))
                .isEqualTo(new ObjectProperties("text/csv", null, null, null, "no-store", null, Map.of("a", "b")));
    }

    @Test
    default void theExtensionOfTheKeyTellsTheType() {
        done(uri(""), "{}", "up/data.json");
        done(uri(""), "x", "up/data.unknown-extension");
        assertThat(properties("up/data.json").contentType()).isEqualTo("application/json");
        assertThat(properties("up/data.unknown-extension").contentType()).isEqualTo("application/octet-stream");
    }

    @Test
    default void createOnlyByOptionAndByHeader() {
        Map<String, Object> header =
                Map.of(CloudBridgeConstants.KEY, "up/create", CloudBridgeConstants.IF_NONE_MATCH, "*");
        if (!has(Feature.CREATE_ONLY)) {
            refused(CloudBridgeException.Unsupported.class, uri("ifNoneMatch=*"), "x", "up/create");
            refused(CloudBridgeException.Unsupported.class, uri(""), "x", header);
            assertThat(keys("up/create")).isEmpty();
            return;
        }
        done(uri("ifNoneMatch=*"), "first", "up/create");
        refused(CloudBridgeException.PreconditionFailed.class, uri("ifNoneMatch=*"), "second", "up/create");
        refused(CloudBridgeException.PreconditionFailed.class, uri(""), "second", header);
        assertContent("up/create", Samples.text("first"));
    }

    @Test
    default void replacingOneVersionByHeader() {
        put("up/replace", Samples.text("first"));
        String etag = store().head(at("up/replace"), ReadOptions.NONE).etag();
        Map<String, Object> headers =
                Map.of(CloudBridgeConstants.KEY, "up/replace", CloudBridgeConstants.IF_MATCH, etag);
        if (!has(Feature.REPLACE_IF_MATCH)) {
            refused(CloudBridgeException.Unsupported.class, uri(""), "second", headers);
            assertContent("up/replace", Samples.text("first"));
            return;
        }
        done(uri(""), "second", headers);
        refused(CloudBridgeException.PreconditionFailed.class, uri(""), "third", headers);
        assertContent("up/replace", Samples.text("second"));
    }

    @Test
    default void aDeclaredChecksumIsVerified() throws IOException {
        byte[] content = Samples.bytes(7, 5000);
        Checksum right = io.cloudbridge.store.Content.of(content).checksum(Checksum.Algorithm.SHA256);
        Map<String, Object> headers = new HashMap<>(Map.of(
                CloudBridgeConstants.KEY, "up/checksum",
                CloudBridgeConstants.CHECKSUM, right.hex(),
                CloudBridgeConstants.CHECKSUM_ALGORITHM, "SHA-256"));
        done(uri(""), Samples.trickle(content), headers);
        assertContent("up/checksum", content);

        refused(CloudBridgeException.ChecksumMismatch.class, uri(""), Samples.trickle(Samples.bytes(8, 5000)), headers);
        assertContent("up/checksum", content);
    }

    @Test
    default void tagsByHeader() {
        Map<String, Object> headers =
                Map.of(CloudBridgeConstants.KEY, "up/tags", CloudBridgeConstants.TAGS, Map.of("project", "x1"));
        if (!has(Feature.TAGS)) {
            refused(CloudBridgeException.Unsupported.class, uri(""), "x", headers);
            assertThat(keys("up/tags")).isEmpty();
            return;
        }
        done(uri(""), "x", headers);
        assertThat(store().tags(at("up/tags"))).isEqualTo(Map.of("project", "x1"));
    }

    private ObjectProperties properties(String key) {
        return store().head(at(key), ReadOptions.NONE).properties().withStorageClass(null);
    }
}
