/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.store.gcp;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class XmlTest {

    @Test
    void textIsUnescapedAndKeptAsItIs() {
        assertThat(Xml.text("<?xml version='1.0'?><A xmlns='n'><Key> a &amp;&lt;b </Key></A>", "Key"))
                .isEqualTo(" a &<b ");
    }

    @Test
    void elementsOfOneNameAreTakenApart() {
        String document = "<R><Upload><Key>a</Key><UploadId>1</UploadId></Upload><Upload><Key>b</Key></Upload></R>";
        assertThat(Xml.elements(document, "Upload"))
                .containsExactly(Map.of("Key", "a", "UploadId", "1"), Map.of("Key", "b"));
    }

    @Test
    void whatIsNoXmlHasNoText() {
        assertThat(Xml.text(null, "Code")).isNull();
        assertThat(Xml.text("{\"error\": 1}", "Code")).isNull();
        assertThat(Xml.text("<broken", "Code")).isNull();
    }

    @Test
    void entitiesAreNotFetched() {
        String hostile = "<!DOCTYPE a [<!ENTITY x SYSTEM 'file:///etc/passwd'>]><Error><Code>&x;</Code></Error>";
        assertThat(Xml.text(hostile, "Code")).isNull();
    }
}
