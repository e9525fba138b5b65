/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.store.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cloudbridge.store.BucketInfo;
import io.cloudbridge.store.CloudBridgeException;
import io.cloudbridge.store.Content;
import io.cloudbridge.store.MultipartUpload;
import io.cloudbridge.store.ObjectRef;
import io.cloudbridge.store.ObjectStore;
import io.cloudbridge.store.PutOptions;
import io.cloudbridge.store.ReadOptions;
import io.cloudbridge.store.StoreProvider;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalProviderTest {

    @TempDir
    Path directory;

    @Test
    void isFoundByItsName() {
        assertThat(ServiceLoader.load(StoreProvider.class))
                .filteredOn(provider -> provider.name().equals("local"))
                .singleElement()
                .isInstanceOf(LocalProvider.class);
    }

    @Test
    void aMissingRootIsMadeAndNothingIsWrittenThereBeforeTheFirstChange() {
        try (ObjectStore store = LocalStores.open(directory.resolve("a/b"))) {
            assertThat(store.listBuckets()).isEmpty();
            assertThat(store.bucketExists("bucket")).isFalse();
            assertThat(directory.resolve("a/b")).isEmptyDirectory();
            assertThat(store.unwrap(Path.class)).contains(directory.resolve("a/b"));
        }
    }

    @Test
    void aWrongRootFailsAtOpenNamingOptionAndRemedy() throws IOException {
        Path file = Files.createFile(directory.resolve("file"));
        assertInvalid(Map.of(), "is missing", "give the directory");
        assertInvalid(Map.of("rootDirectory", file.toString()), "is a file", "give a directory");
        assertInvalid(Map.of("rootDirectory", file + "/below"), "cannot be made", "give a directory");
        assertInvalid(Map.of("rootDirectory", "a\0b"), "cannot be made", "give a directory");
        assertInvalid(Map.of("rootDirectory", "/proc/none"), "cannot be made", "give a directory");
    }

    @Test
    void writesThatAreForcedToDiskAreObjectsLikeOthers() {
        try (ObjectStore store =
                LocalStores.open(Map.of("rootDirectory", directory.toString(), "forceWrites", "true"))) {
            store.createBucket("bucket");
            ObjectRef whole = new ObjectRef("bucket", "new/directories/whole");
            ObjectRef parts = new ObjectRef("bucket", "new/parts");
            store.put(whole, Content.of("whole".getBytes(StandardCharsets.UTF_8)), PutOptions.NONE);
            MultipartUpload upload = store.startMultipart(parts, PutOptions.NONE);
            upload.complete(List.of(upload.uploadPart(1, Content.of("part".getBytes(StandardCharsets.UTF_8)))));
            assertThat(LocalStores.text(store, whole)).isEqualTo("whole");
            assertThat(LocalStores.text(store, parts)).isEqualTo("part");
        }
        assertThatThrownBy(
                        () -> LocalStores.open(Map.of("rootDirectory", directory.toString(), "forceWrites", "perhaps")))
                .isInstanceOf(CloudBridgeException.InvalidRequest.class)
                .hasMessageContainingAll("forceWrites", "perhaps", "use true or false");
    }

    private static void assertInvalid(Map<String, String> settings, String problem, String remedy) {
        assertThatThrownBy(() -> LocalStores.open(settings))
                .isInstanceOf(CloudBridgeException.InvalidRequest.class)
                .hasMessageContainingAll("option rootDirectory of provider local", problem, remedy);
    }

    @Test
    void aRootThatIsALinkServes() throws IOException {
        Path link =
                Files.createSymbolicLink(directory.resolve("link"), Files.createDirectory(directory.resolve("real")));
        try (ObjectStore store = LocalStores.open(link)) {
            store.createBucket("bucket");
            store.put(new ObjectRef("bucket", "a/b"), Content.of(new byte[3]), PutOptions.NONE);
            assertThat(LocalStores.keys(store, "bucket", "")).containsExactly("a/b");
        }
    }

    @Test
    void bucketsAreDirectoriesBelowTheRoot() throws IOException {
        Files.createDirectory(directory.resolve("Made by hand"));
        Files.createFile(directory.resolve("file"));
        Files.createSymbolicLink(directory.resolve("link"), directory);
        try (ObjectStore store = LocalStores.open(directory)) {
            store.createBucket("bucket-1");
            store.put(new ObjectRef("Made by hand", "a"), Content.of(new byte[1]), PutOptions.NONE);
            assertThat(store.listBuckets()).extracting(BucketInfo::name).containsExactly("Made by hand", "bucket-1");
            assertThat(store.bucketExists("link")).isFalse();
            assertThat(store.bucketExists("file")).isFalse();
            assertThatThrownBy(() -> store.createBucket("bucket-1"))
                    .isInstanceOf(CloudBridgeException.AlreadyExists.class);
            for (String name : new String[] {"UPPER", "ab", "-ab", "a..b", "192.168.1.1", "x".repeat(64), "a_b"}) {
                assertThatThrownBy(() -> store.createBucket(name))
                        .isInstanceOf(CloudBridgeException.InvalidRequest.class)
                        .hasMessageContaining("3 to 63 lower-case letters");
            }
            for (String name : new String[] {".", "..", ".cloudbridge"}) {
                assertThatThrownBy(() -> LocalStores.keys(store, name, ""))
                        .isInstanceOf(CloudBridgeException.InvalidRequest.class);
            }
        }
    }

    @Test
    void aBucketWithAnythingInItIsNotDeleted() throws IOException {
        try (ObjectStore store = LocalStores.open(directory)) {
            store.createBucket("bucket");
            ObjectRef ref = new ObjectRef("bucket", "a/b");
            store.put(ref, Content.of(new byte[1]), PutOptions.NONE);
            assertThatThrownBy(() -> store.deleteBucket("bucket"))
                    .isInstanceOf(CloudBridgeException.InvalidState.class)
                    .hasMessageContaining("a/b");
            assertThat(store.head(ref, ReadOptions.NONE).size()).isEqualTo(1);

            store.delete("bucket", java.util.List.of(new io.cloudbridge.store.DeleteRequest(ref)));
            Path strange = Files.createFile(directory.resolve("bucket/not\ta key"));
            assertThatThrownBy(() -> store.deleteBucket("bucket"))
                    .isInstanceOf(CloudBridgeException.InvalidState.class);
            Files.delete(strange);
            Files.createDirectories(directory.resolve("bucket/empty"));
            store.startMultipart(ref, PutOptions.NONE);
            store.deleteBucket("bucket");
            assertThat(directory.resolve("bucket")).doesNotExist();
            assertThatThrownBy(() -> store.deleteBucket("bucket"))
                    .isInstanceOf(CloudBridgeException.BucketNotFound.class);
        }
    }

    @Test
    void aKeyThatNeedsTooLongAPathIsRefused() throws IOException {
        Path root = directory;
        while (root.toString().length() < 2900) {
            root = Files.createDirectory(root.resolve("r".repeat(200)));
        }
        try (ObjectStore store = LocalStores.open(root)) {
            assertThat(store.capabilities().keyRule().problem("a/b")).isNull();
            assertThat(store.capabilities().keyRule().problem("\n".repeat(1000)))
                    .contains("shorter key or rootDirectory");
        }
    }
}
