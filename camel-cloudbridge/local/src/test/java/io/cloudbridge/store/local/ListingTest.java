/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.store.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cloudbridge.store.CloudBridgeException;
import io.cloudbridge.store.Content;
import io.cloudbridge.store.DeleteRequest;
import io.cloudbridge.store.Keys;
import io.cloudbridge.store.ListRequest;
import io.cloudbridge.store.ObjectInfo;
import io.cloudbridge.store.ObjectPage;
import io.cloudbridge.store.ObjectRef;
import io.cloudbridge.store.ObjectStore;
import io.cloudbridge.store.PutOptions;
import io.cloudbridge.store.ReadOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableSet;
import java.util.Random;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ListingTest {

    private static final String[] PIECES = {
        "a",
        "b",
        "/",
        "/",
        "/",
        "-",
        ".",
        "..",
        "%",
        "%o",
        "%+",
        "+",
        "\n",
        "ü",
        "\uffee",
        "😀",
        "0",
        "~",
        ".cloudbridge",
        "x".repeat(130),
        "!"
    };

    @TempDir
    Path root;

    private ObjectStore store;
    private Root opened;

    @BeforeEach
    void open() throws IOException {
        store = LocalStores.open(root);
        opened = Root.open(root.toRealPath());
        store.createBucket("bucket");
    }

    @AfterEach
    void close() throws IOException {
        opened.close();
        store.close();
    }

    @Test
    void everyListingIsWhatAModelOfTheKeysSays() throws IOException {
        Random random = new Random(3);
        NavigableSet<String> keys = new TreeSet<>(Keys.ORDER);
        while (keys.size() < 80) {
            String key = text(random, 1 + random.nextInt(8));
            if (keys.add(key)) {
                put(key);
            }
        }
        for (int i = 0; i < 60; i++) {
            String some = new ArrayList<>(keys).get(random.nextInt(keys.size()));
            String prefix = random.nextInt(3) == 0 ? "" : some.substring(0, random.nextInt(Math.min(5, some.length())));
            String delimiter = List.of("", "/", "/", "-", "a", "//").get(random.nextInt(6));
            String after = random.nextBoolean() ? "" : random.nextBoolean() ? some : text(random, 3);
            if (!isWhole(prefix) || !isWhole(after)) {
                continue;
            }
            int size = 1 + random.nextInt(random.nextInt(4) == 0 ? 3 : 40);
            int window = random.nextBoolean() ? 3 : 1000;
            ListRequest request = new ListRequest("bucket", prefix, delimiter, after, size, null);
            LocalListings one = listings(window);
            List<String> expected = model(keys, request);
            assertThat(pages(request, () -> one)).as("%s", request).containsExactlyElementsOf(expected);
            assertThat(pages(request, () -> listings(window)))
                    .as("%s, each page by itself", request)
                    .containsExactlyElementsOf(expected);
        }
    }

    @Test
    void aListingTellsTheSameAsHead() {
        put("a");
        put("a/b");
        for (ObjectInfo info : LocalStores.list(store, "bucket", "")) {
            ObjectInfo head = store.head(info.ref(), ReadOptions.NONE);
            assertThat(info.etag()).isEqualTo(head.etag());
            assertThat(info.size()).isEqualTo(head.size());
            assertThat(info.lastModified()).isEqualTo(head.lastModified());
        }
    }

    @Test
    void emptyDirectoriesLinksAndHiddenFilesAreNotListed() throws IOException {
        put("a");
        Path bucket = root.resolve("bucket");
        Files.createDirectories(bucket.resolve("empty/deeper"));
        Files.createSymbolicLink(bucket.resolve("link"), bucket.resolve("a"));
        Files.createSymbolicLink(bucket.resolve("up"), root);
        Files.createDirectories(bucket.resolve("sub/.cloudbridge"));
        Files.writeString(bucket.resolve("sub/.cloudbridge/x"), "x");
        Files.createDirectories(bucket.resolve("sub/.snapshot"));
        for (String hidden : List.of("sub/.snapshot/x", ".report.csv.Qx3rT1", "sub/.report.csv")) {
            Files.setLastModifiedTime(Files.writeString(bucket.resolve(hidden), "x"), FileTime.fromMillis(0));
        }

        assertThat(LocalStores.keys(store, "bucket", "")).containsExactly("a");
        ObjectPage page = store.list(ListRequest.of("bucket", "").withDelimiter("/"));
        assertThat(page.commonPrefixes()).isEmpty();
    }

    @Test
    void aListingGoesOnWhileItsObjectsAreDeleted() {
        for (int i = 0; i < 50; i++) {
            put("k" + i + "/x");
        }
        ListRequest request = ListRequest.of("bucket", "").withPageSize(7);
        int seen = 0;
        String token = null;
        do {
            ObjectPage page = store.list(request.withPageToken(token));
            seen += page.objects().size();
            store.delete(
                    "bucket",
                    page.objects().stream()
                            .map(info -> new DeleteRequest(info.ref()))
                            .toList());
            token = page.nextToken();
        } while (token != null);
        assertThat(seen).isEqualTo(50);
        assertThat(LocalStores.keys(store, "bucket", "")).isEmpty();
    }

    @Test
    void aForeignPageTokenIsRefused() {
        for (String token : List.of("%%%", "eHg", "🙂")) {
            assertThatThrownBy(() -> store.list(ListRequest.of("bucket", "").withPageToken(token)))
                    .isInstanceOf(CloudBridgeException.InvalidRequest.class)
                    .hasMessageContaining("page token");
        }
    }

    @Test
    void aMissingBucketIsAnErrorAndAnEmptyOneIsNot() {
        assertThat(LocalStores.keys(store, "bucket", "")).isEmpty();
        assertThatThrownBy(() -> LocalStores.keys(store, "missing", "a/"))
                .isInstanceOf(CloudBridgeException.BucketNotFound.class);
    }

    private List<String> pages(ListRequest request, Supplier<LocalListings> listing) throws IOException {
        BucketDirectory bucket = new BucketDirectory(opened, "bucket", false);
        List<String> found = new ArrayList<>();
        String token = null;
        do {
            ObjectPage page = listing.get().page(bucket, request.withPageToken(token), 1000);
            assertThat(page.objects().size() + page.commonPrefixes().size()).isLessThanOrEqualTo(request.pageSize());
            List<String> names = new ArrayList<>(page.commonPrefixes());
            names.replaceAll(name -> "prefix " + name);
            page.objects().forEach(info -> names.add("object " + info.key()));
            names.sort((a, b) -> Keys.ORDER.compare(a.substring(7), b.substring(7)));
            found.addAll(names);
            token = page.nextToken();
        } while (token != null);
        return found;
    }

    private static LocalListings listings(int window) {
        return new LocalListings(window, new SettleTime(Duration.ofSeconds(1)));
    }

    private static List<String> model(NavigableSet<String> keys, ListRequest request) {
        List<String> expected = new ArrayList<>();
        for (String key : keys) {
            if (!key.startsWith(request.prefix()) || Keys.ORDER.compare(key, request.startAfter()) <= 0) {
                continue;
            }
            int end = request.delimiter().isEmpty()
                    ? -1
                    : key.indexOf(request.delimiter(), request.prefix().length());
            String name =
                    end < 0 ? key : key.substring(0, end + request.delimiter().length());
            String entry = (end < 0 ? "object " : "prefix ") + name;
            if (Keys.ORDER.compare(name, request.startAfter()) > 0 && !expected.contains(entry)) {
                expected.add(entry);
            }
        }
        return expected;
    }

    private static boolean isWhole(String text) {
        return text.isEmpty() || !Character.isHighSurrogate(text.charAt(text.length() - 1));
    }

    private static String text(Random random, int pieces) {
        StringBuilder text = new StringBuilder();
        for (int n = 0; n < pieces; n++) {
            text.append(PIECES[random.nextInt(PIECES.length)]);
        }
        return text.toString();
    }

    private void put(String key) {
        store.put(new ObjectRef("bucket", key), Content.of(new byte[1]), PutOptions.NONE);
    }
}
