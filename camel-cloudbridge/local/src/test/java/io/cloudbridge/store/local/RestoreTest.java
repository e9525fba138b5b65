/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.store.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.cloudbridge.store.Content;
import io.cloudbridge.store.ListRequest;
import io.cloudbridge.store.ObjectInfo;
import io.cloudbridge.store.ObjectProperties;
import io.cloudbridge.store.ObjectRef;
import io.cloudbridge.store.ObjectStore;
import io.cloudbridge.store.PutOptions;
import io.cloudbridge.store.ReadOptions;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is left of properties and tags when a directory is copied or restored with the usual tools, and when files are changed by hand. */
class RestoreTest {

    private static final ObjectProperties PROPERTIES = new ObjectProperties(
            "text/csv; charset=utf-8", "gzip", "inline", "de", "no-store", null, Map.of("author", "Jürgen\n"));

    @TempDir
    Path directory;

    private Path root;

    @BeforeEach
    void fill() {
        root = directory.resolve("root");
        try (ObjectStore store = LocalStores.open(root)) {
            store.createBucket("bucket");
            for (String key : new String[] {"in/a.csv", "in", "in//b", ".hidden", "in/" + "x".repeat(300)}) {
                store.put(
                        ref(key),
                        Content.of(("content of " + key).getBytes()),
                        PutOptions.of(PROPERTIES).withTags(Map.of("kind", "x")));
            }
            store.put(ref("in/plain.txt"), Content.of("plain".getBytes()), PutOptions.NONE);
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = ';', textBlock = """
                    cp    ; cp -r root copy
                    cp    ; cp -a root copy
                    tar   ; mkdir copy && tar -C root --format=gnu -cf - . | tar -C copy -xf -
                    tar   ; mkdir copy && tar -C root --format=posix -cf - . | tar -C copy -xf -
                    tar   ; mkdir copy && tar -C root -cf - . | tar -C copy -xmf -
                    unzip ; (cd root && zip -qr ../root.zip .) && unzip -q root.zip -d copy
                    rsync ; rsync -a root/ copy/
                    rsync ; rsync -r root/ copy/
                    mv    ; mv root copy
                    touch ; cp -a root copy && find copy -type f -exec touch '{}' +
                    """)
    void propertiesAndTagsSurvive(String tool, String command) throws Exception {
        assumeTrue(new ProcessBuilder("which", tool).start().waitFor() == 0, tool + " is not installed");
        run(command);

        for (int opened = 0; opened < 2; opened++) {
            try (ObjectStore store = LocalStores.open(
                    Map.of("rootDirectory", directory.resolve("copy").toString(), "settleTime", "0"))) {
                assertThat(store.list(ListRequest.of("bucket", "")).objects())
                        .hasSize(6)
                        .allSatisfy(info -> {
                            assertThat(store.head(info.ref(), ReadOptions.NONE)).isEqualTo(info);
                            assertThat(LocalStores.text(store, info.ref())).isNotEmpty();
                        })
                        .filteredOn(info -> !info.key().equals("in/plain.txt"))
                        .allSatisfy(info -> {
                            assertThat(info.properties()).isEqualTo(PROPERTIES);
                            assertThat(store.tags(info.ref())).isEqualTo(Map.of("kind", "x"));
                            assertThat(info.checksum()).isNotNull();
                        });
            }
        }
    }

    @Test
    void aFileThatIsRewrittenHasNoneOfTheOldProperties() throws Exception {
        Path file = root.resolve("bucket/in/a.csv");
        String same = "C" + Files.readString(file).substring(1);
        for (String content : new String[] {same, "shorter"}) {
            Files.writeString(file, content);
            try (ObjectStore store = LocalStores.open(root)) {
                ObjectInfo info = store.head(ref("in/a.csv"), ReadOptions.NONE);
                assertThat(info.properties()).isEqualTo(ObjectProperties.NONE.withContentType("text/csv"));
                assertThat(info.checksum()).isNull();
                assertThat(store.tags(ref("in/a.csv"))).isEmpty();
            }
        }
    }

    /** A program that keeps the time, by another file or in place; and a clock that goes in seconds. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aFileThatIsRewrittenAndKeepsSizeAndTimeHasNoneOfTheOldProperties(boolean sameFile) throws Exception {
        Path file = root.resolve("bucket/in/a.csv");
        byte[] old = Files.readAllBytes(file);
        FileTime time = Files.getLastModifiedTime(file);
        try (ObjectStore store = LocalStores.open(root)) {
            if (sameFile) {
                time = FileTime.from(Instant.now().truncatedTo(ChronoUnit.SECONDS));
                Files.setLastModifiedTime(file, time);
                assertThat(store.head(ref("in/a.csv"), ReadOptions.NONE).properties())
                        .isEqualTo(PROPERTIES);
            } else {
                Files.move(file, root.resolve("bucket/kept"));
            }
            Files.writeString(file, "C" + new String(old).substring(1));
            Files.setLastModifiedTime(file, time);
            ObjectInfo info = store.head(ref("in/a.csv"), ReadOptions.NONE);
            assertThat(info.properties()).isEqualTo(ObjectProperties.NONE.withContentType("text/csv"));
            assertThat(info.checksum()).isNull();
            assertThat(LocalStores.text(store, info.ref())).startsWith("C");
        }
    }

    @Test
    void aRestoreOfTheOldContentBringsBackItsProperties() throws Exception {
        Path file = root.resolve("bucket/in/a.csv");
        String old = Files.readString(file);
        try (ObjectStore store = LocalStores.open(root)) {
            Files.writeString(file, "rewritten");
            assertThat(store.head(ref("in/a.csv"), ReadOptions.NONE).metadata()).isEmpty();
            Files.writeString(file, old);
            assertThat(store.head(ref("in/a.csv"), ReadOptions.NONE).properties())
                    .isEqualTo(PROPERTIES);
        }
    }

    @Test
    void onlyObjectsWithPropertiesOfTheirOwnHaveSidecars() throws Exception {
        try (ObjectStore store = LocalStores.open(root);
                var sidecars = Files.walk(root.resolve("bucket/.cloudbridge/meta"))) {
            assertThat(sidecars.filter(Files::isRegularFile)).hasSize(5);
            ObjectInfo plain = store.head(ref("in/plain.txt"), ReadOptions.NONE);
            assertThat(plain.properties()).isEqualTo(ObjectProperties.NONE.withContentType("text/plain"));
        }
    }

    private void run(String command) throws Exception {
        File log = directory.resolve("log").toFile();
        Process process = new ProcessBuilder("sh", "-c", command)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log)
                .start();
        assertThat(process.waitFor())
                .as(command + Files.readString(log.toPath()))
                .isZero();
    }

    private static ObjectRef ref(String key) {
        return new ObjectRef("bucket", key);
    }
}
