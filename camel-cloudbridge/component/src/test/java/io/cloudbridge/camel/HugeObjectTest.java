/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.camel;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HugeObjectTest {

    @TempDir
    Path directory;

    @Test
    void oneGibibyteOfUnknownLengthGoesInAndOutOfAHeapOf48MebibytesAndIsConsumed() throws Exception {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx48m",
                        "-cp",
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                        HugeObject.class.getName(),
                        directory.toString(),
                        String.valueOf(1L << 30))
                .redirectErrorStream(true)
                .start();
        try {
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(process.waitFor(5, TimeUnit.MINUTES)).isTrue();
            assertThat(process.exitValue()).as(output).isZero();
            assertThat(output)
                    .contains(
                            "through a route: 1073741824 bytes",
                            "a plain stream through a route: 268435456 bytes",
                            "read again: 268435456 bytes",
                            "consumed: 1073741824 bytes");
        } finally {
            process.destroyForcibly();
        }
    }
}
