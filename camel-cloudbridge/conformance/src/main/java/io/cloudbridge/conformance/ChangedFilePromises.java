/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.cloudbridge.store.Capabilities.Feature;
import io.cloudbridge.store.CloudBridgeException;
import io.cloudbridge.store.Content;
import io.cloudbridge.store.MultipartUpload;
import io.cloudbridge.store.ObjectRef;
import io.cloudbridge.store.PutOptions;
import io.cloudbridge.store.PutResult;
import io.cloudbridge.store.Source;
import io.cloudbridge.store.StoreClient;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A file that is changed while it is uploaded is not stored, however it changes and whenever: the old object stays. */
public interface ChangedFilePromises extends StoreFixture {

    /** What another program does to the file. */
    interface Change {
        void apply(Path file, byte[] content) throws IOException;
    }

    /** Changes the file before the driver reads it for the first time, the second and so on, and in the middle of each reading. */
    private void isNeverStored(String key, int size, Path directory, Change change) {
        byte[] old = Samples.text("old");
        byte[] content = Samples.bytes(210, size);
        put(key, old);
        int readings = 1;
        for (int reading = 1; reading <= readings; reading++) {
            for (boolean inTheMiddle : new boolean[] {false, true}) {
                Path file = written(directory.resolve("body"), content);
                ChangingStore store = new ChangingStore(watched(), file, content, change, reading, inTheMiddle);
                StoreClient client = StoreClient.of(provider(), store, 1, engine());
                try {
                    client.upload(at(key), Source.ofFile(file), PutOptions.NONE, smallParts());
                    assertThat(store.readings.get())
                            .as("a change that came too late")
                            .isLessThan(reading);
                    assertContent(at(key), content);
                    put(key, old);
                } catch (CloudBridgeException.InvalidRequest e) {
                    assertThat(e).hasMessageContaining("the body could not be read");
                    assertContent(at(key), old);
                }
                readings = Math.max(readings, Math.min(size > partSize() ? 2 : 3, store.readings.get()));
            }
        }
        if (has(Feature.UNFINISHED_UPLOADS)) {
            assertThat(watched().unfinishedUploads(bucket(), key)).isEmpty();
        }
    }

    private static Path written(Path file, byte[] content) {
        try {
            Files.write(file, content);
            // long ago, so that no clock is too coarse to tell
            Files.setLastModifiedTime(file, FileTime.from(Instant.now().minusSeconds(3600)));
            return file;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A store to which contents are handed that change their file when they are read. */
    final class ChangingStore extends ForwardingStore {
        private final AtomicInteger readings = new AtomicInteger();
        private final Path file;
        private final byte[] bytes;
        private final Change change;
        private final int when;
        private final boolean inTheMiddle;

        private ChangingStore(
                WatchedStore store, Path file, byte[] bytes, Change change, int when, boolean inTheMiddle) {
            super(store);
            this.file = file;
            this.bytes = bytes;
            this.change = change;
            this.when = when;
            this.inTheMiddle = inTheMiddle;
        }

        @Override
        public PutResult put(ObjectRef ref, Content content, PutOptions options) {
            return super.put(ref, changing(content), options);
        }

        @Override
        public MultipartUpload startMultipart(ObjectRef ref, PutOptions options) {
            MultipartUpload upload = super.startMultipart(ref, options);
            return new MultipartUpload() {
                @Override
                public String id() {
                    return upload.id();
                }

                @Override
                public boolean inOrder() {
                    return upload.inOrder();
                }

                @Override
                public Part uploadPart(int number, Content content) {
                    return upload.uploadPart(number, changing(content));
                }

                @Override
                public PutResult complete(List<Part> parts) {
                    return upload.complete(parts);
                }

                @Override
                public void abort() {
                    upload.abort();
                }
            };
        }

        private Content changing(Content content) {
            return new Content() {
                @Override
                public long length() {
                    return content.length();
                }

                @Override
                public InputStream open() throws IOException {
                    boolean now = readings.incrementAndGet() == when;
                    if (now && !inTheMiddle) {
                        change.apply(file, bytes);
                    }
                    InputStream in = content.open();
                    return now && inTheMiddle ? new Changing(in) : in;
                }
            };
        }

        @Override
        public void close() {
            // the store belongs to the suite
        }

        /** Changes the file after its first byte was read. */
        private final class Changing extends FilterInputStream {
            private boolean changed;

            private Changing(InputStream in) {
                super(in);
            }

            @Override
            public int read(byte[] target, int offset, int length) throws IOException {
                int n = super.read(target, offset, changed ? length : Math.min(1, length));
                if (!changed) {
                    changed = true;
                    change.apply(file, bytes);
                }
                return n;
            }

            @Override
            public int read() throws IOException {
                byte[] one = new byte[1];
                return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
            }
        }
    }

    @Test
    default void aFileThatGrowsIsNotStored(@TempDir Path directory) {
        Change grow = (file, content) -> Files.write(file, Arrays.copyOf(content, content.length + 100));
        isNeverStored("changed/grows", 5000, directory, grow);
    }

    @Test
    default void aFileThatShrinksIsNotStored(@TempDir Path directory) {
        Change shrink = (file, content) -> Files.write(file, Arrays.copyOf(content, content.length / 2));
        isNeverStored("changed/shrinks", 5000, directory, shrink);
        isNeverStored("changed/shrinks-parts", partSize() + 5000, directory, shrink);
    }

    @Test
    default void aFileThatIsRewrittenInPlaceIsNotStored(@TempDir Path directory) {
        Change rewrite = (file, content) -> Files.write(file, Samples.bytes(211, content.length));
        isNeverStored("changed/rewritten", 5000, directory, rewrite);
        isNeverStored("changed/rewritten-parts", partSize() + 5000, directory, rewrite);
    }

    @Test
    default void aFileThatIsReplacedAsAWholeIsNotMixed(@TempDir Path directory) {
        Change replace = (file, content) -> {
            Path other = written(file.resolveSibling("other"), Samples.bytes(212, content.length));
            Files.move(other, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        };
        isNeverStored("changed/replaced", 5000, directory, replace);
    }
}
