/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.store.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.cloudbridge.store.ByteRange;
import io.cloudbridge.store.CloudBridgeException;
import io.cloudbridge.store.Content;
import io.cloudbridge.store.DeleteRequest;
import io.cloudbridge.store.ListRequest;
import io.cloudbridge.store.ObjectContent;
import io.cloudbridge.store.ObjectInfo;
import io.cloudbridge.store.ObjectProperties;
import io.cloudbridge.store.ObjectRef;
import io.cloudbridge.store.ObjectStore;
import io.cloudbridge.store.PutOptions;
import io.cloudbridge.store.ReadOptions;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files that another program writes into a bucket, while it writes them and afterwards. */
class DroppedFilesTest {

    private static final FileTime AN_HOUR_AGO = FileTime.from(Instant.now().minus(Duration.ofHours(1)));

    @TempDir
    Path root;

    private Path bucket;
    private ObjectStore store;

    @BeforeEach
    void open() {
        store = LocalStores.open(root);
        store.createBucket("bucket");
        bucket = root.resolve("bucket");
    }

    @AfterEach
    void close() {
        store.close();
    }

    /** With a warning. The bytes of a name count, not its text: no other file is taken for one that is not in UTF-8. */
    @Test
    void aNameThatNoKeyCanHaveIsLeftOut() throws IOException {
        String latin1 = bucket.toUri() + "gr%FCn.txt";
        for (Path file : List.of(
                bucket.resolve("a.txt"),
                bucket.resolve("b\nc.txt"),
                Path.of(URI.create(latin1)),
                bucket.resolve("d\uFFFD"))) {
            Files.writeString(file, "x");
            Files.setLastModifiedTime(file, AN_HOUR_AGO);
        }
        assertThat(store.list(ListRequest.of("bucket", "")).objects())
                .extracting(ObjectInfo::key)
                .containsExactly("a.txt", "d\uFFFD");
    }

    @Test
    void aFileIsAnObjectWithTheTypeOfItsExtension() throws IOException {
        Files.createDirectories(bucket.resolve("in"));
        dropLongAgo("in/dropped.txt");
        dropLongAgo("in/noextension");

        ObjectInfo head = store.head(ref("in/dropped.txt"), ReadOptions.NONE);
        assertThat(head.properties()).isEqualTo(ObjectProperties.NONE.withContentType("text/plain"));
        assertThat(LocalStores.list(store, "bucket", ""))
                .first()
                .usingRecursiveComparison()
                .isEqualTo(head);
        assertThat(store.head(ref("in/noextension"), ReadOptions.NONE).contentType())
                .isEqualTo("application/octet-stream");
        assertThat(LocalStores.text(store, ref("in/dropped.txt"))).isEqualTo("dropped");
    }

    @Test
    void aFileIsListedOnlyWhenNothingHasBeenWrittenToItForTheSettleTime() throws IOException {
        Files.createDirectories(bucket.resolve("in"));
        try (OutputStream writer = Files.newOutputStream(bucket.resolve("in/growing"))) {
            long started = System.nanoTime();
            while (System.nanoTime() - started < Duration.ofMillis(1300).toNanos()) {
                writer.write(new byte[100]);
                assertThat(LocalStores.keys(store, "bucket", "")).isEmpty();
                assertThat(store.list(ListRequest.of("bucket", "").withDelimiter("/"))
                                .commonPrefixes())
                        .isEmpty();
            }
        }
        // who asks by name need not wait
        assertThat(store.head(ref("in/growing"), ReadOptions.NONE).size()).isPositive();
        assertThat(LocalStores.keys(store, "bucket", "")).isEmpty();
        await().atMost(Duration.ofSeconds(5)).untilAsserted(() -> assertThat(LocalStores.keys(store, "bucket", ""))
                .containsExactly("in/growing"));
    }

    @Test
    void anObjectThatAnotherProgramAppendsToWaitsAgain() throws IOException {
        store.put(ref("log"), Content.of("one".getBytes()), PutOptions.NONE);
        assertThat(LocalStores.keys(store, "bucket", "")).containsExactly("log");
        Files.writeString(bucket.resolve("log"), "two", StandardOpenOption.APPEND);
        assertThat(LocalStores.keys(store, "bucket", "")).isEmpty();
    }

    @Test
    void whatTheStoreWritesIsListedAtOnceByEveryStore() {
        for (int i = 0; i < 50; i++) {
            store.put(ref("k" + i), Content.of("x".getBytes()), PutOptions.NONE);
            store.setTags(ref("k" + i), Map.of("t", "1"));
            try (ObjectStore other = LocalStores.open(root)) {
                assertThat(LocalStores.keys(other, "bucket", "")).hasSize(i + 1);
            }
        }
    }

    @Test
    void withoutSettleTimeAFileIsListedAtOnce() throws IOException {
        Files.writeString(bucket.resolve("dropped"), "x");
        try (ObjectStore eager = LocalStores.open(Map.of("rootDirectory", root.toString(), "settleTime", "0"))) {
            assertThat(LocalStores.keys(eager, "bucket", "")).containsExactly("dropped");
        }
        assertThatThrownBy(() -> LocalStores.open(Map.of("rootDirectory", root.toString(), "settleTime", "-1")))
                .isInstanceOf(CloudBridgeException.InvalidRequest.class)
                .hasMessageContaining("settleTime");
    }

    @Test
    void aTimeInTheFutureSaysNothing() throws IOException {
        Files.writeString(bucket.resolve("dropped"), "x");
        Files.setLastModifiedTime(
                bucket.resolve("dropped"), FileTime.from(Instant.now().plusSeconds(3600)));
        assertThat(LocalStores.keys(store, "bucket", "")).containsExactly("dropped");
    }

    @Test
    void hiddenNamesAreNoObjectsAndOwnKeysWithADotAre() throws IOException {
        Files.createDirectories(bucket.resolve(".git"));
        for (String name : List.of(".report.csv.Qx3rT1", ".git/config")) {
            dropLongAgo(name);
            assertThatThrownBy(() -> store.head(ref(name), ReadOptions.NONE))
                    .isInstanceOf(CloudBridgeException.ObjectNotFound.class);
        }
        store.put(ref(".report.csv.Qx3rT1"), Content.of("own".getBytes()), PutOptions.NONE);
        store.put(ref(".git/config"), Content.of("own".getBytes()), PutOptions.NONE);

        assertThat(LocalStores.keys(store, "bucket", "")).containsExactly(".git/config", ".report.csv.Qx3rT1");
        assertThat(LocalStores.text(store, ref(".git/config"))).isEqualTo("own");
        assertThat(bucket.resolve(".git/config")).hasContent("dropped");
        store.delete("bucket", List.of(new DeleteRequest(ref(".git/config"))));
        assertThat(bucket.resolve(".git/config")).exists();
    }

    @Test
    void aFileThatIsWrittenToWhileItIsReadFailsTheRead() throws IOException {
        dropLongAgo("a");
        try (ObjectContent content = store.read(ref("a"), ByteRange.ALL, ReadOptions.NONE)) {
            assertThat(content.stream().read()).isEqualTo('d');
            Files.writeString(bucket.resolve("a"), "DROPPED");
            assertThatThrownBy(() -> content.stream().readAllBytes())
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("changed by another program");
        }
    }

    /** The other program moves a new file into place at any moment between the look at the old one and its delete. */
    @Test
    void aDeleteOfAVersionNeverTakesTheFileThatReplacedIt() throws Exception {
        dropLongAgo("warm");
        store.delete("bucket", List.of(new DeleteRequest(ref("warm"), etag("warm"))));
        Path staged = Files.createDirectory(root.resolve("staged")).resolve("a");
        for (int i = 0; i < 500; i++) {
            dropLongAgo("a");
            String etag = etag("a");
            Files.writeString(staged, "newer");
            Thread other = new Thread(() -> {
                try {
                    Files.move(staged, bucket.resolve("a"), StandardCopyOption.ATOMIC_MOVE);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
            other.start();
            for (int spin = 0; spin < i % 60; spin++) {
                Thread.onSpinWait();
            }
            store.delete("bucket", List.of(new DeleteRequest(ref("a"), etag)));
            other.join();
            assertThat(bucket.resolve("a")).hasContent("newer");
        }
        assertThat(LocalStores.leftovers(root)).isEmpty();
    }

    @Test
    void aLinkOnTheWayToAKeyIsNamedAsWhatIsInTheWay() throws IOException {
        Files.createDirectories(bucket.resolve("real/sub"));
        Files.createSymbolicLink(bucket.resolve("link"), bucket.resolve("real"));
        for (String key : List.of("link/a", "link/sub/a", "link/new/a", "link")) {
            assertThatThrownBy(() -> store.put(ref(key), Content.of(new byte[1]), PutOptions.NONE))
                    .as(key)
                    .isInstanceOf(CloudBridgeException.InvalidState.class)
                    .hasMessageContaining(bucket.resolve("link") + " is taken");
        }
        assertThat(bucket.resolve("real/sub")).isEmptyDirectory();
    }

    @Test
    void sidecarsOfFilesThatAnotherProgramDeletedGo() throws Exception {
        PutOptions options = PutOptions.of(ObjectProperties.NONE.withMetadata(Map.of("a", "b")));
        store.put(ref("in/a"), Content.of("x".getBytes()), options);
        store.put(ref("in/b"), Content.of("x".getBytes()), options);
        Files.delete(bucket.resolve("in/a"));
        Path sidecars = Files.list(bucket.resolve(".cloudbridge/meta")).toList().get(0);

        LocalStores.keys(store, "bucket", "");
        assertThat(sidecars.resolve("a")).as("a restore may not be complete").exists();
        assertThat(sidecars.resolve("b")).exists();
        store.put(ref("in/a"), Content.of("x".getBytes()), PutOptions.NONE);
        assertThat(store.head(ref("in/a"), ReadOptions.NONE).metadata()).isEmpty();
        assertThat(sidecars.resolve("a")).doesNotExist();
    }

    private String etag(String key) {
        return store.head(ref(key), ReadOptions.NONE).etag();
    }

    private void dropLongAgo(String name) throws IOException {
        Files.writeString(bucket.resolve(name), "dropped");
        Files.setLastModifiedTime(bucket.resolve(name), AN_HOUR_AGO);
    }

    private static ObjectRef ref(String key) {
        return new ObjectRef("bucket", key);
    }
}
