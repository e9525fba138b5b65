/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.camel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.LIST;

import io.cloudbridge.camel.message.PinnedObjectBody;
import io.cloudbridge.store.BucketInfo;
import io.cloudbridge.store.CloudBridgeException;
import io.cloudbridge.store.DeleteResult;
import io.cloudbridge.store.ObjectInfo;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OperationsTest {

    @TempDir
    Path directory;

    private LocalContext context;

    @BeforeEach
    void start() throws Exception {
        context = new LocalContext(directory);
    }

    @AfterEach
    void stop() throws Exception {
        context.close();
    }

    @Test
    void uploadStoresTheBodyAndLeavesItAsItWas() {
        Exchange done = context.request(
                "cloudbridge:box",
                "hello",
                Map.of(
                        CloudBridgeConstants.KEY,
                        "a/b.txt",
                        CloudBridgeConstants.METADATA,
                        Map.of("Owner", "me"),
                        CloudBridgeConstants.CACHE_CONTROL,
                        "no-store"));

        Message message = done.getMessage();
        assertThat(message.getBody()).isEqualTo("hello");
        assertThat(message.getHeader(CloudBridgeConstants.PROVIDER)).isEqualTo("local");
        assertThat(message.getHeader(CloudBridgeConstants.PRODUCED_BUCKET)).isEqualTo("box");
        assertThat(message.getHeader(CloudBridgeConstants.PRODUCED_KEY)).isEqualTo("a/b.txt");
        assertThat(message.getHeader(CloudBridgeConstants.CONTENT_LENGTH)).isEqualTo(5L);
        assertThat(message.getHeader(CloudBridgeConstants.ETAG, String.class))
                .doesNotContain("\"")
                .isNotEmpty();

        ObjectInfo info = context.request(
                        "cloudbridge:box?operation=head", null, Map.of(CloudBridgeConstants.KEY, "a/b.txt"))
                .getMessage()
                .getBody(ObjectInfo.class);
        assertThat(info.size()).isEqualTo(5);
        assertThat(info.contentType()).isEqualTo("text/plain");
        assertThat(info.metadata()).containsExactly(Map.entry("owner", "me"));
        assertThat(info.properties().cacheControl()).isEqualTo("no-store");
    }

    @Test
    void aHeaderForAPropertyWinsOverTheOption() {
        context.request(
                "cloudbridge:box?contentType=text/csv&contentLanguage=de",
                "x",
                Map.of(CloudBridgeConstants.KEY, "k", CloudBridgeConstants.CONTENT_TYPE, "text/html"));

        ObjectInfo info = head("k");
        assertThat(info.contentType()).isEqualTo("text/html");
        assertThat(info.properties().contentLanguage()).isEqualTo("de");
    }

    @Test
    void theTypeIsThatOfTheExtensionElseOctetStream() {
        context.put("a.b/c.json", "{}");
        context.put("txt", "x");

        assertThat(head("a.b/c.json").contentType()).isEqualTo("application/json");
        assertThat(head("txt").contentType()).isEqualTo("application/octet-stream");
    }

    @Test
    void theKeyIsTheOptionElseTheHeaderElseTheFileName() {
        Map<String, Object> both =
                Map.of(CloudBridgeConstants.KEY, "from-header", CloudBridgeConstants.FILE_NAME, "from-file");
        context.request("cloudbridge:box?key=${header.CamelFileName}-x", "1", both);
        context.request("cloudbridge:box", "2", both);
        context.request("cloudbridge:box", "3", Map.of(CloudBridgeConstants.FILE_NAME, "from-file"));

        assertThat(context.text("from-file-x")).isEqualTo("1");
        assertThat(context.text("from-header")).isEqualTo("2");
        assertThat(context.text("from-file")).isEqualTo("3");
    }

    @Test
    void theBucketHeaderOfAConsumedMessageRedirectsNothingAndTheOverrideIsUsedOnce() throws Exception {
        Files.createDirectory(context.root.resolve("other"));
        context.request(
                "cloudbridge:box", "1", Map.of(CloudBridgeConstants.KEY, "k", CloudBridgeConstants.BUCKET, "other"));
        Exchange overridden = context.request(
                "cloudbridge:box",
                "2",
                Map.of(CloudBridgeConstants.KEY, "k", CloudBridgeConstants.OVERRIDE_BUCKET, "other"));

        assertThat(context.text("k")).isEqualTo("1");
        assertThat(Files.readString(context.root.resolve("other/k"))).isEqualTo("2");
        assertThat(overridden.getMessage().getHeaders()).doesNotContainKey(CloudBridgeConstants.OVERRIDE_BUCKET);
        assertThat(overridden.getMessage().getHeader(CloudBridgeConstants.PRODUCED_BUCKET))
                .isEqualTo("other");
    }

    @Test
    void theOperationHeaderWinsInAnyCase() {
        context.put("k", "x");
        assertThat(context.request(
                                "cloudbridge:box?operation=delete",
                                null,
                                Map.of(CloudBridgeConstants.KEY, "k", CloudBridgeConstants.OPERATION, "EXISTS"))
                        .getMessage()
                        .getBody())
                .isEqualTo(true);
    }

    @Test
    void downloadDescribesTheObjectAndOpensItLater() {
        context.put("d/e.txt", "content");

        Message message = context.request(
                        "cloudbridge:box?operation=download", null, Map.of(CloudBridgeConstants.KEY, "d/e.txt"))
                .getMessage();

        ObjectBody body = (ObjectBody) message.getBody();
        assertThat(((PinnedObjectBody) body).isConnected()).isFalse();
        assertThat(message.getHeader(CloudBridgeConstants.BUCKET)).isEqualTo("box");
        assertThat(message.getHeader(CloudBridgeConstants.KEY)).isEqualTo("d/e.txt");
        assertThat(message.getHeader(CloudBridgeConstants.CONTENT_LENGTH)).isEqualTo(7L);
        assertThat(message.getHeader(CloudBridgeConstants.CONTENT_TYPE)).isEqualTo("text/plain");
        assertThat(message.getHeader(CloudBridgeConstants.LAST_MODIFIED)).isInstanceOf(Instant.class);
        assertThat(message.getHeader(Exchange.MESSAGE_TIMESTAMP)).isInstanceOf(Long.class);
        assertThat(message.getHeader(Exchange.FILE_NAME)).isEqualTo("d/e.txt");
        assertThat(message.getHeader(Exchange.FILE_LENGTH)).isEqualTo(7L);
        assertThat(message.getBody(String.class)).isEqualTo("content");
    }

    @Test
    void downloadReadsARange() {
        context.put("r", "0123456789");
        String uri = "cloudbridge:box?operation=download";
        Map<String, Object> middle = Map.of(
                CloudBridgeConstants.KEY,
                "r",
                CloudBridgeConstants.RANGE_OFFSET,
                3,
                CloudBridgeConstants.RANGE_LENGTH,
                "4");
        Map<String, Object> tail = Map.of(CloudBridgeConstants.KEY, "r", CloudBridgeConstants.RANGE_OFFSET, 8);

        Message part = context.request(uri, null, middle).getMessage();
        assertThat(part.getBody(String.class)).isEqualTo("3456");
        assertThat(part.getHeader(CloudBridgeConstants.CONTENT_LENGTH)).isEqualTo(4L);
        assertThat(context.request(uri, null, tail).getMessage().getBody(String.class))
                .isEqualTo("89");
    }

    @Test
    void downloadToFileWritesTheWholeFileAndMakesDirectories() throws Exception {
        context.put("in/x.bin", "whole");
        String target = directory.resolve("out") + "/${file:onlyname}";

        Message message = context.request(
                        "cloudbridge:box?operation=download&toFile=" + target,
                        null,
                        Map.of(CloudBridgeConstants.KEY, "in/x.bin", Exchange.FILE_NAME, "in/x.bin"))
                .getMessage();

        File file = message.getBody(File.class);
        assertThat(message.getBody()).isInstanceOf(File.class);
        assertThat(file).isEqualTo(directory.resolve("out/x.bin").toFile()).hasContent("whole");
        assertThat(message.getHeader(CloudBridgeConstants.CONTENT_LENGTH)).isEqualTo(5L);
        try (var left = Files.list(directory.resolve("out"))) {
            assertThat(left).hasSize(1);
        }
    }

    @Test
    void aRangeGoesToAFileToo() {
        context.put("r", "0123456789");
        Path target = directory.resolve("deep/part.txt");
        context.request(
                "cloudbridge:box?operation=download&toFile=" + target,
                null,
                Map.of(
                        CloudBridgeConstants.KEY,
                        "r",
                        CloudBridgeConstants.RANGE_OFFSET,
                        2,
                        CloudBridgeConstants.RANGE_LENGTH,
                        3));
        assertThat(target).hasContent("234");
    }

    @Test
    void downloadOfAMissingObjectFailsUnlessMissingIsNull() {
        Map<String, Object> gone = Map.of(CloudBridgeConstants.KEY, "gone");
        assertThatThrownBy(() -> context.request("cloudbridge:box?operation=download", "x", gone))
                .isInstanceOf(CloudBridgeException.ObjectNotFound.class)
                .hasMessageContaining("gone");
        assertThat(context.request("cloudbridge:box?operation=download&missing=null", "x", gone)
                        .getMessage()
                        .getBody())
                .isNull();
        assertThat(context.request(
                                "cloudbridge:box?operation=download&missing=null&toFile=" + directory.resolve("f"),
                                "x",
                                gone)
                        .getMessage()
                        .getBody())
                .isNull();
        assertThat(directory.resolve("f")).doesNotExist();
    }

    @Test
    void conditionsHold() {
        context.put("c", "1");
        String etag = head("c").etag();
        Map<String, Object> wrong = Map.of(CloudBridgeConstants.KEY, "c", CloudBridgeConstants.IF_MATCH, "other");
        Map<String, Object> right = Map.of(CloudBridgeConstants.KEY, "c", CloudBridgeConstants.IF_MATCH, etag);

        for (String operation : List.of("upload", "download", "delete")) {
            assertThatThrownBy(() -> context.request("cloudbridge:box?operation=" + operation, "2", wrong))
                    .as(operation)
                    .isInstanceOf(CloudBridgeException.PreconditionFailed.class);
        }
        assertThatThrownBy(() ->
                        context.request("cloudbridge:box?ifNoneMatch=*", "2", Map.of(CloudBridgeConstants.KEY, "c")))
                .isInstanceOf(CloudBridgeException.PreconditionFailed.class);
        assertThat(context.text("c")).isEqualTo("1");
        context.request("cloudbridge:box", "2", right);
        assertThat(context.text("c")).isEqualTo("2");
    }

    @Test
    @SuppressWarnings("unchecked")
    void listGivesAllPagesUpToMaxResultsAndATokenToGoOn() {
        IntStream.range(0, 7).forEach(i -> context.put("l/" + i, "x"));
        context.put("m", "x");
        String uri = "cloudbridge:box?operation=list&prefix=l/";

        Message all = context.request(uri, null, Map.of()).getMessage();
        assertThat((List<ObjectInfo>) all.getBody()).extracting(ObjectInfo::key).hasSize(7);
        assertThat(all.getHeader(CloudBridgeConstants.TRUNCATED)).isEqualTo(false);
        assertThat(all.getHeaders()).doesNotContainKey(CloudBridgeConstants.NEXT_PAGE_TOKEN);

        Message some = context.request(uri, null, Map.of(CloudBridgeConstants.MAX_RESULTS, 3))
                .getMessage();
        assertThat((List<ObjectInfo>) some.getBody())
                .extracting(ObjectInfo::key)
                .containsExactly("l/0", "l/1", "l/2");
        assertThat(some.getHeader(CloudBridgeConstants.TRUNCATED)).isEqualTo(true);
        Message rest = context.request(
                        uri,
                        null,
                        Map.of(
                                CloudBridgeConstants.PAGE_TOKEN,
                                some.getHeader(CloudBridgeConstants.NEXT_PAGE_TOKEN, String.class)))
                .getMessage();
        assertThat((List<ObjectInfo>) rest.getBody())
                .extracting(ObjectInfo::key)
                .containsExactly("l/3", "l/4", "l/5", "l/6");
    }

    @Test
    void listWithADelimiterGivesCommonPrefixes() {
        List.of("a/1", "a/2", "b/1", "c").forEach(key -> context.put(key, "x"));
        Message message = context.request("cloudbridge:box?operation=list&delimiter=/", null, Map.of())
                .getMessage();
        assertThat(message.getBody()).asInstanceOf(LIST).hasSize(1);
        assertThat(message.getHeader(CloudBridgeConstants.COMMON_PREFIXES)).isEqualTo(List.of("a/", "b/"));
    }

    @Test
    @SuppressWarnings("unchecked")
    void anIteratorListsBeyondMaxResults() {
        IntStream.range(0, 5).forEach(i -> context.put("i/" + i, "x"));
        Iterator<ObjectInfo> iterator = (Iterator<ObjectInfo>)
                context.request("cloudbridge:box?operation=list&listOutput=iterator&maxResults=2", null, Map.of())
                        .getMessage()
                        .getBody();
        assertThat(iterator).toIterable().extracting(ObjectInfo::key).hasSize(5);
    }

    @Test
    void deletingWhatIsMissingSucceeds() {
        context.put("k", "x");
        for (int i = 0; i < 2; i++) {
            Exchange done =
                    context.request("cloudbridge:box?operation=delete", "body", Map.of(CloudBridgeConstants.KEY, "k"));
            assertThat(done.getMessage().getBody()).isEqualTo("body");
            assertThat(exists("k")).isFalse();
        }
    }

    @Test
    @SuppressWarnings("unchecked")
    void deleteAllTakesKeysFromBodyOrHeaderAsCollectionOrIterator() {
        IntStream.range(0, 4).forEach(i -> context.put("d" + i, "x"));
        List<DeleteResult> results = (List<DeleteResult>)
                context.request("cloudbridge:box?operation=deleteAll", List.of("d0", head("d1")), Map.of())
                        .getMessage()
                        .getBody();
        assertThat(results).extracting(DeleteResult::key).containsExactly("d0", "d1");
        assertThat(results).allMatch(DeleteResult::deleted);
        context.request("cloudbridge:box?operation=deleteAll", List.of("d2").iterator(), Map.of());
        context.request(
                "cloudbridge:box?operation=deleteAll", "ignored", Map.of(CloudBridgeConstants.KEYS, List.of("d3")));
        assertThat(context.request("cloudbridge:box?operation=list", null, Map.of())
                        .getMessage()
                        .getBody())
                .asInstanceOf(LIST)
                .isEmpty();
    }

    @Test
    void deleteAllChecksEveryKeyBeforeItDeletesOne() {
        context.put("a", "x");
        assertThatThrownBy(() -> context.request("cloudbridge:box?operation=deleteAll", List.of("a", 5), Map.of()))
                .isInstanceOf(CloudBridgeException.InvalidRequest.class)
                .hasMessageContaining("java.lang.Integer");
        assertThat(exists("a")).isTrue();
        assertThatThrownBy(() -> context.request("cloudbridge:box?operation=deleteAll", "a", Map.of()))
                .isInstanceOf(CloudBridgeException.InvalidRequest.class)
                .hasMessageContaining(CloudBridgeConstants.KEYS);
    }

    @Test
    void deletePrefixRefusesToEmptyABucketUnlessTold() {
        List.of("p/1", "p/2", "q").forEach(key -> context.put(key, "x"));
        assertThatThrownBy(() -> context.request("cloudbridge:box?operation=deletePrefix", null, Map.of()))
                .isInstanceOf(CloudBridgeException.InvalidRequest.class)
                .hasMessageContaining("allowEmptyPrefix");
        assertThat(context.request("cloudbridge:box?operation=deletePrefix&prefix=p/", null, Map.of())
                        .getMessage()
                        .getBody())
                .isEqualTo(2L);
        assertThat(context.request("cloudbridge:box?operation=deletePrefix&allowEmptyPrefix=true", null, Map.of())
                        .getMessage()
                        .getBody())
                .isEqualTo(1L);
    }

    @Test
    void copyKeepsPropertiesAndMoveRemovesTheOriginal() {
        context.request(
                "cloudbridge:box?contentType=text/csv",
                "1,2",
                Map.of(CloudBridgeConstants.KEY, "from", CloudBridgeConstants.METADATA, Map.of("a", "b")));
        Map<String, Object> copy = Map.of(CloudBridgeConstants.KEY, "from", CloudBridgeConstants.DESTINATION_KEY, "to");
        Exchange done = context.request("cloudbridge:box?operation=copy", "body", copy);
        assertThat(done.getMessage().getBody()).isEqualTo("body");
        assertThat(done.getMessage().getHeader(CloudBridgeConstants.PRODUCED_KEY))
                .isEqualTo("to");
        assertThat(head("to").contentType()).isEqualTo("text/csv");
        assertThat(head("to").metadata()).containsEntry("a", "b");

        context.request(
                "cloudbridge:box?operation=move&destinationKey=moved/${header.CamelCloudBridgeKey}",
                null,
                Map.of(CloudBridgeConstants.KEY, "from"));
        assertThat(exists("from")).isFalse();
        assertThat(context.text("moved/from")).isEqualTo("1,2");
    }

    @Test
    void aCopyOntoItselfIsRefused() {
        context.put("k", "x");
        assertThatThrownBy(() ->
                        context.request("cloudbridge:box?operation=move", null, Map.of(CloudBridgeConstants.KEY, "k")))
                .isInstanceOf(CloudBridgeException.InvalidRequest.class)
                .hasMessageContaining(CloudBridgeConstants.DESTINATION_KEY);
        assertThat(exists("k")).isTrue();
    }

    @Test
    void aCopyGoesToAnotherConnection() throws Exception {
        Path archive = directory.resolve("archive");
        Files.createDirectories(archive.resolve("vault"));
        CloudBridgeConfiguration connection = new CloudBridgeConfiguration();
        connection.setRootDirectory(archive.toString());
        context.component.getConnections().put("archive", connection);
        context.put("k", "x");

        context.request(
                "cloudbridge:box?operation=move&destinationConnection=archive&destinationBucket=vault",
                null,
                Map.of(CloudBridgeConstants.KEY, "k"));

        assertThat(archive.resolve("vault/k")).hasContent("x");
        assertThat(exists("k")).isFalse();
    }

    @Test
    void setMetadataReplacesMetadataAndLeavesContent() {
        context.request(
                "cloudbridge:box",
                "x",
                Map.of(CloudBridgeConstants.KEY, "k.txt", CloudBridgeConstants.METADATA, Map.of("a", "b")));
        context.request(
                "cloudbridge:box?operation=setMetadata&contentLanguage=en",
                "body",
                Map.of(CloudBridgeConstants.KEY, "k.txt", CloudBridgeConstants.METADATA, Map.of("C", "d")));
        assertThat(head("k.txt").metadata()).containsExactly(Map.entry("c", "d"));
        assertThat(head("k.txt").contentType()).isEqualTo("text/plain");
        assertThat(head("k.txt").properties().contentLanguage()).isEqualTo("en");
        assertThat(context.text("k.txt")).isEqualTo("x");
        assertThatThrownBy(() -> context.request(
                        "cloudbridge:box?operation=setMetadata", null, Map.of(CloudBridgeConstants.KEY, "k.txt")))
                .isInstanceOf(CloudBridgeException.InvalidRequest.class)
                .hasMessageContaining(CloudBridgeConstants.METADATA);
    }

    @Test
    void tagsAreSetAndRead() {
        context.put("k", "x");
        context.request("cloudbridge:box?operation=setTags", Map.of("a", "1"), Map.of(CloudBridgeConstants.KEY, "k"));
        assertThat(context.request("cloudbridge:box?operation=getTags", null, Map.of(CloudBridgeConstants.KEY, "k"))
                        .getMessage()
                        .getBody())
                .isEqualTo(Map.of("a", "1"));
    }

    @Test
    @SuppressWarnings("unchecked")
    void bucketsAreMadeAndDeletedOnlyWhenEmpty() {
        String uri = "cloudbridge:fresh?operation=";
        assertThat(context.request(uri + "bucketExists", null, Map.of())
                        .getMessage()
                        .getBody())
                .isEqualTo(false);
        assertThat(context.request(uri + "createBucket", null, Map.of())
                        .getMessage()
                        .getBody())
                .isEqualTo(true);
        assertThatThrownBy(() -> context.request(uri + "createBucket", null, Map.of()))
                .isInstanceOf(CloudBridgeException.AlreadyExists.class);
        assertThat((List<BucketInfo>) context.request("cloudbridge:?operation=listBuckets", null, Map.of())
                        .getMessage()
                        .getBody())
                .extracting(BucketInfo::name)
                .containsExactly("box", "fresh");
        context.request("cloudbridge:fresh?key=k", "x", Map.of());
        assertThatThrownBy(() -> context.request(uri + "deleteBucket", null, Map.of()))
                .isInstanceOf(CloudBridgeException.InvalidState.class);
        context.request("cloudbridge:fresh?key=k&operation=delete", null, Map.of());
        assertThat(context.request(uri + "deleteBucket", null, Map.of())
                        .getMessage()
                        .getBody())
                .isEqualTo(true);
    }

    @Test
    void bucketsAreNotMadeBehindTheUsersBack() {
        assertThatThrownBy(() -> context.request("cloudbridge:absent?key=k", "x", Map.of()))
                .isInstanceOf(CloudBridgeException.BucketNotFound.class);
        assertThat(context.root.resolve("absent")).doesNotExist();
        context.request("cloudbridge:absent?key=k&autoCreateBucket=true", "x", Map.of());
        assertThat(context.root.resolve("absent/k")).exists();
    }

    @Test
    void restoreIsRefusedWhereTheStoreHasNoArchive() {
        context.put("k", "content");
        assertThatThrownBy(
                        () -> context.request("cloudbridge:box?operation=restore&key=k&restoreDays=3", null, Map.of()))
                .isInstanceOf(CloudBridgeException.Unsupported.class)
                .hasMessageContaining("restore");
    }

    @Test
    void abortUploadsGivesANumber() {
        assertThat(context.request("cloudbridge:box?operation=abortUploads&olderThan=1h", null, Map.of())
                        .getMessage()
                        .getBody())
                .isEqualTo(0L);
    }

    private ObjectInfo head(String key) {
        return context.request("cloudbridge:box?operation=head", null, Map.of(CloudBridgeConstants.KEY, key))
                .getMessage()
                .getBody(ObjectInfo.class);
    }

    private boolean exists(String key) {
        return context.request("cloudbridge:box?operation=exists", null, Map.of(CloudBridgeConstants.KEY, key))
                .getMessage()
                .getBody(Boolean.class);
    }
}
