/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.store.gcp;

import io.cloudbridge.store.Content;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Several contents, one behind the other. */
record JoinedContent(List<Content> parts) implements Content {

    static Content of(Content... parts) {
        return new JoinedContent(List.of(parts));
    }

    @Override
    public long length() {
        return parts.stream().mapToLong(Content::length).sum();
    }

    @Override
    public InputStream open() throws IOException {
        List<InputStream> streams = new ArrayList<>();
        for (Content part : parts) {
            streams.add(part.open());
        }
        return new SequenceInputStream(Collections.enumeration(streams));
    }
}
