/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.it;

import io.cloudbridge.store.Checksum;
import io.cloudbridge.store.Engine;
import io.cloudbridge.store.ObjectRef;
import io.cloudbridge.store.PutOptions;
import io.cloudbridge.store.ReadOptions;
import io.cloudbridge.store.Source;
import io.cloudbridge.store.StoreClient;
import io.cloudbridge.store.StoreConfig;
import io.cloudbridge.store.StoreProvider;
import io.cloudbridge.store.TransferSettings;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A program of its own, so that its heap can be small: uploads a stream whose length it does not tell, and downloads the object to a file. */
public final class SmallHeap {

    /** The object that is made. */
    public static final String KEY = "large";

    private SmallHeap() {}

    /** @param args provider, bucket, number of bytes, file to write, then the provider's settings, a name and a value each */
    public static void main(String[] args) throws IOException {
        ObjectRef ref = new ObjectRef(args[1], KEY);
        Map<String, String> settings = new HashMap<>();
        for (int i = 4; i < args.length; i += 2) {
            settings.put(args[i], args[i + 1]);
        }
        ExecutorService threads = Executors.newCachedThreadPool();
        try (StoreClient store =
                StoreClient.open(provider(args[0]), new StoreConfig(args[0], settings), new Engine(threads))) {
            LongBody body = new LongBody(Long.parseLong(args[2]));
            store.upload(ref, Source.of(body, Source.UNKNOWN), PutOptions.NONE, TransferSettings.DEFAULTS);
            Path file = Path.of(args[3]);
            store.download(ref, file, ReadOptions.NONE, TransferSettings.DEFAULTS);
            Checksum sent = body.checksum();
            try (InputStream in = Files.newInputStream(file)) {
                System.out.println("sent=" + sent.hex());
                System.out.println("read=" + LongBody.checksumOf(in).hex());
            }
        } finally {
            threads.shutdownNow();
        }
    }

    private static StoreProvider provider(String name) {
        return ServiceLoader.load(StoreProvider.class).stream()
                .map(ServiceLoader.Provider::get)
                .filter(provider -> provider.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    /** The command that runs this program in a heap of 48 MB. */
    static List<String> command(Map<String, String> settings, String... arguments) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx48m",
                "-cp",
                System.getProperty("java.class.path"),
                SmallHeap.class.getName()));
        command.addAll(List.of(arguments));
        settings.forEach((name, value) -> command.addAll(List.of(name, value)));
        return command;
    }
}
