/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.store.driver;

import java.io.ByteArrayInputStream;
import java.net.ProtocolException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/**
 * The XML documents of S3 and of stores that follow it, in UTF-8: a root, its elements, and the elements of those, which hold texts. Document types
 * and entities are refused, and nothing is fetched.
 *
 * @param root the name of the root; null if there is none
 * @param elements of the root, in their order
 */
public record XmlDocument(String root, List<Element> elements) {

    private static final XMLInputFactory XML = factory();

    /** These documents have four levels. */
    private static final int DEEPEST = 16;

    private static XMLInputFactory factory() {
        XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        return factory;
    }

    /**
     * An element of the root.
     *
     * @param text its own
     * @param texts of its elements by their names; of several with one name that of the first
     */
    public record Element(String name, String text, Map<String, String> texts) {}

    /** Is told of each element; the root is of depth 1. */
    public interface Handler {
        void start(int depth, String name);

        /** @param text what stands behind the last tag before; valid during this call */
        void end(int depth, String name, CharSequence text);
    }

    /**
     * Reads a document.
     *
     * @throws ProtocolException if it was cut, or is no XML; the message says so, as a sentence about "it"
     */
    public static XmlDocument parse(byte[] document) throws ProtocolException {
        Collector collector = new Collector();
        read(document, collector);
        return new XmlDocument(collector.root, collector.elements);
    }

    /** What can be read of the document of an error: of one that was cut what stands before, of what is no XML nothing. */
    public static XmlDocument readable(byte[] document) {
        Collector collector = new Collector();
        try {
            int begin = begin(document);
            if (begin < document.length && document[begin] == '<') {
                read(document, collector);
            }
        } catch (ProtocolException e) {
            // the status says what is most needed
        }
        return new XmlDocument(collector.root, collector.elements);
    }

    /** As {@link #parse}, without keeping what is read. */
    public static void read(byte[] document, Handler handler) throws ProtocolException {
        try {
            int begin = begin(document);
            XMLStreamReader xml = XML.createXMLStreamReader(
                    new ByteArrayInputStream(document, begin, document.length - begin), "UTF-8");
            StringBuilder text = new StringBuilder();
            int depth = 0;
            while (xml.hasNext()) {
                switch (xml.next()) {
                    case XMLStreamConstants.START_ELEMENT -> {
                        if (++depth > DEEPEST) {
                            throw new ProtocolException("it is nested deeper than any document of a store");
                        }
                        handler.start(depth, xml.getLocalName());
                        text.setLength(0);
                    }
                    case XMLStreamConstants.CHARACTERS, XMLStreamConstants.CDATA, XMLStreamConstants.SPACE ->
                        text.append(xml.getTextCharacters(), xml.getTextStart(), xml.getTextLength());
                    case XMLStreamConstants.END_ELEMENT -> {
                        handler.end(depth--, xml.getLocalName(), text);
                        text.setLength(0);
                    }
                    default -> {
                        // comments, instructions
                    }
                }
            }
        } catch (XMLStreamException e) {
            ProtocolException wrong = new ProtocolException("it was cut, or is no XML (" + e.getMessage() + ")");
            wrong.initCause(e);
            throw wrong;
        }
    }

    /** Some servers write line ends in front of it. */
    private static int begin(byte[] document) {
        int begin = 0;
        while (begin < document.length && Character.isWhitespace(document[begin])) {
            begin++;
        }
        return begin;
    }

    /** The text of the first element of that name, or null. */
    public String text(String name) {
        return elements.stream()
                .filter(element -> element.name().equals(name))
                .map(Element::text)
                .findFirst()
                .orElse(null);
    }

    /** Text as the content of an element. */
    public static String escaped(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;")
                .replace("'", "&apos;");
    }

    private static final class Collector implements Handler {
        private final List<Element> elements = new ArrayList<>();
        private String root;
        private Map<String, String> texts;

        @Override
        public void start(int depth, String name) {
            if (depth == 1) {
                root = name;
            } else if (depth == 2) {
                texts = new HashMap<>();
            }
        }

        @Override
        public void end(int depth, String name, CharSequence text) {
            if (depth == 2) {
                elements.add(new Element(name, text.toString(), texts));
            } else if (depth == 3) {
                texts.putIfAbsent(name, text.toString());
            }
        }
    }
}
