/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.it.openstack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.cloudbridge.conformance.Samples;
import io.cloudbridge.it.Servers;
import io.cloudbridge.store.CloudBridgeException.Unsupported;
import io.cloudbridge.store.CopyOptions;
import io.cloudbridge.store.ObjectProperties;
import io.cloudbridge.store.ObjectRef;
import io.cloudbridge.store.PutOptions;
import io.cloudbridge.store.ReadOptions;
import io.cloudbridge.store.Source;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A Swift that neither copies nor knows large objects, and says nothing of itself: whatever it cannot do leaves what was there as it was. */
class SwiftBareTest {

    private static final byte[] OLD = Samples.text("old");
    private static final byte[] LARGE = Samples.bytes(1, 3L * SwiftPlace.PART + 7);

    private final SwiftPlace place =
            new SwiftPlace(Swift.with(Swift.v1(4), "authUrl", Servers.setting("swift.bare.authUrl")));

    @AfterEach
    void close() {
        place.close();
    }

    private ObjectRef put(String key, byte[] content, PutOptions options) {
        ObjectRef ref = new ObjectRef(place.bucket, key);
        place.store.upload(ref, Source.of(content), options, SwiftPlace.PARTS);
        return ref;
    }

    @Test
    void anUploadInPartsIsRefused() {
        ObjectRef old = put("old", OLD, PutOptions.NONE);

        for (PutOptions options : new PutOptions[] {PutOptions.NONE, PutOptions.NONE.createOnly()}) {
            assertThatExceptionOfType(Unsupported.class)
                    .isThrownBy(() -> put(options == PutOptions.NONE ? "old" : "new", LARGE, options))
                    .withMessageContaining("slo")
                    .withMessageContaining("multipartThreshold");
        }

        assertThat(place.contentOf(old)).isEqualTo(OLD);
        assertThat(place.keys(place.bucket)).containsExactly("old");
        place.assertNoSegments();
    }

    @Test
    void aCopyIsStreamed() {
        ObjectRef from = put("from", OLD, PutOptions.of(ObjectProperties.NONE.withMetadata(Map.of("a", "b"))));
        ObjectRef to = put("to", Samples.text("older"), PutOptions.NONE);

        place.store.copy(from, place.store, to, CopyOptions.NONE, SwiftPlace.PARTS);

        assertThat(place.contentOf(to)).isEqualTo(OLD);
        assertThat(place.store.head(to, ReadOptions.NONE).properties().metadata())
                .containsEntry("a", "b");
    }
}
