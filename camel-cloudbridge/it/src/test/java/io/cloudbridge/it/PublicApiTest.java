/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.cloudbridge.camel.CloudBridgeComponent;
import io.cloudbridge.store.ObjectStore;
import io.cloudbridge.store.aws.AwsProvider;
import io.cloudbridge.store.azure.AzureProvider;
import io.cloudbridge.store.gcp.GcpProvider;
import io.cloudbridge.store.local.LocalProvider;
import io.cloudbridge.store.openstack.OpenstackProvider;
import java.io.IOException;
import java.lang.reflect.Member;
import java.lang.reflect.Modifier;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * What other people's code can see, as a listing that is committed, so that whatever joins or leaves shows in review. Options and headers are recorded by the
 * generated {@code cloudbridge.json} in the same way. To accept a change: {@code ./mvnw -pl camel-cloudbridge/it -am test -Dtest=PublicApiTest
 * -Dsurefire.failIfNoSpecifiedTests=false -Dcloudbridge.api.write=true}.
 */
class PublicApiTest {

    private static final Path LISTING = Path.of("src/test/resources/public-api.txt");

    /** One class of each jar. */
    private static final List<Class<?>> JARS = List.of(
            ObjectStore.class,
            CloudBridgeComponent.class,
            LocalProvider.class,
            AwsProvider.class,
            AzureProvider.class,
            GcpProvider.class,
            OpenstackProvider.class);

    /** Packages that say so in their package-info. */
    private static final String INTERNAL =
            "io\\.cloudbridge\\.camel\\.(connect|message|producer|consumer|monitor|event)\\..*";

    @Test
    void thePublicApiIsWhatWasReviewed() throws Exception {
        List<String> api = new ArrayList<>();
        for (Class<?> jar : JARS) {
            for (String name : classes(jar)) {
                describe(Class.forName(name, false, jar.getClassLoader()), api);
            }
        }
        if (Boolean.getBoolean("cloudbridge.api.write")) {
            Files.write(LISTING, api);
        }
        assertThat(api).containsExactlyElementsOf(Files.readAllLines(LISTING));
    }

    private static TreeSet<String> classes(Class<?> jar) throws IOException, URISyntaxException {
        URI place = jar.getProtectionDomain().getCodeSource().getLocation().toURI();
        if (Files.isDirectory(Path.of(place))) {
            return classes(Path.of(place));
        }
        try (FileSystem files = FileSystems.newFileSystem(URI.create("jar:" + place), Map.of())) {
            return classes(files.getPath("/"));
        }
    }

    private static TreeSet<String> classes(Path root) throws IOException {
        TreeSet<String> names = new TreeSet<>();
        try (Stream<Path> files = Files.walk(root)) {
            files.map(file -> root.relativize(file).toString().replace('\\', '/'))
                    .filter(file -> file.startsWith("io/cloudbridge/") && file.endsWith(".class"))
                    .map(file ->
                            file.substring(0, file.length() - ".class".length()).replace('/', '.'))
                    .filter(name -> !name.matches(".*(-info|Configurer|UriFactory|ConverterLoader)"))
                    .filter(name -> !name.matches(INTERNAL))
                    .forEach(names::add);
        }
        return names;
    }

    private static void describe(Class<?> type, List<String> api) {
        if (!isVisible(type) || !Modifier.isPublic(type.getModifiers())) {
            return;
        }
        api.add(type.toGenericString());
        Stream.of(type.getDeclaredConstructors(), type.getDeclaredMethods(), type.getDeclaredFields())
                .flatMap(Arrays::stream)
                .filter(member -> isVisible((Member) member))
                .map(member -> "  " + member.toString())
                .sorted()
                .forEach(api::add);
    }

    private static boolean isVisible(Class<?> type) {
        return type.getEnclosingClass() == null
                || (Modifier.isPublic(type.getModifiers()) && isVisible(type.getEnclosingClass()));
    }

    private static boolean isVisible(Member member) {
        return !member.isSynthetic() && (member.getModifiers() & (Modifier.PUBLIC | Modifier.PROTECTED)) != 0;
    }
}
