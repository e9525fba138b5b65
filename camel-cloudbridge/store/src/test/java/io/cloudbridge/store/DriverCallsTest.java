/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the engine makes of drivers that throw, of empty answers, and of answers that got lost. */
class DriverCallsTest extends EngineFixture {

    static Stream<Supplier<Throwable>> surprises() {
        return Stream.of(
                () -> new IllegalArgumentException("no enum constant"),
                () -> new java.time.format.DateTimeParseException("text", "x", 0),
                () -> new IllegalStateException("Connection pool shut down"),
                StackOverflowError::new);
    }

    @ParameterizedTest
    @MethodSource("surprises")
    void whateverADriverThrowsIsOneOfOurErrors(Supplier<Throwable> surprise) {
        MemoryStore surprising = new MemoryStore() {
            @Override
            void before(String verb, String key) {
                Throwable thrown = surprise.get();
                if (thrown instanceof Error error) {
                    throw error;
                }
                throw (RuntimeException) thrown;
            }
        };
        StoreClient client = client(surprising);
        for (org.assertj.core.api.ThrowableAssert.ThrowingCallable call :
                List.<org.assertj.core.api.ThrowableAssert.ThrowingCallable>of(
                        () -> client.head(ref("k"), ReadOptions.NONE),
                        () -> client.open(ref("k"), ByteRange.ALL, ReadOptions.NONE),
                        () -> client.upload(ref("k"), Source.of(new byte[1]), PutOptions.NONE, SMALL),
                        () -> client.upload(ref("k"), Source.of(new byte[9000]), PutOptions.NONE, SMALL),
                        () -> client.page(ListRequest.of(BUCKET, "")),
                        () -> client.list(ListRequest.of(BUCKET, "")).hasNext(),
                        () -> client.delete(new DeleteRequest(ref("k"))),
                        () -> client.copy(ref("k"), client, ref("l"), CopyOptions.NONE, SMALL),
                        () -> client.createBucket("other"),
                        () -> client.deleteBucket("other"))) {
            assertThatThrownBy(call)
                    .isInstanceOf(CloudBridgeException.class)
                    .hasMessageContaining("provider=memory")
                    .satisfies(e ->
                            assertThat(((CloudBridgeException) e).isRetryable()).isFalse());
        }
    }

    @Test
    void aWrongWholeIsNotCompletedAgain() {
        MemoryStore wrong = new MemoryStore() {
            @Override
            public MultipartUpload startMultipart(ObjectRef ref, PutOptions options) {
                MultipartUpload upload = super.startMultipart(ref, options);
                return new MultipartUpload() {
                    @Override
                    public String id() {
                        return upload.id();
                    }

                    @Override
                    public Part uploadPart(int number, Content content) {
                        try {
                            return new Part(
                                    number,
                                    upload.uploadPart(number, content).etag(),
                                    content.length(),
                                    content.checksum(Checksum.Algorithm.CRC32C));
                        } catch (IOException e) {
                            throw new UncheckedIOException(e);
                        }
                    }

                    @Override
                    public PutResult complete(List<Part> parts) {
                        upload.complete(parts);
                        return new PutResult("e", null, new Checksum(Checksum.Algorithm.CRC32C, "00000000"));
                    }

                    @Override
                    public void abort() {
                        upload.abort();
                    }
                };
            }
        };
        assertThatThrownBy(() -> client(wrong).upload(ref("k"), Source.of(random(9000)), PutOptions.NONE, SMALL))
                .isInstanceOf(CloudBridgeException.ChecksumMismatch.class);
        assertThat(wrong.calls).filteredOn(call -> call.startsWith("complete")).hasSize(1);
    }

    @Test
    void anEmptyAnswerIsNoResult() {
        MemoryStore silent = new MemoryStore() {
            @Override
            public ObjectPage list(ListRequest request) {
                return null;
            }

            @Override
            public ObjectInfo head(ObjectRef ref, ReadOptions options) {
                return null;
            }
        };
        StoreClient client = StoreClient.of("memory", silent, 0, engine);
        assertThatThrownBy(() -> client.page(ListRequest.of(BUCKET, "")))
                .isInstanceOf(CloudBridgeException.Unavailable.class);
        assertThatThrownBy(() -> client.head(ref("k"), ReadOptions.NONE))
                .isInstanceOf(CloudBridgeException.Unavailable.class);
    }

    @Test
    void aNotFoundToAnUploadMeansTheBucket() {
        MemoryStore without = new MemoryStore() {
            @Override
            void before(String verb, String key) {
                throw new CloudBridgeException.ObjectNotFound(Failure.of("no").withHttp(404, null, null), null);
            }
        };
        for (int size : new int[] {1, 9000}) {
            assertThatThrownBy(
                            () -> client(without).upload(ref("k"), Source.of(new byte[size]), PutOptions.NONE, SMALL))
                    .isInstanceOf(CloudBridgeException.BucketNotFound.class);
            assertThatThrownBy(() -> client(without)
                            .upload(ref("k"), Source.of(new byte[size]), PutOptions.NONE.withIfMatch("e"), SMALL))
                    .isInstanceOf(CloudBridgeException.PreconditionFailed.class);
        }
    }

    @Test
    void aCopyOfAMissingSourceNamesTheSource() {
        StoreClient client = client(new MemoryStore() {
            @Override
            public Optional<PutResult> copy(ObjectRef from, ObjectRef to, CopyOptions options) {
                try {
                    return super.copy(from, to, options);
                } catch (CloudBridgeException e) {
                    throw e.in("memory", "copy", to.bucket(), to.key());
                }
            }
        });
        assertThatThrownBy(() -> client.copy(ref("source"), client, ref("target"), CopyOptions.NONE, SMALL))
                .isInstanceOf(CloudBridgeException.ObjectNotFound.class)
                .hasMessageContaining("source of the copy")
                .satisfies(e -> assertThat(((CloudBridgeException) e).getKey()).isEqualTo("source"));
    }

    @Test
    void aPutThatStoredSomethingElseIsNoSuccess() {
        MemoryStore other = new MemoryStore() {
            @Override
            public PutResult put(ObjectRef ref, Content content, PutOptions options) {
                return super.put(ref, Content.of(new byte[0]), options);
            }
        };
        assertThatThrownBy(() -> StoreClient.of("memory", other, 0, engine)
                        .upload(ref("k/"), Source.of(new byte[5]), PutOptions.NONE, SMALL))
                .isInstanceOf(CloudBridgeException.ChecksumMismatch.class);
    }

    /** Does what it is asked, and loses the first answer to each verb. */
    private static class Forgetful extends MemoryStore {
        private final java.util.Set<String> lost = new java.util.HashSet<>();
        private ObjectProperties properties = ObjectProperties.NONE;
        private Instant created;
        private int version = 1;

        @Override
        void after(String verb) {
            if (lost.add(verb)) {
                throw unavailable();
            }
        }

        @Override
        public void createBucket(String bucket) {
            if (created != null) {
                throw new CloudBridgeException.AlreadyExists(Failure.of("exists"), null);
            }
            created = Instant.now();
            after("createBucket");
        }

        @Override
        public List<BucketInfo> listBuckets() {
            return List.of(new BucketInfo("new", created, null));
        }

        @Override
        public List<DeleteResult> delete(String bucket, List<DeleteRequest> requests) {
            List<DeleteResult> results = requests.stream()
                    .map(request -> objects.containsKey(request.ref().key())
                            ? super.delete(bucket, List.of(request)).get(0)
                            : new DeleteResult(
                                    request.ref(),
                                    new CloudBridgeException.PreconditionFailed(Failure.of("gone"), null)))
                    .toList();
            after("delete");
            return results;
        }

        @Override
        public ObjectInfo head(ObjectRef ref, ReadOptions options) {
            ObjectInfo info = super.head(ref, options);
            return new ObjectInfo(ref, info.size(), info.etag(), null, properties, info.checksum());
        }

        @Override
        public PutResult setProperties(ObjectRef ref, ObjectProperties wanted, String ifMatch) {
            if (!ifMatch.equals("v" + version)) {
                throw new CloudBridgeException.PreconditionFailed(Failure.of("changed"), null);
            }
            properties = wanted;
            version++;
            after("setProperties");
            return new PutResult("v" + version, null, null);
        }

        @Override
        public Capabilities capabilities() {
            return withFeature(Capabilities.Feature.COPY_CONDITIONS);
        }

        @Override
        public Optional<PutResult> copy(ObjectRef from, ObjectRef to, CopyOptions options) {
            if (options.target().ifNoneMatch() != null && bytes(to.key()) != null) {
                throw new CloudBridgeException.PreconditionFailed(Failure.of("exists"), null);
            }
            Optional<PutResult> result = super.copy(from, to, options);
            after("copy");
            return result;
        }
    }

    @Test
    void lostAnswersToWritesOnConditionAreProvenToBeSuccesses() {
        Forgetful store = new Forgetful();
        StoreClient client = client(store);
        client.createBucket("new");
        String etag = client.upload(ref("k"), Source.of(new byte[] {1}), PutOptions.NONE, SMALL)
                .etag();
        client.copy(ref("k"), client, ref("copy"), new CopyOptions(null, PutOptions.NONE.createOnly(), true), SMALL);
        client.setProperties(ref("k"), ObjectProperties.NONE.withMetadata(Map.of("a", "b")), "v1");
        client.delete(new DeleteRequest(ref("k"), etag));
        assertThat(store.objects).containsOnlyKeys("copy");
    }

    @Test
    void aBucketThatWasThereBeforeIsNotTakenForOurs() {
        Forgetful store = new Forgetful();
        store.created = Instant.now().minus(Duration.ofDays(1));
        store.lost.add("createBucket");
        MemoryStore down = new MemoryStore() {
            private boolean first = true;

            @Override
            public void createBucket(String bucket) {
                if (first) {
                    first = false;
                    throw unavailable();
                }
                store.createBucket(bucket);
            }

            @Override
            public List<BucketInfo> listBuckets() {
                return store.listBuckets();
            }
        };
        assertThatThrownBy(() -> client(down).createBucket("new"))
                .isInstanceOf(CloudBridgeException.AlreadyExists.class);
    }

    @ParameterizedTest
    @ValueSource(
            classes = {
                IllegalStateException.class,
                AssertionError.class,
                NoClassDefFoundError.class,
                StackOverflowError.class,
                Error.class,
                Exception.class
            })
    void listenersAndTracersThatThrowChangeNothing(Class<? extends Throwable> kind) throws Exception {
        Throwable thrown = kind.getDeclaredConstructor().newInstance();
        AtomicInteger told = new AtomicInteger();
        engine.addRequestListener((provider, operation, outcome, took) -> fail(thrown, told));
        engine.transfers().addListener(new TransferListener() {
            @Override
            public void started(TransferStatus transfer) {
                fail(thrown, told);
            }

            @Override
            public void progressed(TransferStatus transfer) {
                fail(thrown, told);
            }

            @Override
            public void ended(TransferStatus transfer, Throwable failure) {
                fail(thrown, told);
            }
        });
        MemoryStore store = new MemoryStore();
        Callable<PutResult> upload =
                () -> client(store).upload(ref("k"), Source.of(new byte[9000]), PutOptions.NONE, SMALL);
        RequestTracer.follow(
                (provider, verb, bucket, key) -> {
                    fail(thrown, told);
                    return null;
                },
                upload);
        assertThat(store.bytes("k")).hasSize(9000);
        assertThat(told.get()).isGreaterThan(3);
        assertThat(engine.transfers().active()).isEmpty();
        assertThat(engine.pendingCalls()).isEmpty();
    }

    /** As code of another JVM language can, where checked exceptions need no declaration. */
    @SuppressWarnings("unchecked")
    private static <T extends Throwable> void fail(Throwable thrown, AtomicInteger told) throws T {
        told.incrementAndGet();
        throw (T) thrown;
    }

    @Test
    void anErrorKeepsWhatIsKnownOfItWhenItIsSerialized() throws Exception {
        CloudBridgeException error =
                new CloudBridgeException.Throttled(Failure.of("slow"), null).in("aws", "upload", "b", "k");
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(error);
        }
        try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
            CloudBridgeException read = (CloudBridgeException) in.readObject();
            assertThat(read).isInstanceOf(CloudBridgeException.Throttled.class).hasMessage(error.getMessage());
            assertThat(read.getKey()).isEqualTo("k");
            assertThat(read.isRetryable()).isTrue();
        }
    }
}
