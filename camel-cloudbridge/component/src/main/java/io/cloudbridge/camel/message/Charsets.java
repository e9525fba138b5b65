/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.camel.message;

import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.UnsupportedCharsetException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The charset that a media type names. */
public final class Charsets {

    private static final Pattern PARAMETER =
            Pattern.compile(";\\s*charset\\s*=\\s*\"?([^\\s;\"]+)", Pattern.CASE_INSENSITIVE);

    private Charsets() {}

    /** That of {@code type; charset=name}; null if none is named, or one that this JVM does not know. */
    public static Charset of(String contentType) {
        Matcher matcher = PARAMETER.matcher(contentType == null ? "" : contentType);
        if (!matcher.find()) {
            return null;
        }
        try {
            return Charset.forName(matcher.group(1));
        } catch (IllegalCharsetNameException | UnsupportedCharsetException e) {
            return null;
        }
    }
}
