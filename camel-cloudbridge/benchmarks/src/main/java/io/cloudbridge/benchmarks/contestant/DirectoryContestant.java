/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.benchmarks.contestant;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;

/** A component that works on a directory, whose files another program has written. */
abstract class DirectoryContestant extends CamelContestant {

    /** Longer than a component waits for a file that might still be written. */
    private static final long SETTLED_MILLIS = 2500;

    final String root;
    private int uploads;

    DirectoryContestant(URI root) {
        super(root);
        this.root = root.getPath();
    }

    @Override
    void run(Task task, Stopwatch watch) throws Exception {
        if (task.name().equals("upload")) {
            // to new names, and nothing is deleted between: a rename that replaces a file flushes it, and an inode that
            // was just deleted is passed
            // over, one by one, for a minute; ext4 would be all that is measured
            super.run(task.in(getClass().getSimpleName() + uploads++ + "/"), watch);
        } else {
            writeFiles(task);
            super.run(task, watch);
        }
    }

    void writeFiles(Task task) throws Exception {
        byte[] body = body(task);
        for (int i = 0; i < task.count(); i++) {
            Path file = Path.of(root, BUCKET, task.key(i));
            if (i == 0) {
                Files.createDirectories(file.getParent());
            }
            Files.write(file, body);
        }
        Thread.sleep(SETTLED_MILLIS);
    }

    @Override
    void awaitDeleted(Task task) throws Exception {
        while (files(Path.of(root, BUCKET, task.prefix())) > 0) {
            // seldom, since looking costs CPU that counts
            Thread.sleep(20);
        }
    }

    private static long files(Path directory) throws IOException {
        try (var all = Files.list(directory)) {
            return all.filter(Files::isRegularFile)
                    .filter(file -> !file.getFileName().toString().startsWith("."))
                    .count();
        }
    }
}
