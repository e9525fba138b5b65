/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.store.local;

import io.cloudbridge.store.ObjectStore;
import io.cloudbridge.store.StoreConfig;
import io.cloudbridge.store.StoreProvider;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;

/**
 * Opens directories as object stores, under the name {@code local}. The directories below setting {@code rootDirectory} are the buckets, the
 * files in them the objects; see the package's description. Settings:
 *
 * <ul>
 *   <li>{@code rootDirectory}, required: made if it is missing
 *   <li>{@code forceWrites}, {@code false}: whether a write that has succeeded also survives a loss of power (fsync)
 *   <li>{@code settleTime}, 1 s: how long a file that another program wrote must stay unchanged before a listing shows it; 0 for at once
 *   <li>{@code presignSecret}: the key that signs URLs; a random one is kept in the root unless set
 *   <li>{@code presignPort}, 0 for any free one: where signed URLs are served, on the loopback address
 *   <li>{@code presignBaseUrl}: the URL that clients use for it, if a proxy stands between
 *   <li>{@code presignMaxSize}, 5 GiB: the largest upload to a signed URL, in bytes
 *   <li>{@code presignAllowedOrigins}, {@code *}: origins whose pages may use signed URLs, separated by commas
 *   <li>{@code maxRetries}: as with every provider
 * </ul>
 */
public final class LocalProvider implements StoreProvider {

    @Override
    public String name() {
        return LocalErrors.PROVIDER;
    }

    @Override
    public Set<String> settings() {
        return Set.of(
                "rootDirectory",
                "forceWrites",
                "settleTime",
                "presignSecret",
                "presignPort",
                "presignBaseUrl",
                "presignMaxSize",
                "presignAllowedOrigins",
                "maxRetries");
    }

    @Override
    public ObjectStore open(StoreConfig config) {
        boolean force = config.getBoolean("forceWrites", false);
        SettleTime settleTime = settleTime(config);
        Path directory = directory(config);
        Presigning.Settings presign = Presigning.Settings.of(config);
        try {
            return open(new LocalStore(Root.open(directory), force, settleTime, presign), config);
        } catch (IOException e) {
            throw config.invalid("rootDirectory", "is '" + directory + "', which cannot be used: " + e.getMessage());
        }
    }

    private static ObjectStore open(LocalStore store, StoreConfig config) throws IOException {
        try {
            store.presigning().open(config);
            return store;
        } catch (IOException | RuntimeException e) {
            store.close();
            throw e;
        }
    }

    private static SettleTime settleTime(StoreConfig config) {
        Duration time = config.getDuration("settleTime", Duration.ofSeconds(1));
        if (time.isNegative() || time.compareTo(Duration.ofDays(1)) > 0) {
            throw config.invalid("settleTime", "is " + time + "; use 0 to one day, such as 1s");
        }
        return new SettleTime(time);
    }

    private static Path directory(StoreConfig config) {
        String text = config.require("rootDirectory", "give the directory whose subdirectories are the buckets");
        try {
            Path directory = Path.of(text);
            if (Files.exists(directory) && !Files.isDirectory(directory)) {
                throw config.invalid("rootDirectory", "is '" + text + "', which is a file; give a directory");
            }
            Files.createDirectories(directory);
            if (!Files.isReadable(directory) || !Files.isExecutable(directory)) {
                throw config.invalid(
                        "rootDirectory", "is '" + text + "', which this user may not read; grant it or give another");
            }
            return directory.toRealPath();
        } catch (InvalidPathException | IOException e) {
            throw config.invalid(
                    "rootDirectory",
                    "is '" + text + "', which cannot be made or read (" + e + "); give a directory this user may use");
        }
    }
}
