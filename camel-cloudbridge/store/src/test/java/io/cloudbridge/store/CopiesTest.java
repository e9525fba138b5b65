/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CopiesTest extends EngineFixture {

    private static final Map<String, String> TAGS = Map.of("colour", "red");

    /** Has tags, and copies nothing by itself. */
    private static class Tagged extends MemoryStore {
        private final Map<ObjectRef, Map<String, String>> tags = new HashMap<>();

        @Override
        public Capabilities capabilities() {
            return withFeature(Capabilities.Feature.TAGS);
        }

        @Override
        public PutResult put(ObjectRef ref, Content content, PutOptions options) {
            tags.put(ref, options.tags());
            return super.put(ref, content, options);
        }

        @Override
        public Map<String, String> tags(ObjectRef ref) {
            return tags.get(ref);
        }

        @Override
        public Optional<PutResult> copy(ObjectRef from, ObjectRef to, CopyOptions options) {
            return Optional.empty();
        }
    }

    @Test
    void whatTheServiceDoesNotCopyIsStreamedWithItsTags() {
        Tagged store = new Tagged();
        StoreClient client = client(store);
        client.upload(ref("k"), Source.of(random(100)), PutOptions.NONE.withTags(TAGS), SMALL);

        client.copy(ref("k"), client, ref("copied"), CopyOptions.NONE, SMALL);
        client.move(ref("k"), client, ref("moved"), CopyOptions.NONE, SMALL);

        assertThat(store.bytes("copied")).isEqualTo(random(100));
        assertThat(store.bytes("moved")).isEqualTo(random(100));
        assertThat(store.tags(ref("copied"))).isEqualTo(TAGS);
        assertThat(store.tags(ref("moved"))).isEqualTo(TAGS);
        assertThat(store.bytes("k")).isNull();
    }

    @Test
    void aStreamedCopyToAStoreWithoutTagsIsRefusedAndNothingIsWritten() {
        Tagged store = new Tagged();
        StoreClient client = client(store);
        client.upload(ref("k"), Source.of(random(100)), PutOptions.NONE.withTags(TAGS), SMALL);
        MemoryStore other = new MemoryStore();

        assertThatThrownBy(() -> client.move(ref("k"), client(other), ref("k"), CopyOptions.NONE, SMALL))
                .isInstanceOf(CloudBridgeException.Unsupported.class)
                .hasMessageContaining("tags");

        assertThat(other.bytes("k")).isNull();
        assertThat(store.bytes("k")).isNotNull();
    }

    /** As two connections do that name one account in two ways. */
    @Test
    void aMoveToTheObjectItselfIsRefusedWhicheverClientReachesIt() {
        MemoryStore store = new MemoryStore();
        StoreClient client = client(store);
        StoreClient alias = client(store);
        MemoryStore other = new MemoryStore();
        for (MemoryStore each : List.of(store, other)) {
            client(each).upload(ref("k"), Source.of(random(100)), PutOptions.NONE, SMALL);
        }
        client(other).upload(ref("another"), Source.of(random(1)), PutOptions.NONE, SMALL);

        assertThatThrownBy(() -> client.move(ref("k"), alias, ref("k"), CopyOptions.NONE, SMALL))
                .isInstanceOf(CloudBridgeException.InvalidRequest.class)
                .hasMessageContaining("are the same object");
        assertThat(store.bytes("k")).isEqualTo(random(100));

        assertThat(client.isSameObject(ref("k"), alias, ref("k"))).isTrue();
        client.move(ref("k"), client(other), ref("k"), CopyOptions.NONE, SMALL);
        assertThat(store.bytes("k")).isNull();
        assertThat(other.bytes("k")).isEqualTo(random(100));
    }

    /** S3 says it of a missing object to who may not list the bucket. */
    @Test
    void aTargetThatTellsNothingOfWhatIsMissingIsMovedTo() {
        MemoryStore store = new MemoryStore();
        StoreClient client = client(store);
        client.upload(ref("k"), Source.of(random(100)), PutOptions.NONE, SMALL);
        MemoryStore narrow = new MemoryStore() {
            @Override
            public ObjectInfo head(ObjectRef ref, ReadOptions options) {
                if (bytes(ref.key()) == null) {
                    throw new CloudBridgeException.AccessDenied(Failure.of("no"), null);
                }
                return super.head(ref, options);
            }
        };
        client.move(ref("k"), client(narrow), ref("k"), CopyOptions.NONE, SMALL);
        assertThat(store.bytes("k")).isNull();
        assertThat(narrow.bytes("k")).isEqualTo(random(100));
    }

    @Test
    void whatTheStoreRefusesAsUnsupportedIsNotTriedAnotherWay() {
        MemoryStore store = new MemoryStore() {
            @Override
            public Optional<PutResult> copy(ObjectRef from, ObjectRef to, CopyOptions options) {
                throw CloudBridgeException.unsupported("what these options ask for");
            }
        };
        StoreClient client = client(store);
        client.upload(ref("k"), Source.of(random(100)), PutOptions.NONE, SMALL);

        assertThatThrownBy(() -> client.copy(ref("k"), client, ref("copied"), CopyOptions.NONE, SMALL))
                .isInstanceOf(CloudBridgeException.Unsupported.class)
                .hasMessageContaining("what these options ask for");
        assertThat(store.bytes("copied")).isNull();
    }

    /** As of an object that is deleted and written again while it is copied; or of a store that resolves the source in another way. */
    @ParameterizedTest
    @ValueSource(ints = {1, 10})
    void aSourceThatIsMissingOnlyToTheCopyIsLookedForAgainOnce(int times) {
        AtomicInteger misses = new AtomicInteger(times);
        MemoryStore store = new MemoryStore() {
            @Override
            public Optional<PutResult> copy(ObjectRef from, ObjectRef to, CopyOptions options) {
                if (misses.getAndDecrement() > 0) {
                    throw new CloudBridgeException.ObjectNotFound(
                            Failure.of("no key").withHttp(404, "NoSuchKey", null), null);
                }
                return super.copy(from, to, options);
            }

            @Override
            public boolean bucketExists(String bucket) {
                return true;
            }
        };
        StoreClient client = client(store);
        client.upload(ref("k"), Source.of(random(100)), PutOptions.NONE, SMALL);

        if (times == 1) {
            client.copy(ref("k"), client, ref("copied"), CopyOptions.NONE, SMALL);
            assertThat(store.bytes("copied")).isEqualTo(random(100));
        } else {
            assertThatThrownBy(() -> client.copy(ref("k"), client, ref("copied"), CopyOptions.NONE, SMALL))
                    .isInstanceOf(CloudBridgeException.InvalidState.class)
                    .hasMessageContaining("which is there");
            assertThat(misses).hasValue(times - 2);
        }
    }
}
