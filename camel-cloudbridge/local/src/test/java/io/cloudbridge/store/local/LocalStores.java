/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.store.local;

import io.cloudbridge.store.ByteRange;
import io.cloudbridge.store.ListRequest;
import io.cloudbridge.store.ObjectContent;
import io.cloudbridge.store.ObjectInfo;
import io.cloudbridge.store.ObjectPage;
import io.cloudbridge.store.ObjectRef;
import io.cloudbridge.store.ObjectStore;
import io.cloudbridge.store.ReadOptions;
import io.cloudbridge.store.StoreConfig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Stores for tests, and what they hold. */
final class LocalStores {

    private LocalStores() {}

    static ObjectStore open(Path root) {
        return open(Map.of("rootDirectory", root.toString()));
    }

    static ObjectStore open(Map<String, ?> settings) {
        return new LocalProvider().open(new StoreConfig("local", settings));
    }

    static String text(ObjectStore store, ObjectRef ref) {
        try (ObjectContent content = store.read(ref, ByteRange.ALL, ReadOptions.NONE)) {
            return new String(content.stream().readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static List<ObjectInfo> list(ObjectStore store, String bucket, String prefix) {
        List<ObjectInfo> all = new ArrayList<>();
        ListRequest request = ListRequest.of(bucket, prefix);
        for (ObjectPage page = store.list(request); ; page = store.list(request.withPageToken(page.nextToken()))) {
            all.addAll(page.objects());
            if (page.isLast()) {
                return all;
            }
        }
    }

    static List<String> keys(ObjectStore store, String bucket, String prefix) {
        return list(store, bucket, prefix).stream().map(ObjectInfo::key).toList();
    }

    /** Temporary files and parts in every bucket. */
    static List<Path> leftovers(Path root) {
        List<Path> found = new ArrayList<>();
        try (Stream<Path> buckets = Files.list(root)) {
            for (Path bucket : buckets.toList()) {
                for (String kind : List.of("tmp", "uploads")) {
                    Path directory = bucket.resolve(KeyEncoding.HIDDEN).resolve(kind);
                    if (Files.isDirectory(directory)) {
                        try (Stream<Path> files = Files.list(directory)) {
                            found.addAll(files.toList());
                        }
                    }
                }
            }
            return found;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
