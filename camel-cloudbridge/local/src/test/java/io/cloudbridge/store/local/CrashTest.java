/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.store.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cloudbridge.store.CloudBridgeException;
import io.cloudbridge.store.Content;
import io.cloudbridge.store.MultipartUpload;
import io.cloudbridge.store.ObjectInfo;
import io.cloudbridge.store.ObjectProperties;
import io.cloudbridge.store.ObjectRef;
import io.cloudbridge.store.ObjectStore;
import io.cloudbridge.store.PutOptions;
import io.cloudbridge.store.ReadOptions;
import java.io.BufferedReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is left when a process that writes is killed, and what the next one does with it. */
class CrashTest {

    private static final ObjectRef REF = new ObjectRef("bucket", "k");
    private static final ObjectProperties PROPERTIES = ObjectProperties.NONE.withMetadata(Map.of("a", "b"));

    @TempDir
    Path root;

    @BeforeEach
    void putAnObject() {
        try (ObjectStore store = LocalStores.open(root)) {
            store.createBucket("bucket");
            store.put(REF, Content.of("old".getBytes()), PutOptions.of(PROPERTIES));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"put", "parts"})
    void aKilledWriterLeavesTheOldObjectAndTheNextOpenCleansUp(String operation) throws Exception {
        Process writer = startAndWaitUntilHalf(operation);
        assertThat(LocalStores.leftovers(root)).isNotEmpty();

        writer.destroyForcibly().waitFor();
        assertThat(LocalStores.leftovers(root)).isNotEmpty();
        Path halfDeleted = root.resolve(".cloudbridge/deleted/1.0.0-1/.cloudbridge");
        Files.createDirectories(halfDeleted);
        try (ObjectStore store = LocalStores.open(root)) {
            assertThat(halfDeleted.getParent()).doesNotExist();
            assertThat(LocalStores.leftovers(root)).isEmpty();
            assertThat(store.unfinishedUploads("bucket", "")).isEmpty();
            assertThat(LocalStores.keys(store, "bucket", "")).containsExactly("k");
            assertThat(LocalStores.text(store, REF)).isEqualTo("old");
            ObjectInfo info = store.head(REF, ReadOptions.NONE);
            assertThat(info.metadata()).isEqualTo(PROPERTIES.metadata());
            assertThat(info.checksum()).isNotNull();
        }
        assertThat(root.resolve(".cloudbridge/sessions")).isEmptyDirectory();
    }

    @ParameterizedTest
    @ValueSource(strings = {"put", "parts"})
    void theFilesOfAWriterThatLivesAreLeftAlone(String operation) throws Exception {
        Process writer = startAndWaitUntilHalf(operation);
        try {
            List<Path> files = LocalStores.leftovers(root);
            try (ObjectStore store = LocalStores.open(root)) {
                assertThat(LocalStores.leftovers(root)).isEqualTo(files);
                assertThat(LocalStores.keys(store, "bucket", "")).containsExactly("k");
                if (operation.equals("parts")) {
                    // one may still drop the upload of another process, as on a cloud
                    store.unfinishedUploads("bucket", "").forEach(store::abortUpload);
                    assertThat(LocalStores.leftovers(root)).isEmpty();
                }
            }
        } finally {
            writer.destroyForcibly().waitFor();
        }
    }

    @Test
    void aSecondStoreOfThisProcessLeavesTheFirstOnesFilesAlone() {
        try (ObjectStore first = LocalStores.open(root)) {
            MultipartUpload upload = first.startMultipart(REF, PutOptions.NONE);
            MultipartUpload.Part part = upload.uploadPart(1, Content.of(new byte[5]));
            ObjectStore other = LocalStores.open(root);
            other.close();
            other.close();
            try (ObjectStore second = LocalStores.open(root)) {
                assertThat(second.unfinishedUploads("bucket", "")).hasSize(1);
                upload.complete(List.of(part));
                assertThat(second.head(REF, ReadOptions.NONE).size()).isEqualTo(5);
            }
        }
    }

    @Test
    void aClosedStoreWritesNothing() {
        ObjectStore store = LocalStores.open(root);
        store.close();
        assertThatThrownBy(() -> store.put(REF, Content.of(new byte[1]), PutOptions.NONE))
                .isInstanceOf(CloudBridgeException.InvalidState.class)
                .hasMessageContaining("closed");
    }

    /** A crash between the write of a sidecar and the move of its content leaves both versions in it. */
    @Test
    void aSidecarOfAWriteThatNeverBecameVisibleHarmsNobody() throws Exception {
        try (ObjectStore store = LocalStores.open(root)) {
            Path sidecar = files(root.resolve("bucket/.cloudbridge/meta")).get(0);
            store.put(REF, Content.of("new".getBytes()), PutOptions.of(PROPERTIES.withCacheControl("no-store")));
            byte[] both = Files.readAllBytes(sidecar);
            assertThat(SidecarFormat.parse(both)).hasSize(2);

            store.put(REF, Content.of("old".getBytes()), PutOptions.of(PROPERTIES));
            Files.write(sidecar, both);
            assertThat(store.head(REF, ReadOptions.NONE).properties().cacheControl())
                    .isNull();
            assertThat(store.head(REF, ReadOptions.NONE).metadata()).isEqualTo(PROPERTIES.metadata());

            store.put(REF, Content.of("none".getBytes()), PutOptions.NONE);
            assertThat(sidecar).doesNotExist();
            Files.write(sidecar, both);
            assertThat(store.head(REF, ReadOptions.NONE).metadata()).isEmpty();
            assertThat(LocalStores.text(store, REF)).isEqualTo("none");
        }
    }

    private Process startAndWaitUntilHalf(String operation) throws Exception {
        Process writer = OtherProcess.start(root, operation);
        BufferedReader output = writer.inputReader();
        assertThat(output.readLine()).isEqualTo("half");
        return writer;
    }

    private static List<Path> files(Path directory) throws Exception {
        try (var all = Files.walk(directory)) {
            return all.filter(Files::isRegularFile).toList();
        }
    }
}
