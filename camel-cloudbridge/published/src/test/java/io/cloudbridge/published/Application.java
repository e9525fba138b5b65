/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.published;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A started application of a user, and what it has said. */
final class Application implements AutoCloseable {

    private final Process process;
    private final Path log;

    private Application(Process process, Path log) {
        this.process = process;
        this.log = log;
    }

    static Application start(Path folder, List<String> command) throws IOException {
        return start(folder, command, Map.of());
    }

    /** @param environment more variables */
    static Application start(Path folder, List<String> command, Map<String, String> environment) throws IOException {
        Path log = Files.createTempFile(folder, "application", ".log");
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile());
        // of the Maven that runs this test
        builder.environment().keySet().removeIf(name -> name.startsWith("MAVEN_"));
        builder.environment().putAll(environment);
        return new Application(builder.start(), log);
    }

    /** Waits until it holds, as long as the application runs. */
    void until(Check check) {
        await().atMost(Duration.ofMinutes(4))
                .pollInterval(Duration.ofMillis(100))
                .failFast(
                        "the application has ended",
                        () -> assertThat(process.isAlive()).as(output()).isTrue())
                .untilAsserted(check::holds);
    }

    /** Waits until it holds and goes on to, for longer than a poll takes that has nothing to do. */
    void untilSettled(Check check) {
        until(check);
        await().during(Duration.ofSeconds(3)).atMost(Duration.ofSeconds(10)).untilAsserted(check::holds);
    }

    String output() {
        try {
            return Files.readString(log);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        process.destroy();
        try {
            process.onExit().get(20, TimeUnit.SECONDS);
        } catch (Exception e) {
            process.destroyForcibly();
        }
    }

    /** An assertion. */
    interface Check {
        void holds() throws Exception;
    }
}
