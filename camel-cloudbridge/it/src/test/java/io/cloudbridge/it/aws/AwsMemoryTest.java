/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.it.aws;

import static org.assertj.core.api.Assertions.assertThat;

import io.cloudbridge.it.Servers;
import io.cloudbridge.store.ObjectInfo;
import io.cloudbridge.store.ReadOptions;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Heap does not grow with the object. */
class AwsMemoryTest {

    private static final long SIZE = 2L << 30;

    @Test
    void twoGibibytesOfUnknownLengthNeedA128MegabyteHeap(@TempDir Path directory)
            throws IOException, InterruptedException {
        try (S3 s3 = new S3("s3proxy")) {
            File log = directory.resolve("upload.log").toFile();
            Process upload = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-Xmx128m",
                            "-cp",
                            System.getProperty("java.class.path"),
                            UnknownLengthUpload.class.getName(),
                            Servers.setting("s3proxy.endpoint"),
                            Servers.setting("s3proxy.accessKey"),
                            Servers.setting("s3proxy.secretKey"),
                            s3.bucket,
                            String.valueOf(SIZE))
                    .redirectErrorStream(true)
                    .redirectOutput(log)
                    .start();
            try {
                assertThat(upload.waitFor(10, TimeUnit.MINUTES)).as("in time").isTrue();
            } finally {
                upload.destroyForcibly();
            }

            assertThat(log).content().contains("uploaded");
            assertThat(upload.exitValue()).isZero();
            ObjectInfo info = s3.direct().head(s3.ref("unknown-length"), ReadOptions.NONE);
            assertThat(info.size()).isEqualTo(SIZE);
            assertThat(info.etag()).as("256 parts of 8 MiB").endsWith("-256");
        }
    }
}
