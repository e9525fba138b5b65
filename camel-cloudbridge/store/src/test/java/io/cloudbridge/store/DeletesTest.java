/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class DeletesTest extends EngineFixture {

    private static List<DeleteRequest> requests(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> new DeleteRequest(ref("k" + i)))
                .toList();
    }

    private static void fill(MemoryStore store, int count) {
        IntStream.range(0, count)
                .forEach(i -> store.put(ref("k" + i), Content.of(new byte[] {(byte) i}), PutOptions.NONE));
        store.calls.clear();
    }

    @Test
    void manyGoInBulkCallsOfTheStoresSize() {
        MemoryStore store = new MemoryStore();
        fill(store, 25);
        List<DeleteResult> results = client(store).deleteAll(requests(25));

        assertThat(results)
                .allMatch(DeleteResult::deleted)
                .extracting(DeleteResult::key)
                .startsWith("k0", "k1", "k2");
        assertThat(store.calls).containsExactly("delete 10", "delete 10", "delete 5");
        assertThat(store.objects).isEmpty();
    }

    @Test
    void aRefusedBulkCallGoesOnOneByOne() {
        MemoryStore store = new MemoryStore() {
            @Override
            void before(String verb, String key) {
                super.before(verb, key);
                if (verb.equals("delete") && !key.equals("1")) {
                    throw new CloudBridgeException.InvalidRequest(
                            Failure.of("no bulk here").withHttp(400, null, null), null);
                }
            }
        };
        fill(store, 8);
        assertThat(client(store).deleteAll(requests(8))).hasSize(8).allMatch(DeleteResult::deleted);
        assertThat(store.objects).isEmpty();
    }

    @Test
    void aServerThatBreaksOnBulkCallsIsAskedOneByOne() {
        MemoryStore store = broken(key -> !key.equals("1"));
        fill(store, 8);
        assertThat(client(store).deleteAll(requests(8))).hasSize(8).allMatch(DeleteResult::deleted);
        assertThat(store.objects).isEmpty();
        assertThat(store.calls.stream().filter("delete 8"::equals)).hasSize(1);
    }

    @Test
    void aServerThatBreaksOnEverythingIsNotAskedForEachObject() {
        MemoryStore store = broken(key -> true);
        fill(store, 8);
        assertThat(client(store).deleteAll(requests(8))).hasSize(8).allSatisfy(r -> assertThat(r.failure())
                .isInstanceOf(CloudBridgeException.Unavailable.class));
        assertThat(store.objects).hasSize(8);
        assertThat(store.calls).hasSizeLessThanOrEqualTo(10);
    }

    private static MemoryStore broken(Predicate<String> isBroken) {
        return new MemoryStore() {
            @Override
            void before(String verb, String key) {
                super.before(verb, key);
                if (verb.equals("delete") && isBroken.test(key)) {
                    throw new CloudBridgeException.Unavailable(
                            Failure.of("oh")
                                    .withHttp(500, "InternalError", null)
                                    .withRetryable(true),
                            null);
                }
            }
        };
    }

    /** A store with directories, which lists them before what is in them and deletes only empty ones. */
    private static class Directories extends MemoryStore {
        @Override
        public List<DeleteResult> delete(String bucket, List<DeleteRequest> requests) {
            List<DeleteResult> results = new ArrayList<>();
            for (DeleteRequest request : requests) {
                synchronized (objects) {
                    boolean empty = objects.keySet().stream()
                            .noneMatch(key -> key.startsWith(request.ref().key() + "/"));
                    results.add(
                            empty
                                    ? super.delete(bucket, List.of(request)).get(0)
                                    : new DeleteResult(
                                            request.ref(),
                                            new CloudBridgeException.InvalidState(
                                                    Failure.of("not empty").withHttp(409, null, null), null)));
                }
            }
            return results;
        }
    }

    @Test
    void directoriesThatAreNotEmptyAreDeletedAfterWhatIsInThem() {
        MemoryStore store = new Directories();
        List<String> keys = List.of("d", "d/a", "d/s", "d/s/b", "d/s/deep", "d/s/deep/c", "d/t", "d/t/x", "e");
        keys.forEach(key -> store.put(ref(key), Content.of(new byte[1]), PutOptions.NONE));

        assertThat(client(store).deletePrefix("b", "d")).isEqualTo(8);
        assertThat(store.objects).hasSize(1);
    }

    @Test
    void aDirectoryThatStaysFullIsToldOnce() {
        AtomicInteger refused = new AtomicInteger();
        MemoryStore store = new MemoryStore() {
            @Override
            public List<DeleteResult> delete(String bucket, List<DeleteRequest> requests) {
                return requests.stream()
                        .map(request -> request.ref().key().equals("k1")
                                ? new DeleteResult(
                                        request.ref(),
                                        new CloudBridgeException.InvalidState(
                                                Failure.of("refusal " + refused.incrementAndGet())
                                                        .withHttp(409, null, null),
                                                null))
                                : super.delete(bucket, List.of(request)).get(0))
                        .toList();
            }
        };
        fill(store, 3);

        assertThatThrownBy(() -> client(store).deletePrefix("b", "k"))
                .isInstanceOf(CloudBridgeException.InvalidState.class)
                .hasMessageContaining("refusal 2")
                .satisfies(e -> assertThat(e.getSuppressed()).isEmpty());
        assertThat(store.objects).hasSize(1);
    }

    @Test
    void aStoreThatRefusesEverythingIsNotAskedAThousandTimes() {
        MemoryStore store = new MemoryStore() {
            @Override
            void before(String verb, String key) {
                super.before(verb, key);
                if (verb.equals("delete")) {
                    throw new CloudBridgeException.AccessDenied(Failure.of("no").withHttp(403, null, null), null);
                }
            }
        };
        fill(store, 10);
        assertThat(client(store).deleteAll(requests(10))).hasSize(10).allSatisfy(r -> assertThat(r.failure())
                .isInstanceOf(CloudBridgeException.AccessDenied.class)
                .hasMessageContaining("key=" + r.key()));
        assertThat(store.calls).containsExactly("delete 10", "delete 1");
    }

    @Test
    void aVersionIsNotTakenForTheObjectWhereAStoreHasNone() {
        MemoryStore store = new MemoryStore();
        fill(store, 1);
        DeleteResult result = client(store)
                .deleteAll(List.of(new DeleteRequest(new ObjectRef("b", "k0", "v1"))))
                .get(0);

        assertThat(result.failure()).isInstanceOf(CloudBridgeException.Unsupported.class);
        assertThat(store.objects).hasSize(1);
    }

    @Test
    void withoutConditionsInTheStoreTheEngineLooksFirst() {
        MemoryStore store = new MemoryStore() {
            @Override
            public Capabilities capabilities() {
                return without(Capabilities.Feature.DELETE_IF_MATCH);
            }
        };
        fill(store, 3);
        String etag0 = MemoryStore.checksum(new byte[] {0}).hex();
        List<DeleteResult> results = client(store)
                .deleteAll(List.of(
                        new DeleteRequest(ref("k0"), etag0),
                        new DeleteRequest(ref("k1"), etag0),
                        new DeleteRequest(ref("gone"), etag0),
                        new DeleteRequest(ref("k2"))));

        assertThat(results).extracting(DeleteResult::deleted).containsExactly(true, false, true, true);
        assertThat(results.get(1).failure()).isInstanceOf(CloudBridgeException.PreconditionFailed.class);
        assertThat(store.objects).containsOnlyKeys("k1");
    }

    /** Does not delete on condition; lists and looks. */
    private static class Unconditional extends MemoryStore {
        @Override
        public Capabilities capabilities() {
            return without(Capabilities.Feature.DELETE_IF_MATCH);
        }
    }

    private static List<DeleteRequest> pinned(MemoryStore store, int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> new DeleteRequest(
                        ref("k" + i), store.objects.get("k" + i).info().etag()))
                .toList();
    }

    @Test
    void aGroupIsCheckedByOneListingAndNotObjectByObject() {
        MemoryStore store = new Unconditional();
        fill(store, 7);
        List<DeleteRequest> requests = pinned(store, 7);
        store.calls.clear();
        assertThat(client(store).deleteAll(requests)).allMatch(DeleteResult::deleted);
        assertThat(store.calls).containsExactly("list null", "delete 7");
    }

    @Test
    void whatTheListingDoesNotConfirmIsLookedAt() {
        MemoryStore store = new Unconditional() {
            @Override
            public ObjectPage list(ListRequest request) {
                return new ObjectPage(
                        super.list(request).objects().stream()
                                .filter(object -> !object.key().equals("k3"))
                                .map(object -> object.key().equals("k1")
                                        ? new ObjectInfo(object.ref(), 1, "listed", null, null, null)
                                        : object)
                                .toList(),
                        List.of(),
                        null);
            }
        };
        fill(store, 6);
        List<DeleteRequest> requests = pinned(store, 6);
        store.put(ref("k2"), Content.of(new byte[] {99}), PutOptions.NONE);
        store.calls.clear();
        List<DeleteResult> results = client(store).deleteAll(requests);

        assertThat(results)
                .filteredOn(result -> !result.deleted())
                .singleElement()
                .satisfies(result -> {
                    assertThat(result.key()).isEqualTo("k2");
                    assertThat(result.failure()).isInstanceOf(CloudBridgeException.PreconditionFailed.class);
                });
        assertThat(store.objects).containsOnlyKeys("k2");
        assertThat(store.calls).containsExactlyInAnyOrder("list null", "head k1", "head k2", "head k3", "delete 5");
    }

    @Test
    void keysFarApartAreNotListedAllTheWay() {
        MemoryStore store = new Unconditional();
        fill(store, 1000);
        List<DeleteRequest> requests = IntStream.of(0, 500, 999)
                .mapToObj(i -> new DeleteRequest(
                        ref("k" + i), store.objects.get("k" + i).info().etag()))
                .toList();
        store.calls.clear();
        assertThat(client(store).deleteAll(requests)).allMatch(DeleteResult::deleted);
        assertThat(store.calls).filteredOn(call -> call.startsWith("list")).hasSizeLessThanOrEqualTo(3);
        assertThat(store.calls).filteredOn(call -> call.startsWith("head")).hasSize(2);
    }

    @Test
    void withoutTheRightToListEachObjectIsLookedAt() {
        MemoryStore store = new Unconditional() {
            @Override
            public ObjectPage list(ListRequest request) {
                throw new CloudBridgeException.AccessDenied(Failure.of("no").withHttp(403, null, null), null);
            }
        };
        fill(store, 5);
        assertThat(client(store).deleteAll(pinned(store, 5))).allMatch(DeleteResult::deleted);
        assertThat(store.calls).filteredOn(call -> call.startsWith("head")).hasSize(5);
    }

    @Test
    void anAnswerThatDoesNotTellOfEachKeyIsNotBelieved() {
        for (java.util.function.UnaryOperator<List<DeleteResult>> lie :
                List.<java.util.function.UnaryOperator<List<DeleteResult>>>of(
                        results -> null,
                        results -> List.of(),
                        results -> results.subList(1, results.size()),
                        results -> results.stream()
                                .map(result -> new DeleteResult(ref("other")))
                                .toList())) {
            MemoryStore store = new MemoryStore() {
                @Override
                public List<DeleteResult> delete(String bucket, List<DeleteRequest> requests) {
                    List<DeleteResult> results = requests.stream()
                            .map(request -> new DeleteResult(request.ref()))
                            .toList();
                    return lie.apply(results);
                }
            };
            fill(store, 5);
            assertThat(StoreClient.of("memory", store, 0, engine).deleteAll(requests(5)))
                    .hasSize(5)
                    .allSatisfy(result ->
                            assertThat(result.failure()).isInstanceOf(CloudBridgeException.Unavailable.class));
        }
    }

    @Test
    void aMovedSourceThatWasReplacedMeanwhileStays() {
        MemoryStore store = new MemoryStore() {
            @Override
            public Optional<PutResult> copy(ObjectRef from, ObjectRef to, CopyOptions options) {
                Optional<PutResult> result = super.copy(from, to, options);
                put(from, Content.of(new byte[] {9}), PutOptions.NONE);
                return result;
            }
        };
        fill(store, 1);
        StoreClient one = client(store);
        assertThatThrownBy(() -> one.move(ref("k0"), one, ref("moved"), CopyOptions.NONE, SMALL))
                .isInstanceOf(CloudBridgeException.PreconditionFailed.class);
        assertThat(store.bytes("k0")).containsExactly(9);
        assertThat(store.bytes("moved")).isNotNull();
    }
}
