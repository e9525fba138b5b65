/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.it.openstack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.cloudbridge.conformance.Samples;
import io.cloudbridge.store.CloudBridgeException.Unsupported;
import io.cloudbridge.store.DeleteRequest;
import io.cloudbridge.store.ObjectRef;
import io.cloudbridge.store.PutOptions;
import io.cloudbridge.store.Source;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Containers that keep what is replaced or deleted in them: an old version of a large object keeps its segments. */
class SwiftVersionsTest {

    private static final byte[] LARGE = Samples.bytes(1, 3L * SwiftPlace.PART + 7);

    private final SwiftPlace place = new SwiftPlace(SwiftPlace.Server.SWIFT);
    private String how;

    @AfterEach
    void close() {
        place.change(place.bucket, how, how.equals("X-Versions-Enabled") ? "false" : "");
        place.deleteVersions(place.bucket);
        place.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"X-Versions-Enabled", "X-Versions-Location", "X-History-Location"})
    void whatIsReplacedOrDeletedKeepsItsSegments(String how) {
        this.how = how;
        place.change(place.bucket, how, how.equals("X-Versions-Enabled") ? "true" : place.elsewhere);
        ObjectRef replaced = place.upload("replaced", LARGE);
        ObjectRef deleted = place.upload("deleted", LARGE);
        List<String> segments = place.keys(place.sibling());

        place.store.upload(replaced, Source.of(Samples.text("new")), PutOptions.NONE, SwiftPlace.PARTS);
        place.store.delete(new DeleteRequest(deleted));

        assertThat(place.contentOf(replaced)).isEqualTo(Samples.text("new"));
        assertThat(segments).hasSize(8);
        assertThat(place.keys(place.sibling())).isEqualTo(segments);
        assertThatExceptionOfType(Unsupported.class)
                .isThrownBy(() -> place.store.abortUploads(place.bucket, "", Duration.ZERO))
                .withMessageContaining("old versions");
        assertThat(place.keys(place.sibling())).isEqualTo(segments);
    }
}
