/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.movingover;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code camel-aws2-s3}, {@code camel-azure-storage-blob} and ours in one application, whichever stands first on the class path. */
class BesideEachOtherTest {

    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void eachReadsWhatTheOtherHasStored(boolean reversed) throws Exception {
        List<String> classPath = new ArrayList<>(List.of(classPath().split(File.pathSeparator)));
        if (reversed) {
            Collections.reverse(classPath);
        }
        File log = folder.resolve("log").toFile();
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin/java").toString(),
                        "-Xmx256m",
                        "-Dcloudbridge.servers=" + servers(),
                        "-cp",
                        String.join(File.pathSeparator, classPath),
                        BesideEachOther.class.getName(),
                        "beside-" + UUID.randomUUID())
                .redirectErrorStream(true)
                .redirectOutput(log)
                .start();
        try {
            assertThat(process.waitFor(3, TimeUnit.MINUTES)).isTrue();
        } finally {
            process.destroyForcibly();
        }
        assertThat(log)
                .content()
                .contains(Stream.of("s3", "azure")
                        .flatMap(store -> Stream.of("ours", "theirs").flatMap(writer -> Stream.of("ours", "theirs")
                                .map(reader ->
                                        store + ": " + writer + " wrote, " + reader + " read 'by " + writer + "'")))
                        .toList());
        assertThat(process.exitValue()).isZero();
    }

    private static String classPath() {
        // Surefire's own class path is one jar that names the others
        return System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    }

    private static Path servers() {
        Path file = Path.of(System.getProperty("cloudbridge.servers", "../../.work/servers.properties"))
                .toAbsolutePath();
        assertThat(Files.exists(file))
                .as(file + ", which the servers' script writes")
                .isTrue();
        return file;
    }
}
