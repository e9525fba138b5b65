/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.store.azure;

import com.azure.core.http.HttpHeaderName;
import com.azure.core.http.HttpMethod;
import com.azure.core.http.HttpResponse;
import com.azure.core.http.rest.Response;
import com.azure.core.util.Context;
import com.azure.core.util.CoreUtils;
import com.azure.storage.blob.batch.BlobBatch;
import com.azure.storage.blob.batch.BlobBatchClient;
import com.azure.storage.blob.batch.BlobBatchClientBuilder;
import com.azure.storage.blob.models.BlobStorageException;
import io.cloudbridge.store.CloudBridgeException;
import io.cloudbridge.store.Content;
import io.cloudbridge.store.DeleteRequest;
import io.cloudbridge.store.DeleteResult;
import io.cloudbridge.store.Failure;
import io.cloudbridge.store.http.HttpAnswer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** Deletes: one blob by itself, more in a batch, which the service takes as single deletes with single answers. */
final class AzureDeletes {

    /** The most requests of a batch. */
    static final int MOST_AT_ONCE = 256;

    private static final int ACCEPTED = 202;
    private static final int INTERNAL_ERROR = 500;

    private final AzureAccount account;
    private final AzureErrors errors;

    AzureDeletes(AzureAccount account, AzureErrors errors) {
        this.account = account;
        this.errors = errors;
    }

    List<DeleteResult> delete(String bucket, List<DeleteRequest> requests) {
        if (requests.size() == 1 || !requests.stream().allMatch(AzureDeletes::fitsIntoBatch)) {
            return requests.stream().map(this::single).toList();
        }
        try {
            return batch(bucket, requests);
        } catch (BlobStorageException e) {
            if (e.getStatusCode() != INTERNAL_ERROR) {
                throw e;
            }
            return withoutBatch(requests, e);
        }
    }

    /** The SDK leaves the version out of the requests of a batch, which would delete the current object instead; and a batch is written in ASCII. */
    private static boolean fitsIntoBatch(DeleteRequest request) {
        return request.ref().versionId() == null
                && (request.ifMatch() == null || request.ifMatch().chars().allMatch(c -> c >= ' ' && c <= '~'));
    }

    private DeleteResult single(DeleteRequest request) {
        return result(request, () -> {
            HttpResponse response = new AzureRequest(account, HttpMethod.DELETE, request.ref())
                    .with("Accept", "application/xml")
                    .ifMatch(request.ifMatch())
                    .send(ACCEPTED, ACCEPTED);
            response.close();
            return response;
        });
    }

    /**
     * For a service that breaks on a batch, and would again, as Azurite does on one that is authorised by an account SAS. A service that has no
     * batches and says so needs no such care: its refusal makes the engine go on one by one.
     */
    private List<DeleteResult> withoutBatch(List<DeleteRequest> requests, BlobStorageException broken) {
        List<DeleteResult> results = new ArrayList<>(requests.size());
        for (DeleteRequest request : requests) {
            DeleteResult result = single(request);
            if (results.isEmpty() && !result.deleted() && result.failure().isRetryable()) {
                // Not the batch, the service is in trouble: the batch is tried again, later.
                throw broken;
            }
            results.add(result);
        }
        return results;
    }

    private List<DeleteResult> batch(String bucket, List<DeleteRequest> requests) {
        AzureDirect direct = account.direct();
        HttpResponse response = direct == null ? null : send(direct, bucket, requests);
        if (response == null) {
            return bySdk(bucket, requests);
        }
        if (response.getStatusCode() != ACCEPTED) {
            throw AzureRequest.refusal(response);
        }
        HttpResponse[] answers = DeleteBatch.read(
                response.getHeaders().getValue(HttpHeaderName.CONTENT_TYPE),
                response.buffer().getBodyAsBinaryData().toBytes(),
                requests.size());
        List<DeleteResult> results = new ArrayList<>(requests.size());
        for (int i = 0; i < answers.length; i++) {
            HttpResponse answer = answers[i];
            results.add(result(requests.get(i), () -> {
                if (answer.getStatusCode() != ACCEPTED) {
                    throw AzureRequest.refusal(answer);
                }
                return answer;
            }));
        }
        return results;
    }

    /** Null where the SDK has to send it. */
    private static HttpResponse send(AzureDirect direct, String bucket, List<DeleteRequest> requests) {
        String boundary = "batch_" + CoreUtils.randomUuid();
        SortedMap<String, String> headers = new TreeMap<>();
        headers.put("Accept", "application/xml");
        headers.put("Content-Type", "multipart/mixed; boundary=" + boundary);
        SortedMap<String, String> query = new TreeMap<>(Map.of("comp", "batch", "restype", "container"));
        Content content = Content.of(DeleteBatch.write(direct, boundary, requests));
        HttpAnswer answer = direct.send("POST", direct.path(bucket), query, headers, content, false);
        return answer == null ? null : AzureResponse.of(null, answer);
    }

    private List<DeleteResult> bySdk(String bucket, List<DeleteRequest> requests) {
        BlobBatchClient client = new BlobBatchClientBuilder(account.container(bucket)).buildClient();
        BlobBatch batch = client.getBlobBatch();
        List<Response<Void>> answers = new ArrayList<>(requests.size());
        for (DeleteRequest request : requests) {
            // By URL: given a name, the SDK would decode it, and so delete "a b" when asked to delete "a%20b".
            answers.add(batch.deleteBlob(
                    account.blob(request.ref()).getBlobUrl(), null, AzureWrites.conditions(request.ifMatch(), null)));
        }
        client.submitBatchWithResponse(batch, false, null, Context.NONE);
        List<DeleteResult> results = new ArrayList<>(requests.size());
        for (int i = 0; i < answers.size(); i++) {
            Response<Void> answer = answers.get(i);
            results.add(result(requests.get(i), () -> status(answer)));
        }
        return results;
    }

    private static int status(Response<Void> answer) {
        try {
            return answer.getStatusCode();
        } catch (UnsupportedOperationException e) {
            throw new CloudBridgeException.Unavailable(
                    Failure.of("the answer to a batch of deletes does not name this object"), e);
        }
    }

    private DeleteResult result(DeleteRequest request, java.util.function.Supplier<?> call) {
        String bucket = request.ref().bucket();
        try {
            errors.translate(bucket, request.ref().key(), call);
            return new DeleteResult(request.ref());
        } catch (CloudBridgeException.ObjectNotFound e) {
            return new DeleteResult(request.ref());
        } catch (CloudBridgeException e) {
            return new DeleteResult(request.ref(), e);
        }
    }
}
