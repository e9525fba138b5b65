/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A file that another program changes while it is sent, in one request and in parts. */
class ChangingFileTest extends EngineFixture {

    @TempDir
    Path directory;

    private interface Change {
        void to(Path file, int size) throws IOException;
    }

    static Stream<Arguments> changes() {
        Change grows = (file, size) -> Files.write(file, new byte[10], StandardOpenOption.APPEND);
        Change shrinks = (file, size) -> Files.write(file, random(size / 2));
        Change isRewritten = (file, size) -> {
            Files.write(file, new byte[size]);
            // the clock of a file system ticks in milliseconds
            Files.setLastModifiedTime(file, FileTime.from(Instant.now().plusMillis(20)));
        };
        Change isReplaced = (file, size) -> {
            Path other = Files.write(file.resolveSibling("other"), new byte[size]);
            Files.setLastModifiedTime(other, Files.getLastModifiedTime(file));
            Files.move(other, file, StandardCopyOption.REPLACE_EXISTING);
        };
        Change vanishes = (file, size) -> Files.delete(file);
        return Stream.of(grows, shrinks, isRewritten, isReplaced, vanishes)
                .flatMap(change -> Stream.of(2000, 9000).map(size -> Arguments.of(change, size)));
    }

    /** Changes the file when the first bytes of a request were read, then reads on. */
    private static final class SlowStore extends MemoryStore {
        private final Runnable change;
        private boolean changed;

        private SlowStore(Runnable change) {
            this.change = change;
        }

        @Override
        InputStream sent(InputStream in) throws IOException {
            byte[] start = in.readNBytes(100);
            synchronized (this) {
                if (!changed) {
                    changed = true;
                    change.run();
                }
            }
            return new java.io.SequenceInputStream(new java.io.ByteArrayInputStream(start), in);
        }
    }

    @ParameterizedTest
    @MethodSource("changes")
    void anUploadFailsBeforeAnythingIsVisible(Change change, int size) throws IOException {
        Path file = Files.write(directory.resolve("body"), random(size));
        SlowStore store = new SlowStore(() -> {
            try {
                change.to(file, size);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        byte[] old = {1, 2, 3};
        store.objects.put("k", MemoryStore.stored(ref("k"), old));

        assertThatThrownBy(() -> client(store).upload(ref("k"), Source.ofFile(file), PutOptions.NONE, SMALL))
                .isInstanceOf(CloudBridgeException.InvalidRequest.class)
                .hasMessageContaining(file.toString());
        assertThat(store.bytes("k")).isEqualTo(old);
        assertThat(store.uploads).isEmpty();
        assertThat(store.calls.stream().filter(call -> call.startsWith("put")).count())
                .as("tries")
                .isLessThanOrEqualTo(1);
    }

    @ParameterizedTest
    @MethodSource("sizes")
    void aFileThatStaysIsUploaded(int size) throws IOException {
        Path file = Files.write(directory.resolve("body"), random(size));
        MemoryStore store = new MemoryStore();
        client(store).upload(ref("k"), Source.ofFile(file), PutOptions.NONE, SMALL);
        assertThat(store.bytes("k")).isEqualTo(random(size));
    }

    static Stream<Integer> sizes() {
        return Arrays.asList(0, 1, 2000, 2500, 9000).stream();
    }
}
