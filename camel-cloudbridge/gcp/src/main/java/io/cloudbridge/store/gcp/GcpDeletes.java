/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.store.gcp;

import com.google.api.client.googleapis.batch.BatchRequest;
import com.google.api.client.googleapis.batch.json.JsonBatchCallback;
import com.google.api.client.googleapis.json.GoogleJsonError;
import com.google.api.client.http.HttpHeaders;
import com.google.api.client.http.HttpResponse;
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
import java.util.function.BiConsumer;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/** Deletes up to 100 objects with one batch request; another one comes before it where ETags of a foreign form have to be looked up. */
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
            round.resolve();
            round.delete();
            round.explain();
            return null;
        });
        return Arrays.asList(round.results);
    }

    /**
     * Checks the answer to a delete, which has no content.
     *
     * @throws CloudBridgeException.Unavailable if it has, as the page of a proxy would
     */
    static Void done(HttpResponse response) throws IOException {
        try {
            if (response.getStatusCode() != 204 && !response.parseAsString().isBlank()) {
                throw GcpErrors.wrongAnswer("a delete was answered with a document");
            }
            return null;
        } finally {
            response.disconnect();
        }
    }

    /** Sends one call by itself. */
    private interface Sender<T> {
        T send(StorageRequest<T> call) throws IOException;
    }

    /** Does nothing more with a request once it has a result. */
    private final class Round {
        private final String bucket;
        private final List<DeleteRequest> requests;
        private final DeleteResult[] results;
        private final GcpUploads.Target[] targets;

        private Round(String bucket, List<DeleteRequest> requests) {
            this.bucket = bucket;
            this.requests = requests;
            this.results = new DeleteResult[requests.size()];
            this.targets = new GcpUploads.Target[requests.size()];
        }

        private int[] which(IntPredicate wanted) {
            return IntStream.range(0, results.length).filter(wanted).toArray();
        }

        /** Turns conditions on ETags into conditions on generations. */
        private void resolve() throws IOException {
            for (int i = 0; i < targets.length; i++) {
                String etag = requests.get(i).ifMatch();
                targets[i] = etag == null
                        ? GcpUploads.Target.ANY
                        : etag.equals("*")
                                ? new GcpUploads.Target(null, 0L, null)
                                : GcpVersion.of(etag)
                                        .map(version -> new GcpUploads.Target(
                                                version.generation(), null, version.metageneration()))
                                        .orElse(null);
            }
            look(which(i -> targets[i] == null), (i, object) -> {
                if (requests.get(i).ifMatch().equals(GcpObjects.etag(object))) {
                    targets[i] = new GcpUploads.Target(object.getGeneration(), null, object.getMetageneration());
                } else {
                    fail(i, replaced(i, object));
                }
            });
        }

        /** A condition that does not hold may mean another object, or none: the latter is as good as deleted. */
        private void explain() throws IOException {
            int[] refused = which(i -> results[i].failure() instanceof CloudBridgeException.PreconditionFailed
                    && targets[i] != null
                    && targets[i].generation() != null);
            look(refused, (i, object) -> fail(i, replaced(i, object)));
        }

        private void look(int[] which, BiConsumer<Integer, StorageObject> found) throws IOException {
            Calls<StorageObject> calls = new Calls<>();
            for (int i : which) {
                ObjectRef ref = requests.get(i).ref();
                Storage.Objects.Get get = client.api().objects().get(bucket, ref.key());
                get.setGeneration(GcpObjects.generation(ref.versionId()));
                get.setFields(GcpObjects.FIELDS);
                calls.add(i, get, object -> found.accept(i, GcpObjects.checked(object, ref)));
            }
            calls.send(get -> get.execute());
            for (int i : which) {
                if (targets[i] == null && results[i] == null) {
                    fail(i, GcpErrors.wrongAnswer("it says nothing of this object"));
                }
            }
        }

        private CloudBridgeException replaced(int i, StorageObject object) {
            return new CloudBridgeException.PreconditionFailed(
                    Failure.of("the object has ETag " + GcpObjects.etag(object) + ", not "
                                    + requests.get(i).ifMatch() + ": it was replaced, and is left alone")
                            .in(
                                    GcpProvider.NAME,
                                    "delete",
                                    bucket,
                                    requests.get(i).ref().key())
                            .withHttp(412, "conditionNotMet", null),
                    null);
        }

        private void delete() throws IOException {
            Calls<Void> calls = new Calls<>();
            for (int i : which(i -> results[i] == null)) {
                ObjectRef ref = requests.get(i).ref();
                GcpUploads.Target target = targets[i];
                Storage.Objects.Delete delete = client.api().objects().delete(bucket, ref.key());
                delete.setGeneration(GcpObjects.generation(ref.versionId()));
                delete.setIfGenerationMatch(target.generation()).setIfGenerationNotMatch(target.generationNot());
                delete.setIfMetagenerationMatch(target.metageneration());
                calls.add(i, delete, nothing -> results[i] = new DeleteResult(ref));
            }
            calls.send(delete -> done(delete.executeUnparsed()));
            for (int i : which(i -> results[i] == null)) {
                fail(i, GcpErrors.wrongAnswer("it says nothing of this object"));
            }
        }

        /** What is missing is as good as deleted. */
        private void fail(int i, CloudBridgeException failure) {
            ObjectRef ref = requests.get(i).ref();
            results[i] = failure instanceof CloudBridgeException.ObjectNotFound
                    ? new DeleteResult(ref)
                    : new DeleteResult(ref, failure.in(GcpProvider.NAME, "delete", bucket, ref.key()));
        }

        /** Calls of one kind: one by itself, several as a batch. */
        private final class Calls<T> {
            private final List<StorageRequest<T>> calls = new ArrayList<>();
            private final List<Callback<T>> callbacks = new ArrayList<>();

            private void add(int i, StorageRequest<T> call, java.util.function.Consumer<T> success) {
                calls.add(call);
                callbacks.add(new Callback<>(i, success));
            }

            private void send(Sender<T> one) throws IOException {
                if (calls.size() > 1) {
                    batch(one);
                } else {
                    oneByOne(one);
                }
            }

            private void batch(Sender<T> one) throws IOException {
                // with the timeouts of every other request, and no redirects either
                BatchRequest batch =
                        client.api().batch(client.api().getRequestFactory().getInitializer());
                for (int n = 0; n < calls.size(); n++) {
                    calls.get(n).queue(batch, callbacks.get(n));
                }
                try {
                    batch.execute();
                } catch (HttpResponseException e) {
                    if (!NO_BATCHES.contains(e.getStatusCode())) {
                        throw e;
                    }
                    oneByOne(one);
                }
            }

            private void oneByOne(Sender<T> one) {
                for (int n = 0; n < calls.size(); n++) {
                    Callback<T> callback = callbacks.get(n);
                    try {
                        StorageRequest<T> call = calls.get(n);
                        String key = requests.get(callback.index).ref().key();
                        callback.onSuccess(store.call("delete", bucket, key, () -> one.send(call)), null);
                    } catch (CloudBridgeException e) {
                        fail(callback.index, e);
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
