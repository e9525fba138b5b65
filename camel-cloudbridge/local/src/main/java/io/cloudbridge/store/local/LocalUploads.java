/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.store.local;

import io.cloudbridge.store.MultipartUpload;
import io.cloudbridge.store.ObjectRef;
import io.cloudbridge.store.PutOptions;
import io.cloudbridge.store.PutResult;
import io.cloudbridge.store.UnfinishedUpload;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Uploads of one piece, and in parts: each of these a directory in the hidden tree, with the key in a file named {@code key}. */
final class LocalUploads {

    private static final String KEY = "key";

    private LocalUploads() {}

    static PutResult put(BucketDirectory bucket, String key, Commits.Writer content, PutOptions options)
            throws IOException {
        bucket.mustExist();
        Sidecar sidecar = new Sidecar(key, options.properties(), options.tags(), null);
        return new Commits(bucket).write(sidecar, options, content);
    }

    static MultipartUpload start(BucketDirectory bucket, String key, PutOptions options) throws IOException {
        bucket.mustExist();
        Path directory = bucket.hidden().newUpload();
        try {
            Files.write(directory.resolve(KEY), key.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            Trees.delete(directory);
            throw e;
        }
        return new LocalMultipart(bucket, key, options, directory);
    }

    static List<UnfinishedUpload> unfinished(BucketDirectory bucket, String prefix) throws IOException {
        bucket.mustExist();
        Path uploads = bucket.hidden().uploads();
        List<UnfinishedUpload> found = new ArrayList<>();
        for (String id : FileNames.in(uploads)) {
            try {
                Path file = uploads.resolve(id).resolve(KEY);
                String key = Files.readString(file);
                if (!key.isEmpty() && key.startsWith(prefix)) {
                    found.add(new UnfinishedUpload(
                            new ObjectRef(bucket.name(), key),
                            id,
                            Files.getLastModifiedTime(file).toInstant()));
                }
            } catch (NoSuchFileException e) {
                // completed or aborted since it was seen
            }
        }
        found.sort(Comparator.comparing(UnfinishedUpload::started));
        return found;
    }

    static void abort(BucketDirectory bucket, String id) throws IOException {
        bucket.mustExist();
        if (FileNames.in(bucket.hidden().uploads()).contains(id)) {
            Trees.delete(bucket.hidden().uploads().resolve(id));
        }
    }
}
