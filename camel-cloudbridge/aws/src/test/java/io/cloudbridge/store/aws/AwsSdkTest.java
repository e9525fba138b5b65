/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.store.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cloudbridge.store.CloudBridgeException.InvalidState;
import io.cloudbridge.store.driver.SdkJars;
import java.io.File;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AwsSdkTest {

    @TempDir
    private Path folder;

    @Test
    void everyModuleThatComesAlongIsLookedAt() {
        Pattern jar = Pattern.compile(".*/software/amazon/awssdk/([\\w-]+)/.*");
        Set<String> onClassPath = Arrays.stream(
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"))
                                .split(File.pathSeparator))
                .map(jar::matcher)
                .filter(Matcher::matches)
                .map(match -> match.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
        onClassPath.removeAll(Set.of("s3", "sts"));
        assertThat(AwsSdk.MODULES).containsExactlyInAnyOrderElementsOf(onClassPath);
        assertThatCode(AwsSdk::check).doesNotThrowAnyException();
    }

    /** As where an older release of Camel's own component has chosen some of the jars. */
    @Test
    void oneOlderModuleIsNamedAtStart() throws Exception {
        assertRefused("checksums-spi", "2.41.28", "checksums-spi 2.41.28", "is too old: s3 ");
        assertRefused("s3", "2.41.28", "s3 2.41.28", "is too old: provider aws needs " + AwsSdk.OLDEST);
    }

    private void assertRefused(String artifact, String version, String... words) throws Exception {
        Path properties =
                folder.resolve(artifact).resolve("META-INF/maven/" + AwsSdk.GROUP + "/" + artifact + "/pom.properties");
        Files.createDirectories(properties.getParent());
        Files.writeString(properties, "version=" + version);
        URL[] older = {folder.resolve(artifact).toUri().toURL()};
        try (URLClassLoader first = new URLClassLoader(older, null) {
            @Override
            public URL getResource(String name) {
                URL own = findResource(name);
                return own == null ? AwsSdk.class.getClassLoader().getResource(name) : own;
            }
        }) {
            assertThatThrownBy(() -> AwsSdk.check(new SdkJars(first, AwsSdk.GROUP)))
                    .isInstanceOf(InvalidState.class)
                    .message()
                    .contains(words);
        }
    }
}
