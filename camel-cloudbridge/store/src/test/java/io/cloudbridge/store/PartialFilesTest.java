/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PartialFilesTest extends EngineFixture {

    private static final String HOST = PartialFiles.HOST;
    private static final String HERE = PartialFiles.NAMESPACE;
    private static final long SELF = ProcessHandle.current().pid();

    @TempDir
    Path directory;

    private static long startOfThisProcess() {
        return ProcessHandle.current().info().startInstant().orElseThrow().toEpochMilli();
    }

    private Path file(String name) throws IOException {
        return Files.writeString(directory.resolve(name), "half a file");
    }

    private static long processThatIsGone() throws Exception {
        Process process = new ProcessBuilder("true").start();
        assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
        return process.pid();
    }

    @Test
    void theFirstDownloadToADirectoryRemovesWhatKilledProcessesLeft() throws Exception {
        long start = startOfThisProcess();
        Path killed = file(PartialFiles.name(HOST, HERE, processThatIsGone(), start));
        Path reused = file(PartialFiles.name(HOST, HERE, SELF, start - 3_600_000));
        Path running = file(PartialFiles.name(HOST, HERE, SELF, start));
        Path otherHost = file(PartialFiles.name("00000000", HERE, processThatIsGone(), start));
        Path otherContainer = file(PartialFiles.name(HOST, "00000000", processThatIsGone(), start));
        Path oldOfOtherContainer = file(PartialFiles.name(HOST, "00000000", processThatIsGone(), start));
        Files.setLastModifiedTime(
                oldOfOtherContainer, FileTime.from(Instant.now().minus(Duration.ofDays(1))));
        Path foreign = file(".rsync.abc.part");
        Path alike = file(".cloudbridge-notes.part");

        StoreClient client = client(new MemoryStore());
        client.upload(ref("k"), Source.of(random(100)), PutOptions.NONE, SMALL);
        client.download(ref("k"), directory.resolve("target"), ReadOptions.NONE, SMALL);

        assertThat(killed).doesNotExist();
        assertThat(reused).doesNotExist();
        assertThat(oldOfOtherContainer).doesNotExist();
        assertThat(running).exists();
        assertThat(otherHost).exists();
        assertThat(otherContainer).exists();
        assertThat(foreign).exists();
        assertThat(alike).exists();
        assertThat(directory.resolve("target")).exists();
    }

    @Test
    void theNameOfADownloadIsThatOfThisProcess() throws Exception {
        Path partial = PartialFiles.in(directory);
        Files.writeString(partial, "x");
        StoreClient.removeLeftOvers(directory);
        assertThat(partial).exists();
        StoreClient.removeLeftOvers(directory.resolve("missing"));
        try (Stream<Path> files = Files.list(directory)) {
            assertThat(files).containsExactly(partial);
        }
    }
}
