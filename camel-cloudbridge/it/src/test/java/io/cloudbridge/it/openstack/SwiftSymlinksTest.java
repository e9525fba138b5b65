/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.it.openstack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.cloudbridge.conformance.Samples;
import io.cloudbridge.store.CloudBridgeException.Unsupported;
import io.cloudbridge.store.DeleteRequest;
import io.cloudbridge.store.ListRequest;
import io.cloudbridge.store.ObjectInfo;
import io.cloudbridge.store.ObjectProperties;
import io.cloudbridge.store.ObjectRef;
import io.cloudbridge.store.PutOptions;
import io.cloudbridge.store.ReadOptions;
import io.cloudbridge.store.Source;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Symbolic links, of Swift's own middleware: read as what they lead to, deleted and replaced as what they are. */
class SwiftSymlinksTest {

    private static final byte[] LARGE = Samples.bytes(1, 3L * SwiftPlace.PART + 7);

    private final SwiftPlace place = new SwiftPlace(SwiftPlace.Server.SWIFT);
    private ObjectRef target;
    private ObjectRef link;

    @BeforeEach
    void makeLink() {
        target = place.upload("target", LARGE);
        link = new ObjectRef(place.bucket, "a link");
        place.put(place.bucket + "/a%20link", "", "X-Symlink-Target", place.bucket + "/target");
    }

    @AfterEach
    void close() {
        place.close();
    }

    private void assertTarget() {
        assertThat(place.contentOf(target)).isEqualTo(LARGE);
    }

    @Test
    void aListingTellsWhatIsReadThroughALink() {
        ObjectInfo found = place.store.head(link, ReadOptions.NONE);
        List<ObjectInfo> listed =
                place.store.page(ListRequest.of(place.bucket, "")).objects();

        assertThat(listed).extracting(ObjectInfo::etag).containsExactly(found.etag(), found.etag());
        assertThat(listed).extracting(ObjectInfo::size).containsOnly((long) LARGE.length);
        assertThat(place.contentOf(link)).isEqualTo(LARGE);

        place.store.upload(target, Source.of(Samples.text("new")), PutOptions.NONE, SwiftPlace.PARTS);
        assertThat(place.store.page(ListRequest.of(place.bucket, "a")).objects())
                .extracting(ObjectInfo::size)
                .containsExactly(3L);
    }

    @Test
    void aLinkIsDeletedAndReplacedWithoutWhatItLeadsTo() {
        String etag = place.store.head(link, ReadOptions.NONE).etag();
        place.store.delete(new DeleteRequest(link, etag));
        assertTarget();

        makeLink();
        place.store.upload(link, Source.of(Samples.text("new")), PutOptions.NONE, SwiftPlace.PARTS);
        assertThat(place.contentOf(link)).isEqualTo(Samples.text("new"));
        assertTarget();
    }

    @Test
    void thePropertiesOfALinkAreNotChanged() {
        ObjectProperties before = place.store.head(target, ReadOptions.NONE).properties();
        assertThatExceptionOfType(Unsupported.class)
                .isThrownBy(() ->
                        place.store.setProperties(link, ObjectProperties.NONE.withMetadata(Map.of("a", "b")), null))
                .withMessageContaining("symbolic link");
        assertThat(place.store.head(link, ReadOptions.NONE).properties()).isEqualTo(before);
    }
}
