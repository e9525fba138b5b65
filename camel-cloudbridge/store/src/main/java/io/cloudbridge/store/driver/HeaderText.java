/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.store.driver;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** Text in the values of HTTP headers. */
public final class HeaderText {

    private HeaderText() {}

    /**
     * Text that was sent as UTF-8 and read as HTTP libraries read it, each byte as a character of Latin-1.
     *
     * @param value or null
     * @return the text that was meant; the value itself if it is no UTF-8
     */
    public static String utf8(String value) {
        if (value == null || isAscii(value)) {
            return value;
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(value.getBytes(StandardCharsets.ISO_8859_1)))
                    .toString();
        } catch (CharacterCodingException e) {
            return value;
        }
    }

    private static boolean isAscii(String value) {
        for (int i = 0; i < value.length(); i++) {
            if (value.charAt(i) >= 0x80) {
                return false;
            }
        }
        return true;
    }
}
