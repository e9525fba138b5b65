/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.benchmarks.contestant;

import io.cloudbridge.camel.CloudBridgeConstants;
import java.net.URI;

/** This project on a directory. The bucket is a directory below the root. */
final class LocalContestant extends DirectoryContestant {

    private final String bucket = "cloudbridge:" + BUCKET + "?provider=local&rootDirectory=" + root;

    private LocalContestant(URI root) {
        super(root);
    }

    public static void main(String[] args) throws Exception {
        compete(args, LocalContestant::new);
    }

    @Override
    String consumer(Task task) {
        return bucket + "&initialDelay=0&delete=true&prefix=" + task.prefix();
    }

    @Override
    String producer(String operation) {
        return bucket + "&operation=" + operation;
    }

    @Override
    String keyHeader() {
        return CloudBridgeConstants.KEY;
    }
}
