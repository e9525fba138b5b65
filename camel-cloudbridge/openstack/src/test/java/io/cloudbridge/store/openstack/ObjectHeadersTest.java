/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.store.openstack;

import static org.assertj.core.api.Assertions.assertThat;

import io.cloudbridge.store.ObjectInfo;
import io.cloudbridge.store.ObjectProperties;
import io.cloudbridge.store.ObjectRef;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ObjectHeadersTest {

    private static final ObjectRef REF = new ObjectRef("b", "k");

    private static ObjectInfo info(Map<String, String> headers) {
        return ObjectHeaders.info(REF, Answers.answer("HEAD", 200, headers, ""));
    }

    private static Map<String, String> written(ObjectProperties properties) {
        SwiftCall call = SwiftCall.of("PUT", REF);
        ObjectHeaders.write(properties, call);
        return call.headers;
    }

    @Test
    void metadataThatHeadersCannotHoldComesBack() {
        Map<String, String> metadata = Map.of(
                "a_b", "1", "a-b", "2", "dot.x", "3", "ü", "ö and ü", "blank", " x ", "empty", "", "percent", "50%41");
        Map<String, String> sent = written(ObjectProperties.NONE.withMetadata(metadata));
        assertThat(sent.keySet()).allMatch(name -> name.matches("X-Object-Meta-[a-z0-9%A-F-]+"));
        assertThat(sent.values()).allMatch(value -> value.matches("[ -~]+"));
        assertThat(info(sent).metadata()).isEqualTo(metadata);
    }

    @Test
    void plainMetadataIsReadableForOtherClients() {
        assertThat(written(ObjectProperties.NONE.withMetadata(Map.of("colour", "blue"))))
                .containsEntry("X-Object-Meta-colour", "blue");
    }

    @Test
    void aValueThatLooksEncodedComesBackAsItWas() {
        String word = "=?UTF-8?B?w7w=?=";
        Map<String, String> sent = written(ObjectProperties.NONE.withMetadata(Map.of("w", word)));
        assertThat(info(sent).metadata()).containsEntry("w", word);
    }

    @Test
    void readsTheUtf8OfOtherClients() {
        String latin = new String("grün".getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
        assertThat(info(Map.of("X-Object-Meta-Colour", latin)).metadata()).containsEntry("colour", "grün");
    }

    @Test
    void theEtagOfAPlainObjectIsItsMd5() {
        ObjectInfo info = info(Map.of("Etag", "900150983cd24fb0d6963f7d28e17f72", "Content-Length", "3"));
        assertThat(info.etag()).isEqualTo("900150983cd24fb0d6963f7d28e17f72");
        assertThat(info.checksum().hex()).isEqualTo("900150983cd24fb0d6963f7d28e17f72");
    }

    @Test
    void theEtagOfALargeObjectIsNotItsMd5() {
        ObjectInfo slo = info(Map.of("Etag", "\"900150983cd24fb0d6963f7d28e17f72\"", "X-Static-Large-Object", "True"));
        assertThat(slo.etag()).isEqualTo("900150983cd24fb0d6963f7d28e17f72");
        assertThat(slo.checksum()).isNull();
        ObjectInfo dlo = info(Map.of("Etag", "\"900150983cd24fb0d6963f7d28e17f72\"", "X-Object-Manifest", "c/p"));
        assertThat(dlo.checksum()).isNull();
    }

    @Test
    void theMarkOfCephIsNoMetadata() {
        ObjectInfo slo = info(
                Map.of("X-Static-Large-Object", "True", "X-Object-Meta-Static-Large-Object", "True", "Etag", "\"x\""));
        assertThat(slo.metadata()).isEmpty();
        assertThat(info(Map.of("X-Object-Meta-Static-Large-Object", "True")).metadata())
                .isEmpty();
    }

    @Test
    void metadataNamedAsAMarkIsKeptApartFromIt() {
        for (String name : new String[] {"static-large-object", "cloudbridge-crc32c"}) {
            Map<String, String> metadata = Map.of(name, "the user's");
            Map<String, String> sent = written(ObjectProperties.NONE.withMetadata(metadata));
            assertThat(sent).as(name).doesNotContainKey("X-Object-Meta-" + name);
            assertThat(info(sent).metadata()).isEqualTo(metadata);
        }
    }

    @Test
    void whatTheAnswerDoesNotTellIsUnknown() {
        assertThat(info(Map.of()).size()).isEqualTo(-1);
        assertThat(info(Map.of("Last-Modified", "yesterday")).lastModified()).isNull();
    }

    @Test
    void theSizeOfARangeIsThatOfTheWholeObject() {
        Map<String, String> part = Map.of("Content-Length", "10", "Content-Range", "bytes 5-14/1234");
        assertThat(ObjectHeaders.info(REF, Answers.answer("HEAD", 206, part, ""))
                        .size())
                .isEqualTo(1234);
    }

    @Test
    void lastModifiedIsExactAndNotRoundedUp() {
        assertThat(info(Map.of("X-Timestamp", "1795339210.24532", "Last-Modified", "Sun, 22 Nov 2026 09:20:11 GMT"))
                        .lastModified())
                .isEqualTo(Instant.parse("2026-11-22T09:20:10.245320Z"));
        assertThat(info(Map.of("Last-Modified", "Sun, 22 Nov 2026 09:20:11 GMT"))
                        .lastModified())
                .isEqualTo(Instant.parse("2026-11-22T09:20:11Z"));
    }
}
