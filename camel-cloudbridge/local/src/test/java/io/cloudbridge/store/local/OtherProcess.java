/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.store.local;

import io.cloudbridge.store.CloudBridgeException;
import io.cloudbridge.store.Content;
import io.cloudbridge.store.DeleteRequest;
import io.cloudbridge.store.MultipartUpload;
import io.cloudbridge.store.ObjectRef;
import io.cloudbridge.store.ObjectStore;
import io.cloudbridge.store.PresignRequest;
import io.cloudbridge.store.PutOptions;
import io.cloudbridge.store.ReadOptions;
import io.cloudbridge.store.SignedRequest;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** A second JVM with a store on the same root, for tests of what processes do to each other and of being killed. */
final class OtherProcess {

    private OtherProcess() {}

    static Process start(Path root, String... arguments) throws IOException {
        return start(List.of(), root, arguments);
    }

    /** @param prefix a command that runs the JVM, or nothing */
    static Process start(List<String> prefix, Path root, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(prefix);
        command.addAll(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx64m",
                "-cp",
                System.getProperty("java.class.path"),
                OtherProcess.class.getName(),
                root.toString()));
        command.addAll(Arrays.asList(arguments));
        return new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    /** All that the process printed; it ends by itself. */
    static String output(Process process) throws IOException, InterruptedException {
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new IllegalStateException("the other process failed: " + output);
        }
        return output.strip();
    }

    public static void main(String[] arguments) throws IOException {
        if (arguments[1].equals("open")) {
            System.out.println(open(Path.of(arguments[0])));
            return;
        }
        ObjectStore store = LocalStores.open(Path.of(arguments[0]));
        switch (arguments[1]) {
            case "create" -> System.out.println(create(store, Integer.parseInt(arguments[2])));
            case "count" -> count(store, Integer.parseInt(arguments[2]));
            case "put" -> store.put(new ObjectRef("bucket", "k"), new Stalling(), PutOptions.NONE);
            case "parts" -> parts(store);
            case "roundtrip" -> System.out.println(roundtrip(store, arguments[2]));
            case "fill" -> System.out.println(fill(store, Path.of(arguments[0])));
            case "look" -> System.out.println(look(store));
            default -> throw new IllegalArgumentException(arguments[1]);
        }
        store.close();
    }

    private static String open(Path root) {
        try {
            LocalStores.open(root).close();
            return "open";
        } catch (CloudBridgeException e) {
            return e.getClass().getSimpleName() + ": " + e.getMessage();
        }
    }

    /** Creates keys that others create as well, and says how many it won. */
    static int create(ObjectStore store, int keys) {
        int won = 0;
        for (int i = 0; i < keys; i++) {
            try {
                store.put(
                        new ObjectRef("bucket", "d" + i + "/k"),
                        Content.of(new byte[10]),
                        PutOptions.NONE.createOnly());
                won++;
            } catch (CloudBridgeException.PreconditionFailed e) {
                // another was faster
            }
        }
        return won;
    }

    /** Adds to a number in an object, so often, each time on the version it has read. */
    static void count(ObjectStore store, int times) {
        ObjectRef ref = new ObjectRef("bucket", "number");
        for (int done = 0; done < times; ) {
            String etag = store.head(ref, ReadOptions.NONE).etag();
            try {
                int number = Integer.parseInt(LocalStores.text(store, ref)) + 1;
                store.put(
                        ref,
                        Content.of(String.valueOf(number).getBytes(StandardCharsets.UTF_8)),
                        PutOptions.NONE.withIfMatch(etag));
                done++;
            } catch (CloudBridgeException.PreconditionFailed e) {
                // another was faster
            }
        }
    }

    private static void parts(ObjectStore store) {
        MultipartUpload upload = store.startMultipart(new ObjectRef("bucket", "k"), PutOptions.NONE);
        upload.uploadPart(1, Content.of(new byte[1 << 20]));
        upload.uploadPart(2, new Stalling());
    }

    private static String roundtrip(ObjectStore store, String base) {
        List<String> keys = List.of(base + "/ü", base + "/日本/x", base + "/\n");
        for (String key : keys) {
            store.put(new ObjectRef("bucket", key), Content.of(new byte[1]), PutOptions.NONE);
        }
        return String.valueOf(LocalStores.keys(store, "bucket", base + "/").size());
    }

    /** Stores more than there is room for; returns {@code ok} if that is told and harms nothing. */
    private static String fill(ObjectStore store, Path root) throws IOException {
        ObjectRef ref = new ObjectRef("bucket", "a/k");
        store.createBucket("bucket");
        store.put(ref, Content.of("old".getBytes(StandardCharsets.UTF_8)), PutOptions.NONE);
        Content large = Content.of(new byte[16 << 20]);
        MultipartUpload upload = store.startMultipart(ref, PutOptions.NONE);
        List<Runnable> writes =
                List.of(() -> store.put(ref, large, PutOptions.NONE), () -> upload.uploadPart(1, large));
        for (Runnable write : writes) {
            try {
                write.run();
                return "there was room for it";
            } catch (CloudBridgeException.InvalidState e) {
                if (e.isRetryable() || !e.getMessage().contains("there is no space left below rootDirectory")) {
                    return e.toString();
                }
            }
        }
        upload.abort();
        store.put(new ObjectRef("bucket", "b"), Content.of(new byte[100_000]), PutOptions.NONE);
        return LocalStores.leftovers(root).isEmpty()
                        && LocalStores.text(store, ref).equals("old")
                        && LocalStores.keys(store, "bucket", "").equals(List.of("a/k", "b"))
                ? "ok"
                : "the failure left something behind";
    }

    /** Reads where nothing may be written; returns what could be read and the errors of the writes. */
    private static String look(ObjectStore store) throws IOException {
        ObjectRef ref = new ObjectRef("bucket", "a/k");
        StringBuilder seen = new StringBuilder(LocalStores.text(store, ref));
        seen.append(LocalStores.keys(store, "bucket", ""));
        SignedRequest signed = store.presign(new PresignRequest(PresignRequest.Method.GET, ref, Duration.ofMinutes(1)));
        try (InputStream in = signed.url().toURL().openStream()) {
            seen.append(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        }
        List<Runnable> writes = List.of(
                () -> store.put(ref, Content.of(new byte[1]), PutOptions.NONE),
                () -> store.startMultipart(ref, PutOptions.NONE),
                () -> store.setTags(ref, Map.of()),
                () -> store.createBucket("another"));
        for (Runnable write : writes) {
            try {
                write.run();
            } catch (CloudBridgeException e) {
                seen.append(' ').append(e.getClass().getSimpleName());
            }
        }
        CloudBridgeException refused =
                store.delete("bucket", List.of(new DeleteRequest(ref))).get(0).failure();
        return seen + " " + refused.getClass().getSimpleName();
    }

    /** Says when it is half read, and never ends. */
    private static final class Stalling implements Content {
        @Override
        public long length() {
            return 4 << 20;
        }

        @Override
        public InputStream open() {
            return new InputStream() {
                private int count;

                @Override
                public int read() {
                    if (++count > 2 << 20) {
                        System.out.println("half");
                        System.out.flush();
                        try {
                            Thread.currentThread().join();
                        } catch (InterruptedException e) {
                            throw new UncheckedIOException(new IOException(e));
                        }
                    }
                    return 'x';
                }
            };
        }
    }
}
