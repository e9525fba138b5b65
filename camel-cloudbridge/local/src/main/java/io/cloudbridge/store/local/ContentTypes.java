/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.store.local;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/**
 * Media types of file name extensions. The table is fixed, unlike the JDK's, because an object whose type is the one of its extension has no
 * sidecar: the type must not change with the JDK or with a system property. The values are those that Camel gives an upload.
 */
final class ContentTypes {

    private static final String UNKNOWN = "application/octet-stream";

    private static final String TABLE = """
            application/epub+zip epub
            application/java-archive jar
            application/json json
            application/msword doc
            application/pdf pdf
            application/pgp-signature asc
            application/pkcs7-mime p7m
            application/pkcs7-signature p7s
            application/pkix-cert cer
            application/postscript ps
            application/rtf rtf
            application/vnd.ms-excel xls
            application/vnd.ms-powerpoint ppt
            application/vnd.oasis.opendocument.presentation odp
            application/vnd.oasis.opendocument.spreadsheet ods
            application/vnd.oasis.opendocument.text odt
            application/vnd.openxmlformats-officedocument.presentationml.presentation pptx
            application/vnd.openxmlformats-officedocument.spreadsheetml.sheet xlsx
            application/vnd.openxmlformats-officedocument.wordprocessingml.document docx
            application/wasm wasm
            application/x-7z-compressed 7z
            application/x-bzip2 bz2
            application/x-rar-compressed rar
            application/x-sh sh
            application/x-sql sql
            application/x-tar tar
            application/x-x509-ca-cert crt
            application/x-xz xz
            application/xml xml xsl
            application/zip zip
            audio/mp4 m4a
            audio/mpeg mp3
            audio/ogg ogg
            audio/x-aac aac
            audio/x-flac flac
            audio/x-wav wav
            font/otf otf
            font/ttf ttf
            font/woff woff
            font/woff2 woff2
            image/avif avif
            image/bmp bmp
            image/gif gif
            image/jpeg jpg jpeg
            image/png png
            image/svg+xml svg
            image/tiff tif tiff
            image/webp webp
            image/x-icon ico
            message/rfc822 eml
            text/calendar ics
            text/css css
            text/csv csv
            text/html html htm
            text/javascript js mjs
            text/plain txt text log properties
            text/tab-separated-values tsv
            text/x-vcard vcf
            text/yaml yaml yml
            video/mp4 mp4
            video/mpeg mpeg mpg
            video/quicktime mov
            video/webm webm
            video/x-matroska mkv
            video/x-msvideo avi
            """;

    private static final Map<String, String> BY_EXTENSION = parse();

    private ContentTypes() {}

    /** The media type of a key's extension; {@code application/octet-stream} for one that is not known. */
    static String of(String key) {
        int dot = key.lastIndexOf('.');
        if (dot <= key.lastIndexOf('/')) {
            return UNKNOWN;
        }
        return BY_EXTENSION.getOrDefault(key.substring(dot + 1).toLowerCase(Locale.ROOT), UNKNOWN);
    }

    private static Map<String, String> parse() {
        Map<String, String> types = new HashMap<>();
        TABLE.lines().forEach(line -> {
            String[] words = line.split(" ");
            for (int i = 1; i < words.length; i++) {
                types.put(words[i], words[0]);
            }
        });
        return types;
    }
}
