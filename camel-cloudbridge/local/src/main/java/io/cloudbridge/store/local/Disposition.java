/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.store.local;

import java.util.Locale;
import java.util.regex.Pattern;

/** What the header {@code Content-Disposition} of an answer says. */
final class Disposition {

    private static final Pattern ACTIVE = Pattern.compile(
            "(?:.*/(?:.*\\+)?xml|text/html|text/xsl|multipart/x-mixed-replace|application/xhtml\\+xml|image/svg.*)(?:\\s*;.*)?");

    private Disposition() {}

    /** Whether a browser may run content of this type: a page, or a document with scripts. */
    static boolean isActive(String contentType) {
        return contentType != null
                && ACTIVE.matcher(contentType.strip().toLowerCase(Locale.ROOT)).matches();
    }

    /** The same as an attachment, which a browser saves and does not open. */
    static String attachment(String disposition) {
        if (disposition == null) {
            return "attachment";
        }
        int parameters = disposition.indexOf(';');
        return "attachment" + (parameters < 0 ? "" : disposition.substring(parameters));
    }
}
