/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.store.gcp;

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
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/** Deletes up to 100 objects with one batch request; another one comes before it where ETags of a foreign form have to be looked up. */
final class GcpDeletes {

    /** The most calls of one batch. */
    static final int MOST = 100;

    /** How a server answers that has no batches, as emulators do; a missing bucket or object shows in the answers within a batch. */
    private static final Set<Integer> NO_BATCHES = Set.of(404, 405, 501);

    private final GcpErrors errors;
    private final GcpHttp http;

    GcpDeletes(GcpErrors errors, GcpHttp http) {
        this.errors = errors;
        this.http = http;
    }

    List<DeleteResult> delete(String bucket, List<DeleteRequest> requests) {
        String key = requests.size() == 1 ? requests.get(0).ref().key() : null;
        Round round = new Round(bucket, requests);
        errors.call(bucket, key, () -> {
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
    static void checkEmpty(int status, String document) {
        if (status != 204 && !document.isBlank()) {
            throw GcpErrors.wrongAnswer("a delete was answered with a document");
        }
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
                targets[i] = GcpUploads.Target.of(requests.get(i).ifMatch()).orElse(null);
            }
            look(which(i -> targets[i] == null), (i, object) -> {
                if (requests.get(i).ifMatch().equals(GcpValues.etag(object))) {
                    targets[i] = GcpUploads.Target.of(object);
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
            Calls calls = new Calls();
            for (int i : which) {
                ObjectRef ref = requests.get(i).ref();
                GcpHttp.Url target = new GcpHttp.Url(GcpHttp.objectPath(ref))
                        .with("generation", GcpValues.generation(ref.versionId()))
                        .with("fields", GcpValues.FIELDS);
                calls.add(
                        i,
                        "GET",
                        target,
                        answer -> found.accept(i, GcpValues.checked(GcpJson.object(answer.document()), ref)));
            }
            calls.send();
        }

        private CloudBridgeException replaced(int i, StorageObject object) {
            return new CloudBridgeException.PreconditionFailed(
                    Failure.of("the object has ETag " + GcpValues.etag(object) + ", not "
                                    + requests.get(i).ifMatch() + ": it was replaced, and is left alone")
                            .withHttp(412, "conditionNotMet", null),
                    null);
        }

        private void delete() throws IOException {
            Calls calls = new Calls();
            for (int i : which(i -> results[i] == null)) {
                ObjectRef ref = requests.get(i).ref();
                GcpHttp.Url target = new GcpHttp.Url(GcpHttp.objectPath(ref))
                        .with("generation", GcpValues.generation(ref.versionId()));
                calls.add(i, "DELETE", targets[i].on(target), answer -> {
                    checkEmpty(answer.status(), answer.body());
                    results[i] = new DeleteResult(ref);
                });
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
        private final class Calls {
            private final List<GcpBatch.Call> calls = new ArrayList<>();
            private final List<Integer> indexes = new ArrayList<>();
            private final List<Consumer<GcpHttp.Answer>> successes = new ArrayList<>();

            private void add(int i, String method, GcpHttp.Url target, Consumer<GcpHttp.Answer> success) {
                calls.add(new GcpBatch.Call(method, target.toString()));
                indexes.add(i);
                successes.add(success);
            }

            private void send() throws IOException {
                if (calls.size() < 2) {
                    oneByOne();
                    return;
                }
                GcpHttp.Answer batch =
                        http.sendAny("POST", http.endpoint() + "/batch/storage/v1", Map.of(), GcpBatch.write(calls));
                if (NO_BATCHES.contains(batch.status())) {
                    oneByOne();
                } else if (batch.isSuccess()) {
                    List<GcpHttp.Answer> answers = GcpBatch.read(batch, calls.size());
                    for (int n = 0; n < answers.size(); n++) {
                        GcpHttp.Answer answer = answers.get(n);
                        take(n, () -> answer);
                    }
                } else {
                    throw GcpHttp.error(batch);
                }
            }

            private void oneByOne() {
                for (int n = 0; n < calls.size(); n++) {
                    GcpBatch.Call call = calls.get(n);
                    take(n, () -> http.sendAny(call.method(), http.endpoint() + call.target(), Map.of(), null));
                }
            }

            private void take(int n, GcpErrors.Request<GcpHttp.Answer> request) {
                int i = indexes.get(n);
                try {
                    errors.call(bucket, requests.get(i).ref().key(), () -> {
                        GcpHttp.Answer answer = request.send();
                        if (!answer.isSuccess()) {
                            throw GcpHttp.error(answer);
                        }
                        successes.get(n).accept(answer);
                        return null;
                    });
                } catch (CloudBridgeException e) {
                    fail(i, e);
                }
            }
        }
    }
}
