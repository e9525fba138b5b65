/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.it.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cloudbridge.store.ByteRange;
import io.cloudbridge.store.CloudBridgeException;
import io.cloudbridge.store.CloudBridgeException.AccessDenied;
import io.cloudbridge.store.CloudBridgeException.InvalidRequest;
import io.cloudbridge.store.CloudBridgeException.Unavailable;
import io.cloudbridge.store.CloudBridgeException.Unsupported;
import io.cloudbridge.store.CopyOptions;
import io.cloudbridge.store.ListRequest;
import io.cloudbridge.store.ObjectInfo;
import io.cloudbridge.store.ObjectProperties;
import io.cloudbridge.store.ObjectReader;
import io.cloudbridge.store.PutOptions;
import io.cloudbridge.store.ReadOptions;
import io.cloudbridge.store.Source;
import io.cloudbridge.store.StoreClient;
import io.cloudbridge.store.TransferSettings;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Stores on which tags follow the object in a request of their own, and such as have none: what fails because of tags leaves all as it was. */
class AwsTagsTest {

    private static final Map<String, String> TAGS = Map.of("stage", "test");
    private static final byte[] LARGE = new byte[6 << 20];
    private static final TransferSettings IN_PARTS = new TransferSettings(5 << 20, 5 << 20, 2, 1);

    private S3 s3;

    private void open(String server) {
        s3 = new S3(server);
    }

    @AfterEach
    void close() throws IOException {
        s3.close();
    }

    // ---- tags that no store takes

    @Test
    void tagsThatS3DoesNotTakeAreRefusedBeforeAnythingIsSent() {
        open("rgw.s3");
        StoreClient client = s3.open(Map.of("maxRetries", "0"));
        put("source", PutOptions.NONE);
        put("k", PutOptions.NONE.withTags(TAGS));
        Map<String, String> eleven = new TreeMap<>();
        for (int i = 0; i < 11; i++) {
            eleven.put("t" + i, "v");
        }
        List<Map<String, String>> wrong = List.of(
                eleven,
                Map.of("n".repeat(129), "v"),
                Map.of("", "v"),
                Map.of("n", "v".repeat(257)),
                Map.of("n", "<v>"),
                Map.of("a&b", "v"));
        s3.proxy.clearRequests();

        assertThat(wrong).allSatisfy(tags -> assertRefused(InvalidRequest.class, client, "k", tags, "S3"));
        assertThat(wrong).allSatisfy(tags -> assertThatThrownBy(() -> client.setTags(s3.ref("k"), tags))
                .isInstanceOf(InvalidRequest.class));

        assertThat(s3.proxy.requests("PUT", ".")).isEmpty();
        assertOld("k", TAGS);
    }

    @Test
    void tagsAtTheLimitsArrive() {
        open("rgw.s3");
        StoreClient client = s3.open(Map.of("maxRetries", "0"));
        Map<String, String> most = new TreeMap<>(Map.of("n".repeat(128), "v".repeat(256), "ü ä_.:/=+-@", ""));
        for (int i = 0; i < 8; i++) {
            most.put("t" + i, "v");
        }
        put("source", PutOptions.NONE);

        writes(client, "k", most).forEach((name, write) -> {
            put("source", PutOptions.NONE);
            run(write);
            assertThat(s3.direct().tags(s3.ref("k"))).as(name).isEqualTo(most);
        });
    }

    // ---- credentials that may not tag

    @Test
    void whoMayNotTagReplacesNothing() {
        open("rgw.s3");
        StoreClient narrow = s3.open(S3.role("narrow"));
        put("source", PutOptions.NONE);
        put("k", PutOptions.NONE.withTags(TAGS));

        Map<String, ThrowingCallable> writes = writes(narrow, "k", Map.of("other", "1"));
        writes.remove("single"); // brings them along
        writes.forEach((name, write) -> {
            assertThatThrownBy(write).as(name).isInstanceOf(AccessDenied.class).hasMessageContaining("ObjectTagging");
            assertOld("k", TAGS);
        });
        assertThat(s3.direct().exists(s3.ref("source"))).isTrue();
    }

    @Test
    void whoMayNotTagLeavesNoUntaggedObjectBehind() {
        open("rgw.s3");
        StoreClient narrow = s3.open(S3.role("narrow"));
        put("source", PutOptions.NONE);

        Map<String, ThrowingCallable> writes = writes(narrow, "new", TAGS);
        writes.remove("single");
        writes.forEach((name, write) -> {
            assertThatThrownBy(write).as(name).isInstanceOf(AccessDenied.class);
            assertThat(s3.direct().exists(s3.ref("new"))).as(name).isFalse();
        });
        assertThat(s3.direct().exists(s3.ref("source"))).isTrue();
    }

    /** They may read tags, and not set them. */
    @Test
    void aRefusalToSetTagsIsFoundBeforeTheObjectIsReplaced() {
        open("rgw.s3");
        StoreClient client = s3.open(Map.of("maxRetries", "0"));
        put("source", PutOptions.NONE);
        put("k", PutOptions.NONE.withTags(TAGS));
        s3.proxy.when("PUT", "/k\\?tagging").always().answer(403, Map.of(), "<Error><Code>AccessDenied</Code></Error>");

        Map<String, ThrowingCallable> writes = writes(client, "k", Map.of("other", "1"));
        writes.remove("single");
        writes.put(
                "setMetadata",
                () -> client.setProperties(s3.ref("k"), ObjectProperties.NONE.withContentType("text/css"), null));
        writes.forEach((name, write) -> {
            assertThatThrownBy(write)
                    .as(name)
                    .isInstanceOf(AccessDenied.class)
                    .hasMessageContaining("s3:PutObjectTagging");
            assertOld("k", TAGS);
        });
    }

    @Test
    void tagsThatMayNotBeReadAreNotLost() {
        open("rgw.s3");
        StoreClient narrow = s3.open(S3.role("narrow"));
        put("k", PutOptions.NONE.withTags(TAGS));
        CopyOptions own =
                new CopyOptions(null, PutOptions.of(ObjectProperties.NONE.withContentType("text/css")), false);

        assertThatThrownBy(() -> narrow.setProperties(s3.ref("k"), ObjectProperties.NONE, null))
                .isInstanceOf(AccessDenied.class)
                .hasMessageContaining("s3:GetObjectTagging");
        assertThatThrownBy(() -> narrow.copy(s3.ref("k"), narrow, s3.ref("copy"), own, IN_PARTS))
                .isInstanceOf(AccessDenied.class)
                .hasMessageContaining("s3:GetObjectTagging");
        narrow.copy(s3.ref("k"), narrow, s3.ref("same"), CopyOptions.NONE, IN_PARTS);

        assertOld("k", TAGS);
        assertThat(s3.direct().exists(s3.ref("copy"))).isFalse();
        assertThat(s3.direct().tags(s3.ref("same"))).isEqualTo(TAGS);
    }

    // ---- a store that is down when the tags follow

    @Test
    void tagsFollowOnceTheStoreIsUpAgain() {
        open("rgw.s3");
        StoreClient client = s3.open(Map.of("maxRetries", "0"));
        put("source", PutOptions.NONE);

        Map<String, ThrowingCallable> writes = writes(client, "k", TAGS);
        writes.put("setMetadata", () -> client.setProperties(s3.ref("k"), ObjectProperties.NONE, null));
        writes.forEach((name, write) -> {
            put("source", PutOptions.NONE);
            put("k", PutOptions.NONE.withTags(name.equals("setMetadata") ? TAGS : Map.of()));
            s3.proxy.clearRules();
            // before that it is tried out, for parts twice
            s3.proxy
                    .when("PUT", "/k\\?tagging")
                    .skip(name.equals("parts") ? 2 : 1)
                    .answer(503);
            run(write);
            assertThat(s3.direct().tags(s3.ref("k"))).as(name).isEqualTo(TAGS);
        });
    }

    @Test
    void tagsFollowAnUploadWhoseAnswerGotLost() {
        open("rgw.s3");
        s3.proxy.when("POST", "/k\\?uploadId").dropAnswer();

        s3.open(Map.of()).upload(s3.ref("k"), Source.of(LARGE), PutOptions.NONE.withTags(TAGS), IN_PARTS);

        assertThat(s3.direct().tags(s3.ref("k"))).isEqualTo(TAGS);
    }

    @Test
    void tagsThatCannotFollowAreNoSuccess() {
        open("rgw.s3");
        StoreClient client = s3.open(Map.of("maxRetries", "2"));
        s3.proxy.when("PUT", "\\?tagging").always().answer(503);

        assertThatThrownBy(
                        () -> client.upload(s3.ref("new"), Source.of(LARGE), PutOptions.NONE.withTags(TAGS), IN_PARTS))
                .isInstanceOf(Unavailable.class)
                .hasMessageContaining("removed again");
        assertThat(client.exists(s3.ref("new"))).isFalse();

        put("k", PutOptions.NONE.withTags(TAGS));
        s3.proxy.clearRules();
        s3.proxy.when("PUT", "\\?tagging").skip(2).always().answer(503);
        assertThatThrownBy(() -> client.upload(s3.ref("k"), Source.of(LARGE), PutOptions.NONE.withTags(TAGS), IN_PARTS))
                .isInstanceOf(Unavailable.class)
                .hasMessageContaining("operation=setTags");
    }

    // ---- a store without tags

    @Test
    void aStoreWithoutTagsIsNotGivenAny() throws IOException {
        open("s3proxy");
        StoreClient client = s3.open(Map.of());
        put("source", PutOptions.NONE);
        put("k", PutOptions.NONE);
        s3.proxy.clearRequests();

        for (String key : List.of("k", "new")) {
            writes(client, key, TAGS).forEach((name, write) -> assertThatThrownBy(write)
                    .as(name + " " + key)
                    .isInstanceOf(Unsupported.class)
                    .hasMessageContaining("does not have"));
        }
        try (S3 other = new S3("rgw.s3")) {
            StoreClient from = other.direct();
            from.upload(other.ref("tagged"), text(), PutOptions.NONE.withTags(TAGS), TransferSettings.DEFAULTS);
            assertThatThrownBy(() -> from.move(other.ref("tagged"), client, s3.ref("new"), CopyOptions.NONE, IN_PARTS))
                    .isInstanceOf(Unsupported.class);
            assertThat(from.exists(other.ref("tagged"))).isTrue();
        }

        assertThat(s3.proxy.requests("PUT", ".")).isEmpty();
        assertThat(s3.proxy.requests("POST", ".")).isEmpty();
        assertThat(s3.direct().list(ListRequest.of(s3.bucket, "")))
                .toIterable()
                .extracting(ObjectInfo::key)
                .containsExactly("k", "source");
    }

    /** A store, or a proxy before it, that says so of whatever it does not know. */
    @ParameterizedTest
    @CsvSource({"404, NoSuchKey", "400, InvalidArgument", "405, MethodNotAllowed", "501, NotImplemented"})
    void aStoreThatKnowsNoTagsKeepsTheOldObject(int status, String code) {
        open("rgw.s3");
        StoreClient client = s3.open(Map.of("maxRetries", "0"));
        put("source", PutOptions.NONE);
        put("k", PutOptions.NONE.withTags(TAGS));
        s3.proxy.when("*", "\\?tagging").always().answer(status, Map.of(), "<Error><Code>" + code + "</Code></Error>");

        Map<String, ThrowingCallable> writes = writes(client, "k", Map.of("other", "1"));
        writes.put(
                "setMetadata",
                () -> client.setProperties(s3.ref("k"), ObjectProperties.NONE.withContentType("text/css"), null));
        if (status == 405 || status == 501) {
            writes.remove("setMetadata"); // there are none to lose
        }
        writes.forEach((name, write) -> {
            assertThatThrownBy(write)
                    .as(name)
                    .isInstanceOfAny(Unsupported.class, InvalidRequest.class)
                    .hasMessageNotContaining("operation=setTags");
            assertOld("k", TAGS);
        });
        assertThat(s3.direct().exists(s3.ref("source"))).isTrue();
        assertThat(s3.proxy.requests("PUT", "/k")).isEmpty();
        assertThat(s3.proxy.requests("DELETE", "/k$")).isEmpty();
    }

    @Test
    void aStoreThatFindsNoTagsWhereThereAreNoneHasTags() {
        open("rgw.s3");
        StoreClient client = s3.open(Map.of("maxRetries", "0"));
        put("source", PutOptions.NONE);

        writes(client, "k", TAGS).forEach((name, write) -> {
            put("source", PutOptions.NONE);
            put("k", PutOptions.NONE);
            s3.proxy.clearRules();
            s3.proxy
                    .when("GET", "\\?tagging")
                    .times(1)
                    .answer(404, Map.of(), "<Error><Code>NoSuchTagSet</Code></Error>");
            run(write);
            assertThat(s3.direct().tags(s3.ref("k"))).as(name).isEqualTo(TAGS);
        });
    }

    // ---- helpers

    private Map<String, ThrowingCallable> writes(StoreClient client, String key, Map<String, String> tags) {
        PutOptions tagged = PutOptions.NONE.withTags(tags);
        CopyOptions copy = new CopyOptions(null, tagged, true);
        Map<String, ThrowingCallable> writes = new LinkedHashMap<>();
        writes.put("single", () -> client.upload(s3.ref(key), text(), tagged, TransferSettings.DEFAULTS));
        writes.put("parts", () -> client.upload(s3.ref(key), Source.of(LARGE), tagged, IN_PARTS));
        writes.put("copy", () -> client.copy(s3.ref("source"), client, s3.ref(key), copy, IN_PARTS));
        writes.put("move", () -> client.move(s3.ref("source"), client, s3.ref(key), copy, IN_PARTS));
        return writes;
    }

    private void assertRefused(
            Class<? extends CloudBridgeException> error,
            StoreClient client,
            String key,
            Map<String, String> tags,
            String inTheMessage) {
        writes(client, key, tags)
                .forEach((name, write) ->
                        assertThatThrownBy(write).as(name).isInstanceOf(error).hasMessageContaining(inTheMessage));
    }

    private void assertOld(String key, Map<String, String> tags) {
        try (ObjectReader in = s3.direct().read(s3.ref(key), ByteRange.ALL, ReadOptions.NONE)) {
            assertThat(in).hasContent("text");
        }
        assertThat(s3.direct().tags(s3.ref(key))).isEqualTo(tags);
    }

    private void put(String key, PutOptions options) {
        s3.direct().upload(s3.ref(key), text(), options, TransferSettings.DEFAULTS);
    }

    private static Source text() {
        return Source.of("text".getBytes(StandardCharsets.UTF_8));
    }

    private static void run(ThrowingCallable write) {
        try {
            write.call();
        } catch (Throwable e) {
            throw new AssertionError(e);
        }
    }
}
