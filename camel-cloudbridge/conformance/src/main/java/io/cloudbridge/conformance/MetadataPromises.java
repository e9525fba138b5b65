/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.cloudbridge.store.ByteRange;
import io.cloudbridge.store.Capabilities.Feature;
import io.cloudbridge.store.CloudBridgeException;
import io.cloudbridge.store.CopyOptions;
import io.cloudbridge.store.ObjectInfo;
import io.cloudbridge.store.ObjectProperties;
import io.cloudbridge.store.ObjectReader;
import io.cloudbridge.store.PutOptions;
import io.cloudbridge.store.PutResult;
import io.cloudbridge.store.ReadOptions;
import io.cloudbridge.store.TransferSettings;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What travels with an object arrives unchanged, or is refused; it is never bent. */
public interface MetadataPromises extends StoreFixture {

    /** Every content header and two entries of metadata. */
    private static ObjectProperties everything() {
        return ObjectProperties.NONE
                .withContentType("text/csv; charset=utf-8")
                .withContentEncoding("identity")
                .withContentDisposition("attachment; filename=\"report 1.csv\"")
                .withContentLanguage("en-GB")
                .withCacheControl("private, max-age=3600")
                .withMetadata(Map.of("author", "Ada Lovelace", "revision", "7"));
    }

    private ObjectInfo stored(String key, ObjectProperties properties) {
        put(at(key), Samples.text("content"), PutOptions.of(properties));
        return head(at(key));
    }

    /** The value arrives as it is, or is refused and nothing is stored. */
    private void metadataIsItselfOrRefused(String key, String name, String value) {
        PutOptions options = PutOptions.of(ObjectProperties.NONE.withMetadata(Map.of(name, value)));
        try {
            put(at(key), Samples.text("content"), options);
        } catch (CloudBridgeException.InvalidRequest refused) {
            assertThat(refused).hasMessageContaining("metadata");
            assertMissing(at(key));
            return;
        }
        assertThat(head(at(key)).metadata()).containsExactlyEntriesOf(Map.of(name, value));
    }

    @Test
    default void theContentTypeArrives() {
        assertThat(stored("meta/type", ObjectProperties.NONE.withContentType("application/json; charset=utf-8"))
                        .contentType())
                .isEqualTo("application/json; charset=utf-8");
    }

    @Test
    default void withoutAContentTypeItIsOctetStream() {
        assertThat(stored("meta/no-type", ObjectProperties.NONE).contentType()).isEqualTo("application/octet-stream");
    }

    @Test
    default void theContentEncodingArrives() {
        ObjectProperties given = ObjectProperties.NONE.withContentEncoding("identity");
        assertThat(stored("meta/encoding", given).properties().contentEncoding())
                .isEqualTo("identity");
    }

    @Test
    default void contentEncodedWithGzipIsNotDecoded() {
        byte[] notReallyZipped = Samples.text("the store must not look inside");
        put(
                at("meta/gzip"),
                notReallyZipped,
                PutOptions.of(ObjectProperties.NONE.withContentEncoding("gzip").withContentType("text/plain")));
        assertContent(at("meta/gzip"), notReallyZipped);
        assertThat(head(at("meta/gzip")).properties().contentEncoding()).isEqualTo("gzip");
    }

    @Test
    default void theContentDispositionArrives() {
        String value = "attachment; filename=\"a b.txt\"";
        ObjectProperties given = ObjectProperties.NONE.withContentDisposition(value);
        assertThat(stored("meta/disposition", given).properties().contentDisposition())
                .isEqualTo(value);
    }

    @Test
    default void theContentLanguageArrives() {
        ObjectProperties given = ObjectProperties.NONE.withContentLanguage("de-CH");
        assertThat(stored("meta/language", given).properties().contentLanguage())
                .isEqualTo("de-CH");
    }

    @Test
    default void theCacheControlArrives() {
        ObjectProperties given = ObjectProperties.NONE.withCacheControl("no-cache, max-age=0");
        assertThat(stored("meta/cache", given).properties().cacheControl()).isEqualTo("no-cache, max-age=0");
    }

    @Test
    default void allPropertiesArriveTogetherByHeadAndByRead() {
        ObjectInfo head = stored("meta/all", everything());
        assertThat(head.properties().withStorageClass(null)).isEqualTo(everything());
        try (ObjectReader reader = store().read(at("meta/all"), ByteRange.ALL, ReadOptions.NONE)) {
            assertThat(reader.info().properties().withStorageClass(null)).isEqualTo(everything());
        }
    }

    @Test
    default void namesOfMetadataAreInLowerCase() {
        ObjectProperties given = ObjectProperties.NONE.withMetadata(Map.of("MixedCase", "Value"));
        assertThat(stored("meta/case", given).metadata()).containsExactlyEntriesOf(Map.of("mixedcase", "Value"));
    }

    @Test
    default void metadataWithSeparatorsInItsNameIsItselfOrRefused() {
        metadataIsItselfOrRefused("meta/dash", "with-dash", "value");
        metadataIsItselfOrRefused("meta/underscore", "with_underscore", "value");
        metadataIsItselfOrRefused("meta/dot", "with.dot", "value");
        metadataIsItselfOrRefused("meta/digit", "1st", "value");
    }

    @Test
    default void metadataWithABrokenNameIsItselfOrRefused() {
        metadataIsItselfOrRefused("meta/space-name", "with space", "value");
        metadataIsItselfOrRefused("meta/colon-name", "with:colon", "value");
        metadataIsItselfOrRefused("meta/unicode-name", "größe", "value");
    }

    @Test
    default void metadataWithAccentsIsItselfOrRefused() {
        metadataIsItselfOrRefused("meta/accents", "place", "Zürich, Łódź");
    }

    @Test
    default void metadataBeyondSixteenBitsIsItselfOrRefused() {
        metadataIsItselfOrRefused("meta/emoji", "mood", "报告 😀");
    }

    @Test
    default void metadataThatLooksEncodedIsItselfOrRefused() {
        metadataIsItselfOrRefused("meta/percent", "encoded", "100%25 a+b =?UTF-8?Q?x?=");
    }

    @Test
    default void metadataWithQuotesAndCommasIsItselfOrRefused() {
        metadataIsItselfOrRefused("meta/quotes", "quoted", "\"a\", 'b'; c=d\\e");
    }

    @Test
    default void controlCharactersAreRefusedBeforeAnyRequest() {
        put("meta/control", Samples.text("content"));
        for (String text : List.of("first\r\nx-injected: second", "a\nb", "a\rb", "a\u0000b", "a\u0007b", "a\u0085b")) {
            List<ObjectProperties> all = List.of(
                    ObjectProperties.NONE.withMetadata(Map.of("name", text)),
                    ObjectProperties.NONE.withMetadata(Map.of("x" + text, "value")),
                    ObjectProperties.NONE.withContentType("text/" + text),
                    ObjectProperties.NONE.withContentEncoding(text),
                    ObjectProperties.NONE.withContentDisposition(text),
                    ObjectProperties.NONE.withContentLanguage(text),
                    ObjectProperties.NONE.withCacheControl(text));
            watched().forget();
            for (ObjectProperties properties : all) {
                PutOptions options = PutOptions.of(properties);
                assertRefused(
                        CloudBridgeException.InvalidRequest.class,
                        () -> put(at("meta/control-new"), Samples.text("x"), options));
                assertRefused(CloudBridgeException.InvalidRequest.class, () -> store().setProperties(
                                at("meta/control"), properties, null));
                assertRefused(CloudBridgeException.InvalidRequest.class, () -> store().copy(
                                at("meta/control"),
                                store(),
                                at("meta/control-new"),
                                new CopyOptions(null, options, false),
                                TransferSettings.DEFAULTS));
            }
            if (has(Feature.TAGS)) {
                assertRefused(CloudBridgeException.InvalidRequest.class, () -> store().setTags(
                                at("meta/control"), Map.of("name", text)));
            }
            assertThat(watched().calls()).as("requests").isZero();
        }
    }

    @Test
    default void metadataWithSpacesAroundIsItselfOrRefused() {
        metadataIsItselfOrRefused("meta/spaces", "padded", " padded ");
    }

    @Test
    default void metadataWithAnEmptyValueIsItselfOrRefused() {
        metadataIsItselfOrRefused("meta/empty", "empty", "");
    }

    @Test
    default void metadataOf200CharactersArrives() {
        ObjectProperties given = ObjectProperties.NONE.withMetadata(Map.of("long", "v".repeat(200)));
        assertThat(stored("meta/long", given).metadata()).containsEntry("long", "v".repeat(200));
    }

    @Test
    default void aNewUploadReplacesAllProperties() {
        stored("meta/replaced", everything());
        ObjectInfo plain = stored("meta/replaced", ObjectProperties.NONE.withContentType("text/plain"));
        assertThat(plain.properties().withStorageClass(null))
                .isEqualTo(ObjectProperties.NONE.withContentType("text/plain"));
    }

    @Test
    default void setPropertiesReplacesPropertiesAndKeepsContent() {
        byte[] content = Samples.bytes(100, 5000);
        put(at("meta/set"), content, PutOptions.of(everything()));
        ObjectProperties other = ObjectProperties.NONE
                .withContentType("text/html")
                .withCacheControl("no-store")
                .withMetadata(Map.of("reviewed", "yes"));
        PutResult result = store().setProperties(at("meta/set"), other, null);

        assertContent(at("meta/set"), content);
        ObjectInfo head = head(at("meta/set"));
        assertThat(head.properties().withStorageClass(null)).isEqualTo(other);
        assertThat(head.etag()).isEqualTo(result.etag());
    }

    @Test
    default void setPropertiesOfAnObjectOfPartsKeepsContent() {
        byte[] content = Samples.bytes(101, partSize() + 10L);
        put(at("meta/set-parts"), content, PutOptions.NONE);
        store().setProperties(
                        at("meta/set-parts"),
                        ObjectProperties.NONE.withContentType("text/x-parts").withMetadata(Map.of("a", "b")),
                        null);

        assertContent(at("meta/set-parts"), content);
        assertThat(head(at("meta/set-parts")).contentType()).isEqualTo("text/x-parts");
        assertThat(head(at("meta/set-parts")).metadata()).containsEntry("a", "b");
    }

    @Test
    default void setPropertiesOfNothingRemovesThem() {
        put(at("meta/unset"), Samples.text("content"), PutOptions.of(everything()));
        store().setProperties(at("meta/unset"), ObjectProperties.NONE, null);

        ObjectProperties left = head(at("meta/unset")).properties().withStorageClass(null);
        assertThat(left.metadata()).isEmpty();
        assertThat(left.cacheControl()).isNull();
        assertThat(left.contentDisposition()).isNull();
        assertThat(left.contentLanguage()).isNull();
        assertThat(left.contentEncoding()).isNull();
        assertContent(at("meta/unset"), Samples.text("content"));
    }

    @Test
    default void setPropertiesOfAMissingObjectFails() {
        assertRefused(CloudBridgeException.ObjectNotFound.class, () -> store().setProperties(
                        at("meta/missing"), everything(), null));
        assertMissing(at("meta/missing"));
    }

    @Test
    default void setPropertiesHoldsToItsCondition() {
        String etag = put(at("meta/conditional"), Samples.text("content"), PutOptions.of(everything()))
                .etag();
        ObjectProperties other = ObjectProperties.NONE.withContentType("text/html");
        if (!has(Feature.REPLACE_IF_MATCH)) {
            assertUnsupported(() -> store().setProperties(at("meta/conditional"), other, etag));
            return;
        }
        assertRefused(CloudBridgeException.PreconditionFailed.class, () -> store().setProperties(
                        at("meta/conditional"), other, "0123456789abcdef0123456789abcdef"));
        assertThat(head(at("meta/conditional")).metadata())
                .isEqualTo(everything().metadata());
        store().setProperties(at("meta/conditional"), other, etag);
        assertThat(head(at("meta/conditional")).contentType()).isEqualTo("text/html");
    }
}
