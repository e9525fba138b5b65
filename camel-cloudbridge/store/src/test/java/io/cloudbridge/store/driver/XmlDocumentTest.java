/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.store.driver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.ProtocolException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class XmlDocumentTest {

    private static byte[] bytes(String document) {
        return document.getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void textIsUnescapedAndKeptAsItIs() throws ProtocolException {
        XmlDocument document = XmlDocument.parse(
                bytes("\n<?xml version='1.0'?><A xmlns='n'><Key> a &amp;&lt;<![CDATA[&]]>ü </Key><Key>b</Key></A>"));
        assertThat(document.root()).isEqualTo("A");
        assertThat(document.text("Key")).isEqualTo(" a &<&ü ");
        assertThat(document.text("Other")).isNull();
    }

    @Test
    void elementsOfOneNameAreTakenApart() throws ProtocolException {
        XmlDocument document = XmlDocument.parse(bytes("<R><Upload><Key>a</Key><UploadId>1</UploadId><Owner><ID>x</ID>"
                + "</Owner></Upload> <More>true</More><Upload><Key>b</Key></Upload></R>"));
        assertThat(document.elements())
                .extracting(XmlDocument.Element::name)
                .containsExactly("Upload", "More", "Upload");
        assertThat(document.elements().get(0).texts()).containsEntry("Key", "a").containsEntry("UploadId", "1");
        assertThat(document.elements().get(2).texts()).isEqualTo(Map.of("Key", "b"));
        assertThat(document.text("More")).isEqualTo("true");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{\"error\": 1}",
                "<broken",
                "<Error><Message>m</Message>",
                "<!DOCTYPE a [<!ENTITY x SYSTEM 'file:///etc/passwd'>]><Error><Code>&x;</Code></Error>",
                "<a><a><a><a><a><a><a><a><a><a><a><a><a><a><a><a><a></a></a></a></a></a></a></a></a></a></a></a></a></a></a></a></a></a>"
            })
    void whatIsNoWholeDocumentIsRefused(String text) {
        assertThatThrownBy(() -> XmlDocument.parse(bytes(text)))
                .isInstanceOf(ProtocolException.class)
                .hasMessageStartingWith("it ");
        assertThat(XmlDocument.readable(bytes(text)).text("Code")).isNull();
    }

    @Test
    void ofAnErrorThatWasCutCountsWhatCame() {
        XmlDocument cut = XmlDocument.readable(bytes("<Error><Code>SlowDown</Code><Message>slow"));
        assertThat(cut.root()).isEqualTo("Error");
        assertThat(cut.text("Code")).isEqualTo("SlowDown");
        assertThat(cut.text("Message")).isNull();
    }
}
