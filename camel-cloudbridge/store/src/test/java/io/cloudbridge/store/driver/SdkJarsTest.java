/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.store.driver;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cloudbridge.store.CloudBridgeException.InvalidState;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SdkJarsTest {

    private static final String GROUP = "org.example.sdk";

    @TempDir
    private Path folder;

    private final List<URLClassLoader> loaders = new ArrayList<>();

    @AfterEach
    void close() throws IOException {
        for (URLClassLoader loader : loaders) {
            loader.close();
        }
    }

    @Test
    void aJarThatIsTooOldIsNamedWithItsVersionAndTheOneNeeded() throws IOException {
        Path old = jar("client", "2.9.1", "");
        assertThatThrownBy(() -> jars(old).atLeast("client", "2.10.0", "provider x"))
                .isInstanceOf(InvalidState.class)
                .hasMessageContaining("client 2.9.1 (")
                .hasMessageContaining(old + ") is too old: provider x needs 2.10.0 or newer")
                .hasMessageContaining("cloudbridge-bom");
        assertThatCode(() -> jars(old).atLeast("client", "2.9.1", "x").atLeast("client", "2.9", "x"))
                .doesNotThrowAnyException();
        assertThatCode(() -> jars(old).atLeast("client", "2.9.1-beta.2", "x")).doesNotThrowAnyException();
    }

    @Test
    void jarsOfOneReleaseAreComparedWithEachOther() throws IOException {
        Path client = jar("client", "2.10.0", "");
        Path core = jar("core", "2.9.9", "");
        assertThatThrownBy(() -> jars(client, core).asNewAs("client", List.of("missing", "core")))
                .hasMessageContaining("core 2.9.9 (")
                .hasMessageContaining("is too old: client 2.10.0 needs 2.10.0");
        assertThatCode(() -> jars(client, jar("core", "2.11.0", "")).asNewAs("client", List.of("core")))
                .doesNotThrowAnyException();
    }

    @Test
    void aJarsOwnPomSaysWhatItNeeds() throws IOException {
        Set<String> others = Set.of("core", "tests");
        String needs = dependency("core", "1.61.0", null)
                + dependency("tests", "9.0.0", "test")
                + dependency("unused", "9.0.0", null);
        Path client = jar("client", "12.37.2", needs);
        assertThatThrownBy(() -> jars(client, jar("core", "1.57.0", "")).asItsPomSays("client", others))
                .hasMessageContaining("core 1.57.0 (")
                .hasMessageContaining("is too old: client 12.37.2 needs 1.61.0");
        assertThatCode(() -> jars(client, jar("core", "1.61.1", ""), jar("tests", "1", ""), jar("unused", "1", ""))
                        .asItsPomSays("client", others))
                .doesNotThrowAnyException();
    }

    @Test
    void whatDoesNotTellItsVersionIsTakenAsFitting() {
        assertThatCode(() -> jars().atLeast("client", "1", "x")
                        .asNewAs("client", List.of("core"))
                        .asItsPomSays("client", Set.of("core")))
                .doesNotThrowAnyException();
    }

    private SdkJars jars(Path... files) throws IOException {
        List<URL> urls = new ArrayList<>();
        for (Path file : files) {
            urls.add(file.toUri().toURL());
        }
        URLClassLoader loader = new URLClassLoader(urls.toArray(URL[]::new), null);
        loaders.add(loader);
        return new SdkJars(loader, GROUP);
    }

    /** As Maven makes them. */
    private Path jar(String artifact, String version, String dependencies) throws IOException {
        Path file = folder.resolve(artifact + "-" + version + ".jar");
        try (ZipOutputStream jar = new ZipOutputStream(Files.newOutputStream(file))) {
            String place = "META-INF/maven/" + GROUP + "/" + artifact + "/";
            write(jar, place + "pom.properties", "artifactId=" + artifact + "\nversion=" + version + "\n");
            write(
                    jar,
                    place + "pom.xml",
                    "<project xmlns=\"http://maven.apache.org/POM/4.0.0\"><dependencies>" + dependencies
                            + "</dependencies></project>");
        }
        return file;
    }

    private static void write(ZipOutputStream jar, String name, String content) throws IOException {
        jar.putNextEntry(new ZipEntry(name));
        jar.write(content.getBytes(StandardCharsets.UTF_8));
    }

    private static String dependency(String artifact, String version, String scope) {
        return "<dependency><groupId>" + GROUP + "</groupId><artifactId>" + artifact + "</artifactId><version>"
                + version + "</version>" + (scope == null ? "" : "<scope>" + scope + "</scope>") + "</dependency>";
    }
}
