/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.examples.browserupload;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * A type of files that may be uploaded.
 *
 * @param mediaType for example {@code image/jpeg}
 * @param extensions that a name of this type may have, without a dot; the first is given to a name that has none of them
 */
record FileType(String mediaType, List<String> extensions) {

    /** From {@code image/png:png, image/jpeg:jpg|jpeg}. */
    static List<FileType> parse(String text) {
        return Arrays.stream(text.split(",")).map(FileType::one).toList();
    }

    private static FileType one(String text) {
        String[] pair = text.strip().split(":");
        if (pair.length != 2 || pair[0].isBlank() || pair[1].isBlank()) {
            throw new IllegalArgumentException(
                    "upload.types has '" + text.strip() + "'; write each type as image/jpeg:jpg|jpeg");
        }
        return new FileType(pair[0].strip(), List.of(pair[1].strip().split("\\|")));
    }

    /** The name with an extension of this type, so that no name says one thing and the type another. */
    String named(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        return extensions.stream().anyMatch(e -> lower.endsWith("." + e)) ? name : name + "." + extensions.get(0);
    }
}
