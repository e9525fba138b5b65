/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.store.aws;

import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Characters that XML 1.0 cannot hold, which Ceph's gateway writes all the same where it repeats a key or a prefix: replaced before a document is
 * read, and put back into what was read.
 */
final class OddCharacters {

    private static final Pattern REFERENCE_OR_ODD = Pattern.compile(
            "&#(?:x([0-9A-Fa-f]{1,6})|([0-9]{1,7}));|[^\\t\\n\\r\\x20-\\uD7FF\\uE000-\\uFFFD\\x{10000}-\\x{10FFFF}]");

    /** The first of the characters that nobody has given a meaning. */
    private static final char PRIVATE = '\uE000';

    private final byte[] document;
    private final Pattern replaced;

    /** @param bytes a document that could not be read */
    OddCharacters(byte[] bytes) {
        String text = new String(bytes, StandardCharsets.UTF_8);
        char mark = PRIVATE;
        while (text.indexOf(mark) >= 0) {
            mark++;
        }
        String quote = String.valueOf(mark);
        this.document = REFERENCE_OR_ODD
                .matcher(text)
                .replaceAll(found -> {
                    int character = character(found.group(1), found.group(2), found.group());
                    boolean odd = REFERENCE_OR_ODD
                            .matcher(Character.toString(character))
                            .matches();
                    return Matcher.quoteReplacement(
                            odd ? quote + Integer.toHexString(character) + quote : found.group());
                })
                .getBytes(StandardCharsets.UTF_8);
        this.replaced = Pattern.compile(quote + "([0-9a-f]+)" + quote);
    }

    private static int character(String hex, String decimal, String itself) {
        int character = hex != null
                ? Integer.parseInt(hex, 16)
                : decimal != null ? Integer.parseInt(decimal) : itself.codePointAt(0);
        return Character.isValidCodePoint(character) ? character : 0;
    }

    /** One that XML can hold. */
    byte[] document() {
        return document;
    }

    /** Text of that document as the store wrote it. */
    String restored(CharSequence text) {
        return replaced.matcher(text)
                .replaceAll(
                        found -> Matcher.quoteReplacement(Character.toString(Integer.parseInt(found.group(1), 16))));
    }
}
