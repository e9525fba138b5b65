/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.store;

import java.util.Comparator;
import java.util.Locale;

/**
 * The rules of keys. A key is opaque UTF-8: never normalised, never escaped. Limits are those that Amazon S3, Google Cloud Storage, Azure and
 * Swift have in common (1024 bytes of UTF-8).
 */
public final class Keys {

    /** The most bytes of a key in UTF-8. */
    public static final int MAX_BYTES = 1024;

    /** The order of listings: that of the UTF-8 bytes, which is that of the code points. */
    public static final Comparator<String> ORDER = Keys::compare;

    private Keys() {}

    /**
     * Returns the key if it can name an object.
     *
     * @throws CloudBridgeException.InvalidRequest if it is null, empty, over 1024 bytes, contains NUL or an unpaired surrogate
     */
    public static String check(String key) {
        if (key == null || key.isEmpty()) {
            throw CloudBridgeException.invalid(
                    "the object key is empty; set option key, header CamelCloudBridgeKey or header CamelFileName");
        }
        int bytes = utf8Length(key);
        if (bytes > MAX_BYTES) {
            throw CloudBridgeException.invalid("the object key " + abbreviate(key) + " has " + bytes
                    + " bytes in UTF-8; the limit is " + MAX_BYTES);
        }
        if (key.indexOf('\0') >= 0) {
            throw CloudBridgeException.invalid(
                    "the object key " + abbreviate(key) + " contains a NUL character, which no store can hold");
        }
        return key;
    }

    /** Returns the bucket's name if it can name one; the stores' own rules for names come on top. */
    public static String checkBucket(String bucket) {
        if (bucket == null || bucket.isBlank()) {
            throw CloudBridgeException.invalid(
                    "the bucket name is empty; give it in the URI, as cloudbridge:bucketName, or in header "
                            + "CamelCloudBridgeOverrideBucket");
        }
        if (bucket.indexOf('/') >= 0 || bucket.indexOf('\\') >= 0 || hasControl(bucket)) {
            throw CloudBridgeException.invalid(
                    "the bucket name '" + abbreviate(bucket) + "' contains a slash or a control character");
        }
        if (".".equals(bucket) || "..".equals(bucket)) {
            throw CloudBridgeException.invalid(
                    "the bucket name '" + bucket + "' means a folder to whoever reads the URL or path; choose another");
        }
        return bucket;
    }

    private static boolean hasControl(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) < ' ') {
                return true;
            }
        }
        return false;
    }

    /** The part of a key behind its last slash; the key itself if there is none. */
    public static String name(String key) {
        return key.substring(key.lastIndexOf('/') + 1);
    }

    /** Text for one line of a log: control characters, line ends among them, as <code>&#92;uXXXX</code>, so that no key can write lines of its own. */
    public static String printable(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (isControl(text.charAt(i))) {
                StringBuilder escaped = new StringBuilder(text.length() + 16).append(text, 0, i);
                text.chars().skip(i).forEach(c -> {
                    if (isControl((char) c)) {
                        escaped.append(String.format(Locale.ROOT, "\\u%04x", c));
                    } else {
                        escaped.append((char) c);
                    }
                });
                return escaped.toString();
            }
        }
        return text;
    }

    private static boolean isControl(char c) {
        return Character.isISOControl(c) || c == '\u2028' || c == '\u2029';
    }

    /** Without encoding it, since a name is checked several times on its way. */
    private static int utf8Length(String key) {
        int bytes = key.length();
        for (int i = 0; i < key.length(); i++) {
            char c = key.charAt(i);
            if (c < 0x80) {
                continue;
            }
            if (!Character.isSurrogate(c)) {
                bytes += c < 0x800 ? 1 : 2;
            } else if (Character.isHighSurrogate(c)
                    && i + 1 < key.length()
                    && Character.isLowSurrogate(key.charAt(i + 1))) {
                bytes += 2; // four for the pair
                i++;
            } else {
                throw CloudBridgeException.invalid(
                        "the object key " + abbreviate(key) + " is not valid Unicode: it has half of a surrogate pair");
            }
        }
        return bytes;
    }

    private static int compare(String a, String b) {
        int length = Math.min(a.length(), b.length());
        for (int i = 0; i < length; i++) {
            char x = a.charAt(i);
            char y = b.charAt(i);
            if (x != y) {
                // In UTF-16 surrogates sort before U+E000..U+FFFF, in UTF-8 behind them.
                boolean xs = Character.isSurrogate(x);
                boolean ys = Character.isSurrogate(y);
                return xs == ys ? Character.compare(x, y) : xs ? 1 : -1;
            }
        }
        return Integer.compare(a.length(), b.length());
    }

    private static String abbreviate(String text) {
        StringBuilder clean = new StringBuilder("'");
        text.chars()
                .limit(80)
                .forEach(c -> clean.append(c < ' ' || Character.isSurrogate((char) c) ? '\ufffd' : (char) c));
        return clean.append(text.length() > 80 ? "…'" : "'").toString();
    }
}
