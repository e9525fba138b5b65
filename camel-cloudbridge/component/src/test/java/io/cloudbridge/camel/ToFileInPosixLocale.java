/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.camel;

import java.nio.file.Path;
import java.util.Map;

/** Downloads to a file with a name beyond ASCII and prints the error. Started by {@link ToFileTest} with {@code LC_ALL=POSIX}. */
final class ToFileInPosixLocale {

    private ToFileInPosixLocale() {}

    public static void main(String[] arguments) throws Exception {
        Path directory = Path.of(arguments[0]);
        try (LocalContext context = new LocalContext(directory)) {
            System.out.println(context.send(
                            "cloudbridge:box?operation=download&key=o&toFile=" + directory + "/${header.name}",
                            null,
                            Map.of("name", "Gr\u00fc\u00dfe.txt"))
                    .getException());
        }
    }
}
