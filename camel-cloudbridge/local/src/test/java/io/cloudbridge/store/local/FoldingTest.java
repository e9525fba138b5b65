/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.store.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.jimfs.Configuration;
import com.google.common.jimfs.Jimfs;
import com.google.common.jimfs.PathNormalization;
import io.cloudbridge.store.CloudBridgeException;
import io.cloudbridge.store.Content;
import io.cloudbridge.store.DeleteRequest;
import io.cloudbridge.store.ObjectProperties;
import io.cloudbridge.store.ObjectRef;
import io.cloudbridge.store.ObjectStore;
import io.cloudbridge.store.PutOptions;
import io.cloudbridge.store.ReadOptions;
import io.cloudbridge.store.StoreConfig;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** File systems that take names for the same, in memory: what Windows, macOS and many mounts under Linux do. */
class FoldingTest {

    private static final String BUCKET = "bucket";
    private static final String NFC = "\u00e9";
    private static final String NFD = "e\u0301";

    private FileSystem system;
    private ObjectStore store;

    enum Kind {
        /** Keeps names as they were written, and finds them under another case. */
        CASE(Configuration.unix().toBuilder()
                .setNameCanonicalNormalization(PathNormalization.CASE_FOLD_ASCII)
                .build()),
        /** The same, and finds them under another normal form too. */
        CASE_AND_FORMS(Configuration.unix().toBuilder()
                .setNameCanonicalNormalization(PathNormalization.CASE_FOLD_ASCII, PathNormalization.NFD)
                .build()),
        MAC_OS(Configuration.osX()),
        WINDOWS(Configuration.windows());

        private final Configuration configuration;

        Kind(Configuration configuration) {
            this.configuration = configuration;
        }
    }

    @AfterEach
    void close() throws IOException {
        if (store != null) {
            store.close();
        }
        if (system != null) {
            system.close();
        }
    }

    private Path open(Configuration configuration) throws IOException {
        system = Jimfs.newFileSystem(
                configuration.toBuilder().setAttributeViews("basic", "posix").build());
        Path root = system.getRootDirectories().iterator().next().resolve("root");
        Files.createDirectory(root);
        StoreConfig config = new StoreConfig("local", Map.of("rootDirectory", "unused"));
        store = new LocalStore(
                Root.open(root.toRealPath()), false, new SettleTime(Duration.ZERO), Presigning.Settings.of(config));
        store.createBucket(BUCKET);
        return root.resolve(BUCKET);
    }

    private static ObjectRef ref(String key) {
        return new ObjectRef(BUCKET, key);
    }

    private void put(String key, String text) {
        put(key, text, PutOptions.NONE);
    }

    private void put(String key, String text, PutOptions options) {
        store.put(ref(key), Content.of(text.getBytes(StandardCharsets.UTF_8)), options);
    }

    private String text(String key) {
        return LocalStores.text(store, ref(key));
    }

    private List<String> keys(String prefix) {
        return LocalStores.keys(store, BUCKET, prefix);
    }

    private void delete(String key) {
        store.delete(BUCKET, List.of(new DeleteRequest(ref(key))))
                .forEach(result -> assertThat(result.failure()).isNull());
    }

    private static PutOptions metadata(String value) {
        return PutOptions.NONE.withProperties(ObjectProperties.NONE.withMetadata(Map.of("of", value)));
    }

    private void assertAbsent(String key) {
        assertThatThrownBy(() -> store.head(ref(key), ReadOptions.NONE))
                .isInstanceOf(CloudBridgeException.ObjectNotFound.class);
        assertThatThrownBy(() -> text(key)).isInstanceOf(CloudBridgeException.ObjectNotFound.class);
        assertThatThrownBy(() -> store.setTags(ref(key), Map.of("a", "b")))
                .isInstanceOf(CloudBridgeException.ObjectNotFound.class);
    }

    private void assertTaken(String key) {
        assertThatThrownBy(() -> put(key, "second", metadata("second")))
                .isInstanceOf(CloudBridgeException.InvalidState.class);
        assertThatThrownBy(() -> put(key, "second", PutOptions.NONE.createOnly()))
                .isInstanceOfAny(
                        CloudBridgeException.InvalidState.class, CloudBridgeException.PreconditionFailed.class);
    }

    @ParameterizedTest
    @EnumSource
    void aKeyInAnotherCaseIsNeverTheSameObject(Kind kind) throws IOException {
        open(kind.configuration);
        put("Abc", "first", metadata("first"));

        assertAbsent("ABC");
        assertTaken("aBC");
        delete("abc");
        assertThat(text("Abc")).isEqualTo("first");
        assertThat(store.head(ref("Abc"), ReadOptions.NONE).properties().metadata())
                .containsEntry("of", "first");

        put("Abc", "again", metadata("again"));
        delete("Abc");
        put("ABC", "other", metadata("other"));
        assertAbsent("Abc");
        assertThat(LocalStores.list(store, BUCKET, ""))
                .singleElement()
                .satisfies(info -> assertThat(info.key()).isEqualTo("ABC"))
                .satisfies(info -> assertThat(info.properties().metadata()).containsEntry("of", "other"));
    }

    @ParameterizedTest
    @EnumSource
    void aDirectoryInAnotherCaseIsNeverTheSame(Kind kind) throws IOException {
        Path bucket = open(kind.configuration);
        put("Dir/x", "first");

        for (String key : List.of("dir/x", "dir/X", "DIR/x")) {
            assertAbsent(key);
            assertTaken(key);
            delete(key);
        }
        assertTaken("dir/y");
        assertTaken("DIR/below/z");
        assertThat(keys("dir/")).isEmpty();
        assertThat(keys("")).containsExactly("Dir/x");
        assertThat(text("Dir/x")).isEqualTo("first");
        put("Dir/x2", "second");
        put("Dir/below/z", "third");
        assertThat(keys("Dir/")).containsExactly("Dir/below/z", "Dir/x", "Dir/x2");

        keys("").forEach(this::delete);
        assertThat(Files.exists(bucket.resolve("Dir"))).isFalse();
        put("dir/x", "new");
        assertThat(keys("")).containsExactly("dir/x");
    }

    @ParameterizedTest
    @EnumSource
    void anObjectBesideADirectoryOfItsNameKeepsItsPlace(Kind kind) throws IOException {
        open(kind.configuration);
        put("Name", "object");
        put("Name/below", "below");
        put("b/c", "directory");
        put("b%O", "another key");

        assertTaken("name/below");
        assertTaken("b");
        delete("name");
        delete("b");
        put("Name", "replaced");
        assertThat(text("Name")).isEqualTo("replaced");
        assertThat(text("b%O")).isEqualTo("another key");
        assertThat(keys("")).containsExactly("Name", "Name/below", "b%O", "b/c");

        put("file", "object");
        assertThatThrownBy(() -> put("FILE/below", "x")).isInstanceOf(CloudBridgeException.InvalidState.class);
        assertThat(text("file")).isEqualTo("object");
    }

    @Test
    void aNormalFormIsNeverTheOther() throws IOException {
        open(Kind.CASE_AND_FORMS.configuration);
        put(NFC + "/" + NFC, "composed");

        assertAbsent(NFD + "/" + NFD);
        assertAbsent(NFC + "/" + NFD);
        assertTaken(NFC + "/" + NFD);
        assertTaken(NFD + "/x");
        delete(NFD + "/" + NFC);
        assertThat(text(NFC + "/" + NFC)).isEqualTo("composed");
    }

    @Test
    void normalFormsAloneCanFold() throws IOException {
        open(Configuration.unix().toBuilder()
                .setNameCanonicalNormalization(PathNormalization.NFD)
                .build());
        put(NFC, "composed");
        put("abc", "lower");
        put("ABC", "upper");

        assertAbsent(NFD);
        assertTaken(NFD);
        assertThat(text("abc")).isEqualTo("lower");
        assertThat(text("ABC")).isEqualTo("upper");
    }

    @Test
    void aNameThatTheFileSystemWouldChangeIsRefused() throws IOException {
        open(Kind.MAC_OS.configuration);

        for (String key : List.of(NFD, "a/" + NFD + "/b")) {
            assertThatThrownBy(() -> put(key, "x"))
                    .isInstanceOf(CloudBridgeException.InvalidRequest.class)
                    .hasMessageContaining("cannot hold a name of this key");
        }
        assertThat(keys("")).isEmpty();
        put(NFC, "x");
        assertThat(text(NFC)).isEqualTo("x");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a:b", "q?", "dir*/x"})
    void aNameThatTheFileSystemCannotHoldIsInvalid(String key) throws IOException {
        open(Kind.WINDOWS.configuration);

        assertThatThrownBy(() -> put(key, "x"))
                .isInstanceOf(CloudBridgeException.InvalidRequest.class)
                .satisfies(e ->
                        assertThat(((CloudBridgeException) e).isRetryable()).isFalse());
        assertThat(keys("")).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void aBucketInAnotherCaseIsNeverTheSame(Kind kind) throws IOException {
        Path bucket = open(kind.configuration);
        Files.createDirectory(bucket.resolveSibling("Data"));

        assertThat(store.bucketExists("Data")).isTrue();
        assertThat(store.bucketExists("data")).isFalse();
        assertThat(store.bucketExists("BUCKET")).isFalse();
        assertThatThrownBy(() -> store.createBucket("data")).isInstanceOf(CloudBridgeException.InvalidState.class);
        assertThatThrownBy(() -> store.put(new ObjectRef("data", "k"), Content.of(new byte[1]), PutOptions.NONE))
                .isInstanceOf(CloudBridgeException.BucketNotFound.class);
        assertThatThrownBy(() -> store.deleteBucket("data")).isInstanceOf(CloudBridgeException.BucketNotFound.class);
    }

    /** Linux tells no real name; there the names of the directory do. */
    @ParameterizedTest
    @EnumSource
    void theNamesOfADirectoryTellWhereTheSystemDoesNot(Kind kind) throws IOException {
        Path bucket = open(kind.configuration);
        Files.createDirectories(bucket.resolve("Dir"));
        Files.createFile(bucket.resolve("Dir/File"));
        Spelling spelling = new Spelling(bucket.getParent(), true, true, false, true);

        assertThat(spelling.isExactDirectory(bucket.resolve("Dir"))).isTrue();
        assertThat(spelling.isExactName(bucket.resolve("Dir/File"))).isTrue();
        assertThat(spelling.isExactName(bucket.resolve("Dir/FILE"))).isFalse();
        assertThat(spelling.isExactName(bucket.resolve("dir"))).isFalse();

        Files.delete(bucket.resolve("Dir/File"));
        Files.createFile(bucket.resolve("Dir/FILE"));
        assertThat(spelling.isExactName(bucket.resolve("Dir/FILE"))).isTrue();
        assertThat(spelling.isExactName(bucket.resolve("Dir/File"))).isFalse();
    }

    @Test
    void whatFoldsIsFoundOutByAFileThatDoesNotStay() throws IOException {
        for (Kind kind : Kind.values()) {
            try (FileSystem folding = Jimfs.newFileSystem(kind.configuration)) {
                Path root = folding.getRootDirectories().iterator().next();
                assertThat(Spelling.of(root, root).folds()).as("%s", kind).isTrue();
                assertThat(Spelling.of(root, root).folded("ABC")).isEqualTo("abc");
                assertEmpty(root);
            }
        }
        try (FileSystem exact = Jimfs.newFileSystem(Configuration.unix())) {
            Path root = exact.getRootDirectories().iterator().next();
            assertThat(Spelling.of(root, root).folds()).isFalse();
            assertThat(Spelling.of(root, root).isCertain()).isTrue();
            assertThat(Spelling.of(root, root).folded("ABC" + NFC)).isEqualTo("ABC" + NFC);
            assertEmpty(root);
        }
    }

    private static void assertEmpty(Path root) throws IOException {
        try (Stream<Path> files = Files.list(root)) {
            assertThat(files.filter(path -> path.getFileName().toString().startsWith(".cloudbridge")))
                    .isEmpty();
        }
    }
}
