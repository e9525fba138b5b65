/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.it.azure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.cloudbridge.conformance.Samples;
import io.cloudbridge.conformance.StoreConformance;
import io.cloudbridge.store.CloudBridgeException;
import io.cloudbridge.store.ListRequest;
import io.cloudbridge.store.MultipartUpload;
import io.cloudbridge.store.ObjectInfo;
import io.cloudbridge.store.PresignRequest;
import io.cloudbridge.store.PutOptions;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Every promise of a store, by account key; and where Azure, or Azurite, cannot keep one. */
class AzuriteStoreConformanceTest extends StoreConformance {

    @Override
    public String provider() {
        return "azure";
    }

    @Override
    protected Map<String, ?> settings() {
        return Azurite.byKey();
    }

    @Override
    public String otherStorageClass() {
        return "Cool";
    }

    @Override
    public String encryptionKey() {
        return "some-scope";
    }

    /** It ignores encryption scopes. */
    @Override
    @Test
    public void encryptionWithAKeyOfTheUserIsTransparent() {
        assertThatExceptionOfType(CloudBridgeException.Unsupported.class)
                .isThrownBy(super::encryptionWithAKeyOfTheUserIsTransparent)
                .withMessageContaining("encrypts by scope some-scope");
        assertMissing(at("encrypted/kms"));
    }

    /** Azurite pages in the order of UTF-16, in which emoji come before U+E000; within a page the driver puts them right. */
    @Override
    @Test
    public void pagesOfUnicodeKeysGoOnInTheOrderOfUtf8Bytes() {
        List<String> keys = List.of("uni/a b", "uni/\u00e9", "uni/\uE000", "uni/\uD83D\uDE00");
        keys.forEach(key -> put(key, Samples.text(key)));

        assertThat(keys("uni/")).isEqualTo(keys);
        assertThat(keys(ListRequest.of(bucket(), "uni/").withPageSize(1)))
                .containsExactly("uni/a b", "uni/\u00e9", "uni/\uD83D\uDE00", "uni/\uE000");
    }

    /** Azure: a list of blocks drops all blocks that it does not name, those of other uploads of the key too. */
    @Override
    @Test
    public void twoUploadsInPartsOfOneKeyDoNotMix() {
        MultipartUpload one = watched().startMultipart(at("parts/two"), PutOptions.NONE);
        MultipartUpload other = watched().startMultipart(at("parts/two"), PutOptions.NONE);
        MultipartUpload.Part ofOne = one.uploadPart(1, io.cloudbridge.store.Content.of(Samples.text("one")));
        MultipartUpload.Part ofOther = other.uploadPart(1, io.cloudbridge.store.Content.of(Samples.text("other")));
        one.complete(List.of(ofOne));

        assertThatExceptionOfType(CloudBridgeException.InvalidState.class)
                .isThrownBy(() -> other.complete(List.of(ofOther)))
                .withMessageContaining("another upload of the same key");
        other.abort();
        assertContent(at("parts/two"), Samples.text("one"));
    }

    /** For the same reason; those that lose are told so, and one content is there whole. */
    @Override
    @Test
    public void fourWritersOfOneKeyInPartsLeaveOneWholeContent() {
        byte[] content = Samples.bytes(2000, partSize() + 1000);
        List<Thread> writers = new ArrayList<>();
        List<RuntimeException> failures = java.util.Collections.synchronizedList(new ArrayList<>());
        for (int i = 0; i < 4; i++) {
            Thread writer = new Thread(() -> {
                try {
                    put(at("writers/parts"), content, PutOptions.NONE);
                } catch (RuntimeException e) {
                    failures.add(e);
                }
            });
            writers.add(writer);
            writer.start();
        }
        writers.forEach(writer -> {
            try {
                writer.join();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
        assertThat(failures).hasSizeLessThan(4).allMatch(CloudBridgeException.InvalidState.class::isInstance);
        assertContent(at("writers/parts"), content);
    }

    /** Azure: who may look may read. */
    @Override
    @Test
    public void aHeadUrlDoesNotGet() {
        put("limit/head-get", Samples.text("kept"));
        PresignRequest request =
                new PresignRequest(PresignRequest.Method.HEAD, at("limit/head-get"), Duration.ofMinutes(5));

        HttpRequest get = HttpRequest.newBuilder(store().presign(request).url()).build();
        assertThat(HttpClient.newHttpClient()
                        .sendAsync(get, BodyHandlers.ofString())
                        .join()
                        .body())
                .isEqualTo(new String(Samples.text("kept"), StandardCharsets.UTF_8));
    }

    /** Azurite keeps no versions: a listing of versions is one of objects. */
    @Override
    @Test
    public void versionsAreListedReadAndDeletedOneByOne() {
        put("versions/one", Samples.text("first"));
        put("versions/one", Samples.text("second"));
        List<ObjectInfo> versions = new ArrayList<>();
        store().listVersions(ListRequest.of(bucket(), "versions/one")).forEachRemaining(versions::add);

        assertThat(versions).extracting(ObjectInfo::key).containsExactly("versions/one");
        assertThat(versions).extracting(ObjectInfo::versionId).containsOnlyNulls();
    }

    @Override
    @Test
    public void aVersionIsMovedWithoutTheOthers() {
        versionsAreListedReadAndDeletedOneByOne();
    }

    @Override
    @Test
    public void tagsAreThoseOfAVersion() {
        versionsAreListedReadAndDeletedOneByOne();
    }

    @Override
    @Test
    public void aDeletedObjectKeepsItsVersions() {
        put("versions/deleted", Samples.text("gone"));
        store().delete(new io.cloudbridge.store.DeleteRequest(at("versions/deleted")));

        assertThat(store().listVersions(ListRequest.of(bucket(), "versions/deleted"))
                        .hasNext())
                .isFalse();
    }
}
