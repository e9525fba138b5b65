/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.store.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cloudbridge.conformance.wire.FaultProxy;
import io.cloudbridge.it.Servers;
import io.cloudbridge.store.ByteRange;
import io.cloudbridge.store.CloudBridgeException.InvalidRequest;
import io.cloudbridge.store.CloudBridgeException.PreconditionFailed;
import io.cloudbridge.store.CloudBridgeException.Unavailable;
import io.cloudbridge.store.Content;
import io.cloudbridge.store.CopyOptions;
import io.cloudbridge.store.DeleteRequest;
import io.cloudbridge.store.ListRequest;
import io.cloudbridge.store.ObjectContent;
import io.cloudbridge.store.ObjectInfo;
import io.cloudbridge.store.ObjectProperties;
import io.cloudbridge.store.ObjectRef;
import io.cloudbridge.store.ObjectStore;
import io.cloudbridge.store.PutOptions;
import io.cloudbridge.store.ReadOptions;
import io.cloudbridge.store.StoreConfig;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Copies of what is too large for one request: the proxy answers as Amazon does above 5 GiB, and the parts are small. In this package for the
 * sake of the small parts.
 */
class AwsCopiesTest {

    private static final String TOO_LARGE = "<Error><Code>InvalidRequest</Code><Message>The specified copy source is "
            + "larger than the maximum allowable size for a copy source: 5368709120</Message></Error>";

    private final String bucket = "it-" + UUID.randomUUID();
    private final ObjectRef from = new ObjectRef(bucket, "from ü+&");
    private final ObjectRef to = new ObjectRef(bucket, "to");
    private final byte[] content = new byte[12 << 20];
    private FaultProxy proxy;
    private ObjectStore store;

    @BeforeEach
    void open() {
        proxy = FaultProxy.to(URI.create(Servers.setting("s3mock.endpoint")));
        store = new AwsProvider(5 << 20)
                .open(new StoreConfig(
                        "aws", Map.of("endpoint", proxy.endpoint(), "accessKey", "any", "secretKey", "any")));
        store.createBucket(bucket);
        SplittableRandom random = new SplittableRandom(1);
        for (int i = 0; i < content.length; i++) {
            content[i] = (byte) random.nextInt();
        }
        store.put(
                from,
                Content.of(content),
                PutOptions.of(ObjectProperties.NONE
                                .withContentType("text/csv")
                                .withCacheControl("max-age=5")
                                .withMetadata(Map.of("k", "grüße")))
                        .withTags(Map.of("tag", "1")));
        proxy.when("PUT", "^(?!.*partNumber).*/to$").always().answer(400, Map.of(), TOO_LARGE);
        proxy.clearRequests();
    }

    @AfterEach
    void close() throws IOException {
        proxy.clearRules();
        store.list(ListRequest.of(bucket, ""))
                .objects()
                .forEach(object -> store.delete(bucket, List.of(new DeleteRequest(object.ref()))));
        store.deleteBucket(bucket);
        store.close();
        proxy.close();
    }

    @Test
    void isCopiedInPartsWithAllThatTravelsWithIt() throws IOException {
        store.copy(from, to, CopyOptions.NONE);

        ObjectInfo copy = store.head(to, ReadOptions.NONE);
        assertThat(proxy.count("PUT", "partNumber=")).isEqualTo(3);
        assertThat(proxy.requests("PUT", "partNumber=3").get(0).header("x-amz-copy-source-range"))
                .hasValue("bytes=10485760-12582911");
        assertThat(read(to)).isEqualTo(content);
        assertThat(copy.etag()).endsWith("-3");
        assertThat(copy.contentType()).isEqualTo("text/csv");
        assertThat(copy.properties().cacheControl()).isEqualTo("max-age=5");
        assertThat(copy.metadata()).containsExactly(Map.entry("k", "grüße"));
        assertThat(store.tags(to)).containsExactly(Map.entry("tag", "1"));
    }

    @Test
    void theSizeOfTheSourceTellsWhatTheAnswerDoesNot() throws IOException {
        proxy.clearRules();
        proxy.when("PUT", "^(?!.*partNumber).*/to$")
                .always()
                .answer(400, Map.of(), "<Error><Code>InvalidArgument</Code><Message>Too much</Message></Error>");
        assertThatThrownBy(() -> store.copy(from, to, CopyOptions.NONE)).isInstanceOf(InvalidRequest.class);

        proxy.when("HEAD", ".").changeAnswer(answer -> answer.with("Content-Length", "" + ((5L << 30) + 1)));
        store.copy(from, to, CopyOptions.NONE);

        assertThat(read(to)).isEqualTo(content);
    }

    @Test
    void takesPropertiesOfItsOwn() {
        PutOptions own = PutOptions.of(ObjectProperties.NONE.withContentType("text/html"))
                .withTags(Map.of("own", "2"));

        store.copy(from, to, new CopyOptions(null, own, false));

        ObjectInfo copy = store.head(to, ReadOptions.NONE);
        assertThat(copy.contentType()).isEqualTo("text/html");
        assertThat(copy.metadata()).isEmpty();
        assertThat(store.tags(to)).containsExactly(Map.entry("own", "2"));
    }

    @Test
    void isPinnedToTheVersionThatWasSeen() {
        assertThatThrownBy(() -> store.copy(from, to, CopyOptions.NONE.withSourceIfMatch("another")))
                .isInstanceOf(PreconditionFailed.class);

        String etag = store.head(from, ReadOptions.NONE).etag();
        store.copy(from, to, CopyOptions.NONE.withSourceIfMatch(etag));

        assertThat(proxy.requests("PUT", "partNumber="))
                .allMatch(part ->
                        part.header("x-amz-copy-source-if-match").orElse("").contains(etag));
    }

    @Test
    void leavesNoPartsWhenOneFails() {
        proxy.when("PUT", "partNumber=2").always().answer(500);

        assertThatThrownBy(() -> store.copy(from, to, CopyOptions.NONE)).isInstanceOf(Unavailable.class);

        assertThat(store.unfinishedUploads(bucket, "")).isEmpty();
    }

    @Test
    void oneRequestIsEnoughForTheRest() {
        store.copy(from, new ObjectRef(bucket, "small"), CopyOptions.NONE);

        assertThat(proxy.requests()).hasSize(1);
    }

    private byte[] read(ObjectRef ref) throws IOException {
        ObjectContent opened = store.read(ref, ByteRange.ALL, ReadOptions.NONE);
        try (opened) {
            return opened.stream().readAllBytes();
        }
    }
}
