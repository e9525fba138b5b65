/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.store.local;

import static org.assertj.core.api.Assertions.assertThat;

import io.cloudbridge.store.Content;
import io.cloudbridge.store.ObjectRef;
import io.cloudbridge.store.ObjectStore;
import io.cloudbridge.store.PutOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Disks, rights and locales that are not as one would wish. Each in a process of its own, which can be given them. */
class EnvironmentTest {

    @TempDir
    Path root;

    /** A file system of 8 MiB where this user can mount one, else files limited to that size: the system refuses to write either way. */
    @Test
    void aFullDiskIsToldAndHarmsNothing() throws Exception {
        String mount = "mount -t tmpfs -o size=8m tmpfs '" + root + "' && ";
        List<String> smallDisk = List.of("unshare", "--user", "--map-root-user", "--mount", "sh", "-c");
        boolean canMount =
                new ProcessBuilder(with(smallDisk, mount + "true")).start().waitFor() == 0;
        List<String> prefix = canMount
                ? with(smallDisk, mount + "exec \"$0\" \"$@\"")
                : List.of("bash", "-c", "ulimit -f 8192 && exec \"$0\" \"$@\"");
        assertThat(OtherProcess.output(OtherProcess.start(prefix, root, "fill")))
                .isEqualTo("ok");
    }

    @Test
    void aRootThatMayOnlyBeReadServesForReading() throws Exception {
        try (ObjectStore store = LocalStores.open(root)) {
            store.createBucket("bucket");
            store.put(new ObjectRef("bucket", "a/k"), Content.of("text".getBytes()), PutOptions.NONE);
        }
        setRights("r-xr-xr-x");
        try {
            assertThat(OtherProcess.output(OtherProcess.start(ordinaryUser(), root, "look")))
                    .isEqualTo("text[a/k]text AccessDenied AccessDenied AccessDenied AccessDenied AccessDenied");
        } finally {
            setRights("rwxr-xr-x");
        }
    }

    @Test
    void aRootThatMayNotBeReadIsRefusedAtOpenNamingOptionAndRemedy() throws Exception {
        setRights("-wx-wx-wx");
        try {
            assertThat(OtherProcess.output(OtherProcess.start(ordinaryUser(), root, "open")))
                    .startsWith("InvalidRequest")
                    .contains("option rootDirectory of provider local", "may not read; grant it");
        } finally {
            setRights("rwxr-xr-x");
        }
    }

    @Test
    void namesAreUnicodeWhateverTheLocale() throws Exception {
        try (ObjectStore store = LocalStores.open(root)) {
            store.createBucket("bucket");
            for (String locale : List.of("POSIX", "C.UTF-8")) {
                Process other = OtherProcess.start(List.of("env", "LC_ALL=" + locale), root, "roundtrip", locale);
                assertThat(OtherProcess.output(other)).isEqualTo("3");
                assertThat(LocalStores.keys(store, "bucket", locale + "/"))
                        .containsExactly(locale + "/\n", locale + "/ü", locale + "/日本/x");
            }
        }
    }

    /** For root, a process without its right to pass over permissions. */
    private static List<String> ordinaryUser() throws IOException {
        boolean superuser = Files.getOwner(Path.of("/proc/self")).getName().equals("root");
        return superuser ? List.of("setpriv", "--bounding-set=-dac_override,-dac_read_search") : List.of();
    }

    private void setRights(String rights) throws IOException {
        try (Stream<Path> directories = Files.walk(root)) {
            for (Path path : directories.toList()) {
                Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(rights));
            }
        }
    }

    private static List<String> with(List<String> command, String last) {
        List<String> all = new ArrayList<>(command);
        all.add(last);
        return all;
    }
}
