/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.store.gcp;

import java.io.StringReader;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/** Reads the small documents of the XML API; no entities, no schemas, nothing fetched. */
final class Xml {

    private Xml() {}

    /** The text of the first element of that name; null if there is none or the text is no XML. */
    static String text(String document, String name) {
        List<Map<String, String>> found = elements(document, null);
        return found.isEmpty() ? null : found.get(0).get(name);
    }

    /** The name of the document's element; null if it is no XML. */
    static String root(String document) {
        if (document == null || !document.stripLeading().startsWith("<")) {
            return null;
        }
        try {
            XMLStreamReader reader = reader(document);
            while (reader.hasNext()) {
                if (reader.next() == XMLStreamConstants.START_ELEMENT) {
                    return reader.getLocalName();
                }
            }
            return null;
        } catch (XMLStreamException e) {
            return null;
        }
    }

    private static XMLStreamReader reader(String document) throws XMLStreamException {
        XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        factory.setProperty(XMLInputFactory.IS_COALESCING, true);
        return factory.createXMLStreamReader(new StringReader(document.strip()));
    }

    /**
     * The elements of one name, each as a map of its children's texts.
     *
     * @param parent the name, or null for one map of every text in the document, the first of each name
     */
    static List<Map<String, String>> elements(String document, String parent) {
        List<Map<String, String>> found = new ArrayList<>();
        if (document == null || !document.stripLeading().startsWith("<")) {
            return found;
        }
        try {
            XMLStreamReader reader = reader(document);
            Map<String, String> current = parent == null ? new LinkedHashMap<>() : null;
            StringBuilder text = new StringBuilder();
            while (reader.hasNext()) {
                switch (reader.next()) {
                    case XMLStreamConstants.START_ELEMENT -> {
                        text.setLength(0);
                        current = reader.getLocalName().equals(parent) ? new LinkedHashMap<>() : current;
                    }
                    case XMLStreamConstants.CHARACTERS -> text.append(reader.getText());
                    case XMLStreamConstants.END_ELEMENT -> {
                        if (reader.getLocalName().equals(parent)) {
                            found.add(current);
                            current = null;
                        } else if (current != null) {
                            current.putIfAbsent(reader.getLocalName(), text.toString());
                        }
                        text.setLength(0);
                    }
                    default -> {}
                }
            }
            if (parent == null) {
                found.add(current);
            }
            return found;
        } catch (XMLStreamException e) {
            return new ArrayList<>();
        }
    }

    /** Text as the content of an element. */
    static String escape(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }
}
