/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.store.aws;

import io.cloudbridge.store.driver.XmlDocument;
import java.net.ProtocolException;
import java.util.LinkedHashMap;
import java.util.Map;

/** The document of an object's tags: "GetObjectTagging" of the S3 documentation. Used by one thread. */
final class TagsDocument implements XmlDocument.Handler {

    private static final int DEPTH_OF_TAG = 3;

    private final Map<String, String> tags = new LinkedHashMap<>();
    private String name;
    private String value;

    private TagsDocument() {}

    /** @param document may be empty for none */
    static Map<String, String> read(byte[] document) {
        TagsDocument read = new TagsDocument();
        try {
            if (document.length > 0) {
                XmlDocument.read(document, read);
            }
        } catch (ProtocolException e) {
            throw AwsErrors.wrongAnswer(e.getMessage(), e);
        }
        return read.tags;
    }

    @Override
    public void start(int depth, String element) {
        if (depth == DEPTH_OF_TAG) {
            name = null;
            value = "";
        }
    }

    @Override
    public void end(int depth, String element, CharSequence text) {
        if (depth == DEPTH_OF_TAG && name != null) {
            tags.put(name, value);
        } else if (depth > DEPTH_OF_TAG && element.equals("Key")) {
            name = text.toString();
        } else if (depth > DEPTH_OF_TAG && element.equals("Value")) {
            value = text.toString();
        }
    }
}
