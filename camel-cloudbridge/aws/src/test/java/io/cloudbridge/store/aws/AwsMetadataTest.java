/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.store.aws;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AwsMetadataTest {

    @Test
    void leavesPlainTextAsItIs() {
        assertThat(AwsMetadata.toHeaders(Map.of("a", "plain text, 100% = fine?", "b", "x")))
                .containsEntry("a", "plain text, 100% = fine?")
                .containsEntry("b", "x");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "grüße",
                "☃ and 😀",
                " leading",
                "trailing ",
                "two\nlines",
                "tab\there",
                "=?UTF-8?B?eA==?=",
                "=?",
                " "
            })
    void writesOtherTextAsVisibleAsciiAndReadsItBack(String value) {
        Map<String, String> headers = AwsMetadata.toHeaders(Map.of("k", value));

        assertThat(headers.get("k")).matches("[!-~]+");
        assertThat(AwsMetadata.fromHeaders(headers)).containsEntry("k", value);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "=?UTF-8?Q?gr=C3=BC=C3=9Fe_x?=",
                "=?utf-8?q?gr=C3=BC=C3?= =?UTF-8?Q?=9Fe_x?=",
                "=?UTF-8?B?Z3LDvMOfZSB4?="
            })
    void readsWhatTheStoreEncodes(String header) {
        assertThat(AwsMetadata.fromHeaders(Map.of("k", header))).containsEntry("k", "grüße x");
    }

    @ParameterizedTest
    @ValueSource(strings = {"=?ISO-8859-1?Q?x?=", "=?UTF-8?Q?x?= and more", "=?UTF-8?X?x?="})
    void leavesWhatItDoesNotKnow(String header) {
        assertThat(AwsMetadata.fromHeaders(Map.of("k", header))).containsEntry("k", header);
    }

    @Test
    void theSizeOfPartsIsNoMetadataOfTheUser() {
        Map<String, String> headers = AwsMetadata.withPartSize(AwsMetadata.toHeaders(Map.of("k", "v")), 8 << 20);

        assertThat(AwsMetadata.partSize(headers)).isEqualTo(8 << 20);
        assertThat(AwsMetadata.fromHeaders(headers)).isEqualTo(Map.of("k", "v"));
        assertThat(AwsMetadata.partSize(AwsMetadata.toHeaders(Map.of("k", "v"))))
                .isZero();
    }

    @Test
    void metadataOfTheUserOfThatNameStaysTheirs() {
        for (String name : new String[] {"cloudbridge-part-size", "Cloudbridge-Part-Size", "cloudbridge_part-Size"}) {
            Map<String, String> headers =
                    AwsMetadata.withPartSize(AwsMetadata.toHeaders(Map.of(name, "1048576")), 8 << 20);

            assertThat(headers).hasSize(1).doesNotContainValue("1048576");
            assertThat(AwsMetadata.partSize(headers)).isZero();
            assertThat(AwsMetadata.fromHeaders(headers)).isEqualTo(Map.of(name, "1048576"));
        }
    }

    @Test
    void metadataThatFillsAHeaderLeavesNoRoomForTheSizeOfParts() {
        Map<String, String> headers = AwsMetadata.toHeaders(Map.of("k", "v".repeat(2020)));

        assertThat(AwsMetadata.withPartSize(headers, 8 << 20)).isEqualTo(headers);
    }
}
