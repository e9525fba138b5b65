/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HeaderValuesTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a\r\nx-amz-acl: public-read",
                "a\nb",
                "a\rb",
                "a\0b",
                "a\u0007b",
                "a\u007fb",
                "a\u0085b",
                "\ud800"
            })
    void controlCharactersAreRefusedInEveryProperty(String value) {
        refused(ObjectProperties.NONE.withContentType(value), "contentType");
        refused(ObjectProperties.NONE.withContentType("text/plain; charset=" + value), "contentType");
        refused(ObjectProperties.NONE.withContentEncoding(value), "contentEncoding");
        refused(ObjectProperties.NONE.withContentDisposition(value), "contentDisposition");
        refused(ObjectProperties.NONE.withContentLanguage(value), "contentLanguage");
        refused(ObjectProperties.NONE.withCacheControl(value), "cacheControl");
        refused(ObjectProperties.NONE.withStorageClass(value), "storageClass");
        refused(ObjectProperties.NONE.withMetadata(Map.of("author", value)), "metadata 'author'");
        refused(ObjectProperties.NONE.withMetadata(Map.of("a" + value, "x")), "metadata");
        assertThatThrownBy(() -> PutOptions.NONE.withTags(Map.of("team", value)))
                .isInstanceOf(CloudBridgeException.InvalidRequest.class)
                .hasMessageContaining("tag 'team'");
        assertThatThrownBy(() -> new PresignRequest(
                        PresignRequest.Method.GET, new ObjectRef("b", "k"), Duration.ofHours(1), null, null, value))
                .isInstanceOf(CloudBridgeException.InvalidRequest.class)
                .hasMessageContaining("responseContentDisposition");
    }

    private static void refused(ObjectProperties properties, String words) {
        assertThatThrownBy(properties::typed)
                .isInstanceOf(CloudBridgeException.InvalidRequest.class)
                .hasMessageContaining(words)
                .message()
                .doesNotContain("\n", "\r", "\0");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"text", "text/", "/plain", "text/plain, text/html", "text /plain", "text/plain; charset", "<b>/x"
            })
    void aContentTypeThatIsNoneIsRefused(String type) {
        refused(ObjectProperties.NONE.withContentType(type), "media type");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "text/plain",
                "text/plain;charset=utf-8",
                "text/plain ; charset=\"utf-8\"; format=flowed",
                "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
                "multipart/form-data; boundary=\"a b\\\"c\"",
                "text/plain;",
                "binary/octet-stream"
            })
    void contentTypesStayAsTheyAre(String type) {
        assertThat(ObjectProperties.NONE.withContentType(type).typed().contentType())
                .isEqualTo(type);
    }

    @Test
    void conditionsAreCheckedAndHaveNoQuotes() {
        assertThat(ReadOptions.ifMatch("\"e\"").ifMatch()).isEqualTo("e");
        assertThat(PutOptions.NONE.withIfMatch("W/\"e\"").ifMatch()).isEqualTo("e");
        assertThat(new DeleteRequest(new ObjectRef("b", "k"), " e ").ifMatch()).isEqualTo("e");
        assertThat(new ReadOptions(null, "*").ifNoneMatch()).isEqualTo("*");
        assertThatThrownBy(() -> CopyOptions.NONE.withSourceIfMatch("e\r\nX: y"))
                .isInstanceOf(CloudBridgeException.InvalidRequest.class)
                .hasMessageContaining("sourceIfMatch")
                .hasMessageContaining("line break");
    }

    @Test
    void aRangeThatEndsBehindEveryObjectGoesToTheEnd() {
        assertThat(new ByteRange(3, Long.MAX_VALUE).toHeader()).isEqualTo("bytes=3-");
        assertThat(new ByteRange(0, Long.MAX_VALUE).toHeader()).isEqualTo("bytes=0-9223372036854775806");
    }

    @Test
    void whatAMessageQuotesWritesNoLinesOfItsOwn() {
        assertThat(CloudBridgeException.invalid("key 'a\nERROR forged \u001b[31m' is wrong"))
                .hasMessage("key 'a\\u000aERROR forged \\u001b[31m' is wrong");
    }

    @Test
    void metadataMayBeAnyText() {
        Map<String, String> metadata =
                Map.of("author", "Gr\u00fc\u00dfe \ud83d\ude00", "empty", "", "spaces", " a  b ");
        assertThat(ObjectProperties.NONE.withMetadata(metadata).typed().metadata())
                .isEqualTo(metadata);
    }

    @Test
    void contentHeadersBeyondAsciiAreRefused() {
        refused(ObjectProperties.NONE.withCacheControl("gr\u00fcn"), "beyond ASCII");
        refused(ObjectProperties.NONE.withContentLanguage("gr\u00fcn"), "beyond ASCII");
        refused(ObjectProperties.NONE.withContentEncoding("gr\u00fcn"), "beyond ASCII");
        refused(ObjectProperties.NONE.withContentType("text/gr\u00fcn"), "beyond ASCII");
        refused(ObjectProperties.NONE.withContentDisposition("gr\u00fcn"), "beyond ASCII");
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '\'',
            delimiter = '|',
            value = {
                "attachment; filename=\"a b.txt\" | attachment; filename=\"a b.txt\"",
                "attachment; filename=\"Gr\u00fc\u00dfe %.txt\" | attachment; filename=\"Gr__e %.txt\"; filename*=UTF-8''Gr%C3%BC%C3%9Fe%20%25.txt",
                "inline;filename=Gr\u00fc.txt;x=y | inline;filename=\"Gr_.txt\"; filename*=UTF-8''Gr%C3%BC.txt;x=y",
                "attachment; filename=\"\u20ac \\\"1\\\"\" | attachment; filename=\"_ \\\"1\\\"\"; filename*=UTF-8''%E2%82%AC%20%221%22",
                "attachment; filename=\"\u00fc\"; filename*=UTF-8''%C3%BC | attachment; filename=\"_\"; filename*=UTF-8''%C3%BC",
            })
    void aFileNameBeyondAsciiIsThereInBothForms(String given, String sent) {
        assertThat(ObjectProperties.NONE.withContentDisposition(given).typed().contentDisposition())
                .isEqualTo(sent);
    }

    @ParameterizedTest
    @CsvSource({"aws-chunked,", "'aws-chunked,gzip',gzip", "'gzip, AWS-Chunked',gzip", "'gzip,br','gzip,br'", "' ',"})
    void theFramingOfARequestIsNoEncoding(String given, String sent) {
        assertThat(ObjectProperties.NONE.withContentEncoding(given).typed().contentEncoding())
                .isEqualTo(sent);
    }
}
