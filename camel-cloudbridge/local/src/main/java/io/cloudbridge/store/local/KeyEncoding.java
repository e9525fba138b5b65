/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.store.local;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/**
 * Keys as relative paths, and names of files as segments of keys. A key's segment is its own name wherever the file system can hold it; what it
 * cannot hold is escaped, so that no two keys share a path. Decision record 0009 has the reasons.
 *
 * <ul>
 *   <li>an empty segment is {@code %}
 *   <li>segments that begin with a dot and segments with control characters have these characters, and every {@code %}, as {@code %XX}: a
 *       name that begins with a dot is hidden, and other programs write their temporary files there
 *   <li>a segment of more than 255 bytes is a chain: directories that end in {@code %+}, then a name that begins with {@code +}
 *   <li>an object whose name a directory has taken ends in {@code %o}
 *   <li>a segment that could be mistaken for one of these is escaped itself; any other {@code %} stays as it is
 * </ul>
 */
final class KeyEncoding {

    /** The hidden directory of a root and of a bucket. */
    static final String HIDDEN = ".cloudbridge";

    private static final String EMPTY = "%";
    private static final String GOES_ON = "%+";
    private static final String GOES_ON_AT = "+";
    private static final String DISPLACED = "%o";

    /** The longest name of the usual file systems, in bytes. */
    private static final int MAX_NAME = 255;

    private static final int CHUNK = 240;
    private static final HexFormat HEX = HexFormat.of().withUpperCase();

    private KeyEncoding() {}

    /** The path of a key, relative to its bucket, with slashes. */
    static String path(String key) {
        return path(key, "");
    }

    /** The path of a key whose own name is taken by a directory, because other keys go on behind it with a slash. */
    static String displacedPath(String key) {
        return path(key, DISPLACED);
    }

    /** The path of the directory that holds the keys that start with this, which ends with a slash or is empty. */
    static String directory(String keyPrefix) {
        return keyPrefix.isEmpty() ? "" : path(keyPrefix.substring(0, keyPrefix.length() - 1), "");
    }

    private static String path(String key, String ending) {
        StringBuilder path = new StringBuilder(key.length() + 8);
        int start = 0;
        for (int slash = key.indexOf('/'); slash >= 0; slash = key.indexOf('/', start)) {
            path.append(name(key.substring(start, slash), "")).append('/');
            start = slash + 1;
        }
        return path.append(name(key.substring(start), ending)).toString();
    }

    /** Whether a directory of this name is a link in the chain of a long segment. */
    static boolean goesOn(String name) {
        return name.endsWith(GOES_ON) && name.length() > GOES_ON.length();
    }

    /** Whether this file may hold an object whose name a directory has taken. */
    static boolean isDisplaced(String name) {
        return name.endsWith(DISPLACED);
    }

    /**
     * The segment a name stands for.
     *
     * @param name of a file or directory; with slashes if it is the end of a chain
     * @return null if no key has this name
     */
    static String segment(String name) {
        if (name.indexOf('%') < 0 && name.indexOf('/') < 0) {
            return isPlain(name) ? name : null;
        }
        String ending = isDisplaced(name) ? DISPLACED : "";
        String joined = join(name.substring(0, name.length() - ending.length()));
        if (joined == null) {
            return null;
        }
        String unescaped = joined.equals(EMPTY) ? "" : unescape(joined);
        if (unescaped != null && name(unescaped, ending).equals(name)) {
            return unescaped;
        }
        return name(joined, ending).equals(name) ? joined : null;
    }

    private static String join(String name) {
        if (name.indexOf('/') < 0) {
            return name;
        }
        StringBuilder joined = new StringBuilder();
        String[] links = name.split("/", -1);
        for (int i = 0; i < links.length; i++) {
            String link = links[i];
            boolean last = i == links.length - 1;
            if (i > 0 && !link.startsWith(GOES_ON_AT) || !last && !goesOn(link)) {
                return null;
            }
            joined.append(link, i > 0 ? GOES_ON_AT.length() : 0, link.length() - (last ? 0 : GOES_ON.length()));
        }
        return joined.toString();
    }

    private static String name(String segment, String ending) {
        String name = needsEscape(segment) ? escape(segment) : segment;
        if (name.length() <= MAX_NAME / 3 || bytes(name) + ending.length() <= MAX_NAME) {
            return name + ending;
        }
        StringBuilder chain = new StringBuilder();
        int start = 0;
        for (int end = cut(name, start); end < name.length(); end = cut(name, start)) {
            chain.append(start == 0 ? "" : GOES_ON_AT)
                    .append(name, start, end)
                    .append(GOES_ON)
                    .append('/');
            start = end;
        }
        return chain.append(start == 0 ? "" : GOES_ON_AT)
                .append(name, start, name.length())
                .append(ending)
                .toString();
    }

    /** The end of the link that begins at {@code start}: never inside a character or an escape. */
    private static int cut(String name, int start) {
        int size = 0;
        int i = start;
        while (i < name.length()) {
            int c = name.codePointAt(i);
            size += c < 0x80 ? 1 : c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
            if (size > CHUNK) {
                int escape = name.lastIndexOf('%', i);
                return escape > start && i - escape < 3 ? escape : i;
            }
            i += Character.charCount(c);
        }
        return i;
    }

    private static boolean needsEscape(String segment) {
        return !isPlain(segment) || segment.indexOf('%') >= 0 && looksEncoded(segment);
    }

    /** Whether the file system can hold the segment and nothing else stands there. */
    private static boolean isPlain(String segment) {
        if (segment.isEmpty() || segment.charAt(0) == '.') {
            return false;
        }
        for (int i = 0; i < segment.length(); i++) {
            if (isControl(segment.charAt(i))) {
                return false;
            }
        }
        return true;
    }

    private static boolean looksEncoded(String segment) {
        if (segment.equals(EMPTY) || segment.endsWith(GOES_ON) || segment.endsWith(DISPLACED)) {
            return true;
        }
        String unescaped = unescape(segment);
        return unescaped != null
                && unescaped.length() < segment.length()
                && needsEscape(unescaped)
                && escape(unescaped).equals(segment);
    }

    private static String escape(String segment) {
        if (segment.isEmpty()) {
            return EMPTY;
        }
        StringBuilder escaped = new StringBuilder();
        for (int i = 0; i < segment.length(); i++) {
            char c = segment.charAt(i);
            if (c == '%' || isControl(c) || c == '.' && i == 0) {
                escaped.append('%').append(HEX.toHexDigits((byte) c));
            } else {
                escaped.append(c);
            }
        }
        return escaped.toString();
    }

    /** The reverse of {@link #escape}; null if there is a percent sign that begins no escape. */
    private static String unescape(String name) {
        StringBuilder plain = new StringBuilder();
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if (c != '%') {
                plain.append(c);
                continue;
            }
            if (i + 2 >= name.length() || !isHex(name.charAt(i + 1)) || !isHex(name.charAt(i + 2))) {
                return null;
            }
            plain.append((char) HexFormat.fromHexDigits(name, i + 1, i + 3));
            i += 2;
        }
        return plain.toString();
    }

    private static boolean isHex(char c) {
        return c >= '0' && c <= '9' || c >= 'A' && c <= 'F';
    }

    private static boolean isControl(char c) {
        return c < ' ' || c == 0x7f;
    }

    /** The length of a name or path for the system. */
    static int bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }
}
