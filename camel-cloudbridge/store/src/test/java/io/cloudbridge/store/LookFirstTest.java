/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Conditions on a server that ignores them without a word, and what {@code *} means on every server. */
class LookFirstTest extends EngineFixture {

    private static final CopyOptions CREATE_ONLY = new CopyOptions(null, PutOptions.NONE.createOnly(), true);

    /** Takes no notice of any condition. */
    private static class Heedless extends MemoryStore {
        @Override
        public Capabilities capabilities() {
            EnumSet<Capabilities.Feature> features = EnumSet.copyOf(CAPABILITIES.features());
            features.addAll(EnumSet.of(Capabilities.Feature.LOOK_FIRST, Capabilities.Feature.COPY_CONDITIONS));
            return with(features);
        }

        private static PutOptions without(PutOptions options) {
            return new PutOptions(
                    options.properties(),
                    options.tags(),
                    options.encryption(),
                    options.encryptionKeyId(),
                    null,
                    null,
                    options.checksum());
        }

        @Override
        public PutResult put(ObjectRef ref, Content content, PutOptions options) {
            return super.put(ref, content, without(options));
        }

        @Override
        public MultipartUpload startMultipart(ObjectRef ref, PutOptions options) {
            return super.startMultipart(ref, without(options));
        }

        @Override
        public java.util.Optional<PutResult> copy(ObjectRef from, ObjectRef to, CopyOptions options) {
            return super.copy(from, to, new CopyOptions(null, without(options.target()), options.keepProperties()));
        }

        @Override
        public List<DeleteResult> delete(String bucket, List<DeleteRequest> requests) {
            return super.delete(
                    bucket,
                    requests.stream()
                            .map(request -> new DeleteRequest(request.ref()))
                            .toList());
        }

        @Override
        public PutResult setProperties(ObjectRef ref, ObjectProperties properties, String ifMatch) {
            objects.computeIfPresent(
                    ref.key(),
                    (key, old) -> new Stored(
                            new ObjectInfo(
                                    ref,
                                    old.info().size(),
                                    old.info().etag(),
                                    old.info().lastModified(),
                                    properties,
                                    old.info().checksum()),
                            old.bytes()));
            return new PutResult("", null, null);
        }
    }

    private final Heedless store = new Heedless();
    private StoreClient client;

    @BeforeEach
    void fill() {
        client = client(store);
        client.upload(ref("old"), Source.of(new byte[] {1}), PutOptions.NONE, SMALL);
        client.upload(ref("source"), Source.of(new byte[] {2}), PutOptions.NONE, SMALL);
    }

    private void refused(ThrowingCallable call) {
        assertThatThrownBy(call).isInstanceOf(CloudBridgeException.PreconditionFailed.class);
        assertThat(store.bytes("old")).containsExactly(1);
        assertThat(store.bytes("missing")).isNull();
        assertThat(store.uploads).isEmpty();
    }

    private void upload(String key, int size, PutOptions options) {
        client.upload(ref(key), Source.of(random(size)), options, SMALL);
    }

    private static PutOptions ifMatch(String etag) {
        return new PutOptions(ObjectProperties.NONE, Map.of(), PutOptions.Encryption.NONE, null, etag, null, null);
    }

    @ParameterizedTest
    @ValueSource(ints = {10, 9000})
    void anUploadIsRefused(int size) {
        refused(() -> upload("old", size, PutOptions.NONE.createOnly()));
        refused(() -> upload("old", size, ifMatch("stale")));
        refused(() -> upload("missing", size, ifMatch("stale")));
        refused(() -> upload("missing", size, ifMatch("*")));
    }

    @ParameterizedTest
    @ValueSource(ints = {10, 9000})
    void anUploadWhoseConditionHoldsIsStored(int size) {
        upload("new", size, PutOptions.NONE.createOnly());
        upload("new", size, ifMatch("*"));
        upload("new", size, ifMatch(MemoryStore.checksum(random(size)).hex()));
        assertThat(store.bytes("new")).hasSize(size);
    }

    @Test
    void anUploadInPartsIsRefusedWhenTheObjectCameWhileItRan() {
        Source body = Source.of(random(9000));
        Heedless busy = new Heedless() {
            @Override
            void before(String verb, String key) {
                super.before(verb, key);
                if (verb.equals("uploadPart")) {
                    Stored other = stored(ref("late"), new byte[] {3});
                    synchronized (objects) {
                        objects.put("late", other);
                    }
                }
            }
        };
        assertThatThrownBy(() -> client(busy).upload(ref("late"), body, PutOptions.NONE.createOnly(), SMALL))
                .isInstanceOf(CloudBridgeException.PreconditionFailed.class);
        assertThat(busy.bytes("late")).containsExactly(3);
        assertThat(busy.uploads).isEmpty();
    }

    /** The first attempt may have been read and its answer lost; what somebody else has written since then stays. */
    @ParameterizedTest
    @ValueSource(strings = {"head", "put"})
    void aRepeatedUploadLooksAgain(String failing) {
        Heedless busy = new Heedless() {
            private boolean failed;

            @Override
            void before(String verb, String key) {
                super.before(verb, key);
                if (verb.equals(failing) && !failed) {
                    failed = true;
                    Stored theirs = stored(ref("k"), new byte[] {3});
                    synchronized (objects) {
                        objects.put("k", theirs);
                    }
                    throw unavailable();
                }
            }
        };
        assertThatThrownBy(() ->
                        client(busy).upload(ref("k"), Source.of(new byte[] {4}), PutOptions.NONE.createOnly(), SMALL))
                .isInstanceOf(CloudBridgeException.PreconditionFailed.class);
        assertThat(busy.bytes("k")).containsExactly(3);
    }

    @Test
    void aCopyIsRefused() {
        refused(() -> client.copy(ref("source"), client, ref("old"), CREATE_ONLY, SMALL));
        refused(() -> client.move(ref("source"), client, ref("old"), CREATE_ONLY, SMALL));
        refused(() ->
                client.copy(ref("source"), client, ref("missing"), CopyOptions.NONE.withSourceIfMatch("stale"), SMALL));
        assertThat(store.bytes("source")).isNotNull();
    }

    @Test
    void aDeleteAndNewPropertiesAreRefused() {
        refused(() -> client.delete(new DeleteRequest(ref("old"), "stale")));
        refused(() -> client.setProperties(ref("old"), ObjectProperties.NONE.withContentType("text/x"), "stale"));
        assertThat(store.objects.get("old").info().contentType()).isNotEqualTo("text/x");
        client.delete(new DeleteRequest(ref("old"), "*"));
        client.delete(new DeleteRequest(ref("missing"), "*"));
        assertThat(store.bytes("old")).isNull();
    }

    /** This store takes {@code *} for an ETag. */
    @Test
    void anyIsNotSentWithAReadOrADelete() {
        MemoryStore literal = new MemoryStore();
        StoreClient there = client(literal);
        there.upload(ref("k"), Source.of(new byte[] {1}), PutOptions.NONE, SMALL);
        assertThat(there.head(ref("k"), ReadOptions.ifMatch("*")).size()).isOne();
        there.open(ref("k"), ByteRange.ALL, ReadOptions.ifMatch("*")).close();
        for (ThrowingCallable read : List.<ThrowingCallable>of(
                () -> there.head(ref("k"), new ReadOptions(null, "*")),
                () -> there.open(ref("k"), ByteRange.ALL, new ReadOptions(null, "*")))) {
            assertThatThrownBy(read).isInstanceOf(CloudBridgeException.PreconditionFailed.class);
        }
        assertThatThrownBy(() -> there.head(ref("none"), ReadOptions.ifMatch("*")))
                .isInstanceOf(CloudBridgeException.ObjectNotFound.class);
        there.copy(ref("k"), there, ref("l"), CopyOptions.NONE.withSourceIfMatch("*"), SMALL);
        assertThat(literal.bytes("l")).containsExactly(1);
    }
}
