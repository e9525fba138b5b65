/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.camel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cloudbridge.store.CloudBridgeException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.camel.Exchange;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which file {@code toFile} writes, whatever the key is. */
class ToFileTest {

    private static final String DOWNLOAD = "cloudbridge:box?operation=download&key=o&toFile=";

    @TempDir
    Path directory;

    private LocalContext context;

    @BeforeEach
    void start() throws Exception {
        context = new LocalContext(directory);
        context.put("o", "0123456789");
    }

    @AfterEach
    void stop() throws Exception {
        context.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"../x", "a/../../x", "../out2/x", "/../x", "a/../../../../../../../../../../../../tmp/cb-x"})
    void aNameCannotLeadOutOfTheDirectoryThatTheOptionNames(String name) {
        for (String start : new String[] {"out/", "out/in-/", "out/in-"}) {
            Exchange sent = context.send(
                    DOWNLOAD + directory + "/" + start + "${header.name}",
                    null,
                    Map.of("name", start.endsWith("-/") ? "../" + name : start.endsWith("-") ? "/../" + name : name));
            assertThat(sent.getException())
                    .isInstanceOf(CloudBridgeException.InvalidRequest.class)
                    .hasMessageContainingAll("toFile", "below", "CamelFileName");
        }
        assertThat(directory.resolve("x")).doesNotExist();
        assertThat(directory.resolve("out")).doesNotExist();
    }

    @Test
    void stepsInsideTheDirectoryAreFine() {
        context.request(DOWNLOAD + directory + "/out/${header.name}", null, Map.of("name", "a/../b..c/d"));
        assertThat(directory.resolve("out/b..c/d")).hasContent("0123456789");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/tmp/cloudbridge-absolute", "../cloudbridge-relative"})
    void withoutADirectoryNothingOutsideTheWorkingDirectoryIsWritten(String name) {
        assertThatThrownBy(() -> context.request(DOWNLOAD + "${header.name}", null, Map.of("name", name)))
                .isInstanceOf(CloudBridgeException.InvalidRequest.class)
                .hasMessageContaining("begin the option with the directory");
        assertThat(Path.of(name)).doesNotExist();
    }

    @Test
    void aDirectoryThatTheRouteNamesAsTextIsFree() {
        context.request(DOWNLOAD + directory + "/out/../else", null, Map.of());
        assertThat(directory.resolve("else")).exists();
    }

    @Test
    void aNameThatNoFileCanHaveIsRefused() {
        assertThatThrownBy(
                        () -> context.request(DOWNLOAD + directory + "/${header.name}", null, Map.of("name", "a\0b")))
                .isInstanceOf(CloudBridgeException.InvalidRequest.class)
                .hasMessageContainingAll("toFile", "another name");
    }

    @Test
    void anEmptyRangeIsAnEmptyFileWithTheAttributes() throws Exception {
        Path file = directory.resolve("empty");
        Exchange got = context.request(
                DOWNLOAD + file,
                null,
                Map.of(CloudBridgeConstants.RANGE_OFFSET, 3, CloudBridgeConstants.RANGE_LENGTH, 0));
        assertThat(file).exists().isEmptyFile();
        assertThat(got.getMessage().getHeader(CloudBridgeConstants.CONTENT_LENGTH))
                .isEqualTo(0L);
        assertThat(got.getMessage().getHeader(CloudBridgeConstants.ETAG)).isNotNull();

        Exchange body = context.request(
                "cloudbridge:box?operation=download&key=o", null, Map.of(CloudBridgeConstants.RANGE_LENGTH, 0));
        assertThat(body.getMessage().getBody(byte[].class)).isEmpty();
        assertThat(body.getMessage().getHeader(CloudBridgeConstants.KEY)).isEqualTo("o");
        assertThat(directory.toFile().list()).noneMatch(name -> name.endsWith(".part"));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aRangeBeyondTheEndIsRefusedAndLeavesTheOldFile(boolean toFile) throws Exception {
        Path file = Files.writeString(directory.resolve("old"), "old");
        assertThatThrownBy(() -> context.request(
                        toFile ? DOWNLOAD + file : "cloudbridge:box?operation=download&key=o",
                        null,
                        Map.of(CloudBridgeConstants.RANGE_OFFSET, 11)))
                .isInstanceOf(CloudBridgeException.InvalidRequest.class);
        assertThat(file).hasContent("old");
    }

    @Test
    void aLocaleThatCannotNameTheFileIsNamedWithTheRemedy() throws Exception {
        ProcessBuilder java = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx64m",
                        "-cp",
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                        ToFileInPosixLocale.class.getName(),
                        directory.toString())
                .redirectErrorStream(true);
        java.environment().put("LC_ALL", "POSIX");
        Process process = java.start();
        try {
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
            assertThat(output).contains("InvalidRequest", "toFile", "sun.jnu.encoding", "LC_ALL=C.UTF-8");
        } finally {
            process.destroyForcibly();
        }
    }
}
