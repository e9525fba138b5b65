/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.store.gcp;

import com.google.api.client.googleapis.batch.BatchRequest;
import com.google.api.client.googleapis.batch.json.JsonBatchCallback;
import com.google.api.client.googleapis.json.GoogleJsonError;
import com.google.api.client.http.HttpHeaders;
import com.google.api.client.http.HttpResponseException;
import com.google.api.services.storage.Storage;
import com.google.api.services.storage.StorageRequest;
import com.google.api.services.storage.model.StorageObject;
import io.cloudbridge.store.CloudBridgeException;
import io.cloudbridge.store.DeleteRequest;
import io.cloudbridge.store.DeleteResult;
import io.cloudbridge.store.Failure;
import io.cloudbridge.store.ObjectRef;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/** Deletes up to 100 objects with one batch request; two where conditions on ETags have to be turned into generations. */
final class GcpDeletes {

    /** The most calls of one batch. */
    static final int MOST = 100;

    /** How a server answers that has no batches, as emulators do; a missing bucket or object shows in the answers within a batch. */
    private static final Set<Integer> NO_BATCHES = Set.of(404, 405, 501);

    private final GcpStore store;
    private final GcpClient client;

    GcpDeletes(GcpStore store, GcpClient client) {
        this.store = store;
        this.client = client;
    }

    List<DeleteResult> delete(String bucket, List<DeleteRequest> requests) {
        String key = requests.size() == 1 ? requests.get(0).ref().key() : null;
        Round round = new Round(bucket, requests);
        store.call("delete", bucket, key, () -> {
            round.look();
            round.delete();
            return null;
        });
        return Arrays.asList(round.results);
    }

    /** Does nothing more with a request once it has a result. */
    private final class Round {
        private final String bucket;
        private final List<DeleteRequest> requests;
        private final DeleteResult[] results;
        private final Long[] generations;
        private final Long[] metagenerations;

        private Round(String bucket, List<DeleteRequest> requests) {
            this.bucket = bucket;
            this.requests = requests;
            this.results = new DeleteResult[requests.size()];
            this.generations = new Long[requests.size()];
            this.metagenerations = new Long[requests.size()];
        }

        private void look() throws IOException {
            Calls<StorageObject> calls = new Calls<>();
            for (int i = 0; i < results.length; i++) {
                if (requests.get(i).ifMatch() != null) {
                    ObjectRef ref = requests.get(i).ref();
                    Storage.Objects.Get get = client.api().objects().get(bucket, ref.key());
                    get.setGeneration(GcpObjects.generation(ref.versionId()));
                    get.setFields("generation,metageneration,etag");
                    int at = i;
                    calls.add(i, get, object -> found(at, object));
                }
            }
            calls.send();
        }

        private void found(int i, StorageObject object) {
            DeleteRequest request = requests.get(i);
            if (request.ifMatch().equals(object.getEtag())) {
                generations[i] = object.getGeneration();
                metagenerations[i] = object.getMetageneration();
                return;
            }
            fail(
                    i,
                    new CloudBridgeException.PreconditionFailed(
                            Failure.of("the object has ETag " + object.getEtag() + ", not " + request.ifMatch()
                                            + ": it was replaced, and is left alone")
                                    .in(
                                            GcpProvider.NAME,
                                            "delete",
                                            bucket,
                                            request.ref().key())
                                    .withHttp(412, "conditionNotMet", null),
                            null));
        }

        private void delete() throws IOException {
            Calls<Void> calls = new Calls<>();
            for (int i : IntStream.range(0, results.length)
                    .filter(i -> results[i] == null)
                    .toArray()) {
                ObjectRef ref = requests.get(i).ref();
                Storage.Objects.Delete delete = client.api().objects().delete(bucket, ref.key());
                delete.setGeneration(GcpObjects.generation(ref.versionId()));
                delete.setIfGenerationMatch(generations[i]).setIfMetagenerationMatch(metagenerations[i]);
                int at = i;
                calls.add(i, delete, nothing -> results[at] = new DeleteResult(ref));
            }
            calls.send();
        }

        /** What is missing is as good as deleted. */
        private void fail(int i, CloudBridgeException failure) {
            ObjectRef ref = requests.get(i).ref();
            results[i] = failure instanceof CloudBridgeException.ObjectNotFound
                    ? new DeleteResult(ref)
                    : new DeleteResult(ref, failure);
        }

        /** Calls of one kind: one by itself, several as a batch. */
        private final class Calls<T> {
            private final List<StorageRequest<T>> calls = new ArrayList<>();
            private final List<Callback<T>> callbacks = new ArrayList<>();

            private void add(int i, StorageRequest<T> call, java.util.function.Consumer<T> success) {
                calls.add(call);
                callbacks.add(new Callback<>(i, success));
            }

            private void send() throws IOException {
                if (calls.size() > 1) {
                    batch();
                } else {
                    oneByOne();
                }
            }

            private void batch() throws IOException {
                BatchRequest batch = client.api().batch();
                for (int n = 0; n < calls.size(); n++) {
                    calls.get(n).queue(batch, callbacks.get(n));
                }
                try {
                    batch.execute();
                } catch (HttpResponseException e) {
                    if (!NO_BATCHES.contains(e.getStatusCode())) {
                        throw e;
                    }
                    oneByOne();
                }
            }

            private void oneByOne() {
                for (int n = 0; n < calls.size(); n++) {
                    Callback<T> callback = callbacks.get(n);
                    try {
                        callback.onSuccess(calls.get(n).execute(), null);
                    } catch (IOException e) {
                        String key = requests.get(callback.index).ref().key();
                        fail(callback.index, store.errors().map(e, "delete", bucket, key));
                    }
                }
            }
        }

        private final class Callback<T> extends JsonBatchCallback<T> {
            private final int index;
            private final java.util.function.Consumer<T> success;

            private Callback(int index, java.util.function.Consumer<T> success) {
                this.index = index;
                this.success = success;
            }

            @Override
            public void onSuccess(T answer, HttpHeaders headers) {
                success.accept(answer);
            }

            @Override
            public void onFailure(GoogleJsonError error, HttpHeaders headers) {
                String key = requests.get(index).ref().key();
                fail(index, store.errors().map(error, headers, "delete", bucket, key));
            }
        }
    }
}
