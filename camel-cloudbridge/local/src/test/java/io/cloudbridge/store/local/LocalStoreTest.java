/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.store.local;

import static io.cloudbridge.store.Checksum.Algorithm.CRC32C;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cloudbridge.store.ByteRange;
import io.cloudbridge.store.CloudBridgeException;
import io.cloudbridge.store.Content;
import io.cloudbridge.store.CopyOptions;
import io.cloudbridge.store.DeleteRequest;
import io.cloudbridge.store.DeleteResult;
import io.cloudbridge.store.MultipartUpload;
import io.cloudbridge.store.ObjectContent;
import io.cloudbridge.store.ObjectInfo;
import io.cloudbridge.store.ObjectProperties;
import io.cloudbridge.store.ObjectRef;
import io.cloudbridge.store.ObjectStore;
import io.cloudbridge.store.PutOptions;
import io.cloudbridge.store.PutResult;
import io.cloudbridge.store.ReadOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalStoreTest {

    private static final ObjectProperties PROPERTIES = new ObjectProperties(
            "text/plain", "gzip", "inline", "de", "no-store", null, Map.of("author", "Jürgen\n", "a=b c", " x "));

    /** Of a file that another program wrote, without an extension. */
    private static final ObjectProperties DROPPED = ObjectProperties.NONE.withContentType("application/octet-stream");

    @TempDir
    Path root;

    private ObjectStore store;

    @BeforeEach
    void open() {
        store = LocalStores.open(root);
        store.createBucket("bucket");
    }

    @AfterEach
    void close() {
        store.close();
    }

    @Test
    void putReplacesAnObjectAndGivesItANewETag() throws IOException {
        PutResult first = put("a/b.txt", "one");
        PutResult second = put("a/b.txt", "two");

        assertThat(second.etag()).isNotEqualTo(first.etag());
        assertThat(text("a/b.txt")).isEqualTo("two");
        assertThat(second.checksum().hex())
                .isEqualTo(Content.of("two".getBytes()).checksum(CRC32C).hex());
        assertThat(root.resolve("bucket/a/b.txt")).hasContent("two");
    }

    @Test
    void propertiesTagsChecksumAndETagSurviveARestart() {
        PutResult put = store.put(
                ref("a"),
                Content.of("text".getBytes()),
                PutOptions.of(PROPERTIES).withTags(Map.of("kind", "x")));
        store.close();
        store = LocalStores.open(root);

        ObjectInfo info = store.head(ref("a"), ReadOptions.NONE);
        assertThat(info.properties()).isEqualTo(PROPERTIES);
        assertThat(info.etag()).isEqualTo(put.etag());
        assertThat(info.checksum()).isEqualTo(put.checksum());
        assertThat(info.size()).isEqualTo(4);
        assertThat(store.tags(ref("a"))).isEqualTo(Map.of("kind", "x"));
    }

    @Test
    void aFileThatAnotherProgramOverwritesHasANewETagAndNoneOfTheOldMetadata() throws IOException {
        PutResult put = store.put(ref("a"), Content.of("same".getBytes()), PutOptions.of(PROPERTIES));
        Files.writeString(root.resolve("bucket/a"), "size");

        ObjectInfo info = store.head(ref("a"), ReadOptions.NONE);
        assertThat(info.etag()).isNotEqualTo(put.etag());
        assertThat(info.properties()).isEqualTo(DROPPED);
        assertThat(info.checksum()).isNull();
    }

    @Test
    void anObjectAndKeysBelowItLiveSideBySide() {
        put("a", "object");
        put("a/b", "below");
        put("a/b/c", "deeper");
        put("x/y", "below");
        put("x", "object");

        assertThat(text("a")).isEqualTo("object");
        assertThat(text("a/b")).isEqualTo("below");
        assertThat(text("a/b/c")).isEqualTo("deeper");
        assertThat(text("x")).isEqualTo("object");
        assertThat(LocalStores.keys(store, "bucket", "")).containsExactly("a", "a/b", "a/b/c", "x", "x/y");

        put("a", "again");
        delete("a/b");
        assertThat(text("a")).isEqualTo("again");
        assertThat(text("a/b/c")).isEqualTo("deeper");
        delete("a/b/c");
        put("a", "last");
        assertThat(LocalStores.keys(store, "bucket", "")).containsExactly("a", "x", "x/y");
        delete("a");
        assertThatThrownBy(() -> text("a")).isInstanceOf(CloudBridgeException.ObjectNotFound.class);
    }

    @Test
    void anObjectMovedAsideKeepsItsETagAndProperties() {
        PutResult put = store.put(ref("a"), Content.of("x".getBytes()), PutOptions.of(PROPERTIES));
        put("a/b", "below");

        ObjectInfo info = store.head(ref("a"), ReadOptions.ifMatch(put.etag()));
        assertThat(info.properties()).isEqualTo(PROPERTIES);
    }

    @Test
    void aReadGoesOnWithTheVersionItOpened() throws IOException {
        PutResult first = put("a", "first");
        try (ObjectContent content = store.read(ref("a"), ByteRange.ALL, ReadOptions.NONE)) {
            put("a", "other");
            assertThat(content.stream().readAllBytes()).asString().isEqualTo("first");
        }
        assertThatThrownBy(() -> store.read(ref("a"), new ByteRange(2, 2), ReadOptions.ifMatch(first.etag())))
                .isInstanceOf(CloudBridgeException.PreconditionFailed.class)
                .hasMessageContaining("status=412");
    }

    @Test
    void rangesAreCutAtTheEndAndRefusedBehindIt() throws IOException {
        put("a", "0123456789");
        assertThat(text(new ByteRange(2, 3))).isEqualTo("234");
        assertThat(text(new ByteRange(8, 100))).isEqualTo("89");
        assertThat(text(new ByteRange(9, ByteRange.TO_END))).isEqualTo("9");
        assertThatThrownBy(() -> text(new ByteRange(10, 1)))
                .isInstanceOf(CloudBridgeException.InvalidRequest.class)
                .hasMessageContaining("status=416");
    }

    @Test
    void conditionsOfReads() {
        PutResult put = put("a", "x");
        assertThatThrownBy(() -> store.head(ref("a"), new ReadOptions(null, put.etag())))
                .isInstanceOf(CloudBridgeException.PreconditionFailed.class)
                .hasMessageContaining("status=304");
        assertThat(store.head(ref("a"), new ReadOptions(put.etag(), "other")).size())
                .isEqualTo(1);
    }

    @Test
    void conditionsOfWrites() {
        PutResult put = store.put(ref("a"), Content.of(new byte[1]), PutOptions.NONE.createOnly());
        assertThatThrownBy(() -> store.put(ref("a"), Content.of(new byte[2]), PutOptions.NONE.createOnly()))
                .isInstanceOf(CloudBridgeException.PreconditionFailed.class);
        assertThatThrownBy(() -> store.put(ref("a"), Content.of(new byte[2]), PutOptions.NONE.withIfMatch("other")))
                .isInstanceOf(CloudBridgeException.PreconditionFailed.class);
        assertThatThrownBy(() -> store.put(ref("b"), Content.of(new byte[2]), PutOptions.NONE.withIfMatch("other")))
                .isInstanceOf(CloudBridgeException.PreconditionFailed.class);
        assertThat(store.head(ref("a"), ReadOptions.NONE).size()).isEqualTo(1);

        store.put(ref("a"), Content.of(new byte[3]), PutOptions.NONE.withIfMatch(put.etag()));
        assertThat(store.head(ref("a"), ReadOptions.NONE).size()).isEqualTo(3);
        assertThat(LocalStores.leftovers(root)).isEmpty();
    }

    @Test
    void deletesAreBulkConditionalAndContentWithMissingObjects() {
        put("a/b/c", "1");
        put("a/b/d", "1");
        put("a/e", "1");
        PutResult kept = put("k", "2");
        List<DeleteResult> results = store.delete(
                "bucket",
                List.of(
                        new DeleteRequest(ref("a/b/c")),
                        new DeleteRequest(ref("missing")),
                        new DeleteRequest(ref("k"), "other"),
                        new DeleteRequest(ref("m/n/o"), "any"),
                        new DeleteRequest(ref("a/e")),
                        new DeleteRequest(ref("a/b/d"))));

        assertThat(results).extracting(DeleteResult::deleted).containsExactly(true, true, false, true, true, true);
        assertThat(results.get(2).failure()).isInstanceOf(CloudBridgeException.PreconditionFailed.class);
        assertThat(LocalStores.keys(store, "bucket", "")).containsExactly("k");
        assertThat(root.resolve("bucket/a")).doesNotExist();
        assertThat(store.delete("bucket", List.of(new DeleteRequest(ref("k"), kept.etag()))))
                .allMatch(DeleteResult::deleted);
    }

    @Test
    void aDirectoryThatAnotherProgramMadeStaysWhenItIsEmpty() throws IOException {
        Files.createDirectories(root.resolve("bucket/in"));
        put("in/day/a", "1");
        delete("in/day/a");
        assertThat(root.resolve("bucket/in")).isEmptyDirectory();
    }

    @Test
    void noKeyLeadsThroughALink() throws IOException {
        Path outside = Files.createDirectory(root.resolve("outside"));
        Files.writeString(outside.resolve("secret"), "secret");
        Files.createSymbolicLink(root.resolve("bucket/link"), outside);
        Files.createSymbolicLink(root.resolve("bucket/file"), outside.resolve("secret"));

        for (String key : List.of("link/secret", "file")) {
            assertThatThrownBy(() -> text(key)).isInstanceOf(CloudBridgeException.ObjectNotFound.class);
            assertThatThrownBy(() -> put(key, "x"))
                    .isInstanceOf(CloudBridgeException.InvalidState.class)
                    .hasMessageContaining("remove it");
            assertThatThrownBy(() -> store.put(ref(key), Content.of(new byte[1]), PutOptions.NONE.createOnly()))
                    .isInstanceOf(CloudBridgeException.InvalidState.class);
            delete(key);
        }
        put("../../outside/secret", "kept inside");
        assertThat(outside.resolve("secret")).hasContent("secret");
        assertThat(outside).isDirectoryNotContaining("glob:**/k");
        assertThat(LocalStores.keys(store, "bucket", "")).containsExactly("../../outside/secret");
        assertThat(LocalStores.leftovers(root)).isEmpty();
    }

    @Test
    void aLinkThatLeadsNowhereGivesWayToAnObjectAndIsNotFollowed() throws IOException {
        Path nowhere = root.resolve("nowhere");
        Files.createSymbolicLink(root.resolve("bucket/k"), nowhere);

        assertThatThrownBy(() -> store.put(ref("k"), Content.of(new byte[1]), PutOptions.NONE.createOnly()))
                .isInstanceOf(CloudBridgeException.InvalidState.class)
                .hasMessageContaining("remove it");
        put("k", "text");
        assertThat(text("k")).isEqualTo("text");
        assertThat(nowhere).doesNotExist();
        assertThat(Files.isSymbolicLink(root.resolve("bucket/k"))).isFalse();
    }

    @Test
    void copiesKeepOrReplaceProperties() {
        PutResult source = store.put(
                ref("a"),
                Content.of("text".getBytes()),
                PutOptions.of(PROPERTIES).withTags(Map.of("t", "1")));
        store.createBucket("other");
        ObjectRef to = new ObjectRef("other", "x/y");

        PutResult copy = store.copy(ref("a"), to, CopyOptions.NONE.withSourceIfMatch(source.etag()))
                .orElseThrow();
        assertThat(store.head(to, ReadOptions.NONE).properties()).isEqualTo(PROPERTIES);
        assertThat(store.tags(to)).isEqualTo(Map.of("t", "1"));
        assertThat(copy.checksum()).isEqualTo(source.checksum());

        ObjectProperties html = ObjectProperties.NONE.withContentType("text/html");
        store.copy(ref("a"), to, new CopyOptions(null, PutOptions.of(html).withTags(Map.of("t", "2")), false));
        assertThat(store.head(to, ReadOptions.NONE).properties()).isEqualTo(html);
        assertThat(store.tags(to)).isEqualTo(Map.of("t", "2"));

        assertThatThrownBy(() -> store.copy(ref("a"), to, CopyOptions.NONE.withSourceIfMatch("other")))
                .isInstanceOf(CloudBridgeException.PreconditionFailed.class);
        assertThatThrownBy(() -> store.copy(ref("a"), to, new CopyOptions(null, PutOptions.NONE.createOnly(), true)))
                .isInstanceOf(CloudBridgeException.PreconditionFailed.class);
        assertThatThrownBy(() -> store.copy(ref("missing"), to, CopyOptions.NONE))
                .isInstanceOf(CloudBridgeException.ObjectNotFound.class);
    }

    @Test
    void propertiesAndTagsAreReplacedWithTheContentUntouched() throws IOException {
        PutResult put = store.put(ref("a"), Content.of("text".getBytes()), PutOptions.of(PROPERTIES));
        store.setTags(ref("a"), Map.of("t", "1"));
        ObjectProperties html = ObjectProperties.NONE.withContentType("text/html");
        PutResult changed = store.setProperties(ref("a"), html, put.etag());

        assertThat(changed.etag()).isEqualTo(put.etag());
        assertThat(store.head(ref("a"), ReadOptions.NONE).properties()).isEqualTo(html);
        assertThat(store.head(ref("a"), ReadOptions.NONE).checksum()).isEqualTo(put.checksum());
        assertThat(store.tags(ref("a"))).isEqualTo(Map.of("t", "1"));
        assertThatThrownBy(() -> store.setProperties(ref("a"), html, "other"))
                .isInstanceOf(CloudBridgeException.PreconditionFailed.class);

        Files.writeString(root.resolve("bucket/dropped"), "x");
        store.setTags(ref("dropped"), Map.of("t", "2"));
        assertThat(store.tags(ref("dropped"))).isEqualTo(Map.of("t", "2"));
    }

    @Test
    void partsMayComeInAnyOrderTwiceAndInAnySize() throws IOException {
        for (int[] sizes : new int[][] {{5, 5, 5, 3}, {5, 5, 5}, {5, 7, 5, 9}, {3, 5, 5}, {1}}) {
            MultipartUpload upload = store.startMultipart(ref("m"), PutOptions.of(PROPERTIES));
            MultipartUpload.Part[] parts = new MultipartUpload.Part[sizes.length];
            StringBuilder whole = new StringBuilder();
            for (int n = 1; n <= sizes.length; n++) {
                whole.append(String.valueOf((char) ('a' + n)).repeat(sizes[n - 1]));
            }
            for (int n = sizes.length; n >= 1; n--) {
                upload.uploadPart(n, Content.of(new byte[sizes[n - 1] + n % 2]));
                parts[n - 1] = upload.uploadPart(
                        n,
                        Content.of(String.valueOf((char) ('a' + n))
                                .repeat(sizes[n - 1])
                                .getBytes()));
            }
            assertThat(store.unfinishedUploads("bucket", "m")).hasSize(1);

            PutResult result = upload.complete(List.of(parts));
            assertThat(text("m")).isEqualTo(whole.toString());
            assertThat(store.head(ref("m"), ReadOptions.NONE).etag()).isEqualTo(result.etag());
            assertThat(store.head(ref("m"), ReadOptions.NONE).properties()).isEqualTo(PROPERTIES);
            assertThat(result.checksum())
                    .isEqualTo(Content.of(whole.toString().getBytes()).checksum(CRC32C));
            assertThat(LocalStores.leftovers(root)).isEmpty();
            upload.abort();
        }
    }

    @Test
    void anUploadThatIsAbortedLeavesNothing() {
        put("m", "old");
        MultipartUpload upload = store.startMultipart(ref("m"), PutOptions.NONE);
        MultipartUpload.Part part = upload.uploadPart(1, Content.of(new byte[10]));
        assertThat(LocalStores.keys(store, "bucket", "")).containsExactly("m");
        assertThat(store.unfinishedUploads("bucket", "other")).isEmpty();

        store.unfinishedUploads("bucket", "").forEach(store::abortUpload);
        store.unfinishedUploads("bucket", "").forEach(store::abortUpload);
        upload.abort();
        assertThatThrownBy(() -> upload.complete(List.of(part)))
                .isInstanceOf(CloudBridgeException.ObjectNotFound.class);
        assertThatThrownBy(() -> upload.uploadPart(2, Content.of(new byte[1])))
                .isInstanceOf(CloudBridgeException.ObjectNotFound.class);
        assertThat(text("m")).isEqualTo("old");
        assertThat(LocalStores.leftovers(root)).isEmpty();
    }

    @Test
    void conditionsHoldWhenAnUploadCompletes() {
        put("m", "old");
        MultipartUpload upload = store.startMultipart(ref("m"), PutOptions.NONE.createOnly());
        MultipartUpload.Part part = upload.uploadPart(1, Content.of(new byte[10]));
        assertThatThrownBy(() -> upload.complete(List.of(part)))
                .isInstanceOf(CloudBridgeException.PreconditionFailed.class);
        upload.abort();
        assertThat(text("m")).isEqualTo("old");
        assertThat(LocalStores.leftovers(root)).isEmpty();
    }

    private PutResult put(String key, String text) {
        return store.put(ref(key), Content.of(text.getBytes()), PutOptions.NONE);
    }

    private void delete(String key) {
        assertThat(store.delete("bucket", List.of(new DeleteRequest(ref(key))))).allMatch(DeleteResult::deleted);
    }

    private String text(String key) {
        return LocalStores.text(store, ref(key));
    }

    private String text(ByteRange range) throws IOException {
        try (ObjectContent content = store.read(ref("a"), range, ReadOptions.NONE)) {
            return new String(content.stream().readAllBytes());
        }
    }

    private static ObjectRef ref(String key) {
        return new ObjectRef("bucket", key);
    }
}
