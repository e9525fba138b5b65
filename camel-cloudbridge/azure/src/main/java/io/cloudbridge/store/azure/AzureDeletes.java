/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.store.azure;

import com.azure.core.http.HttpMethod;
import com.azure.core.http.HttpResponse;
import com.azure.core.util.CoreUtils;
import io.cloudbridge.store.CloudBridgeException;
import io.cloudbridge.store.Content;
import io.cloudbridge.store.DeleteRequest;
import io.cloudbridge.store.DeleteResult;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** Deletes: one blob by itself, more in a batch, which the service takes as single deletes with single answers. */
final class AzureDeletes {

    /** The most requests of a batch. */
    static final int MOST_AT_ONCE = 256;

    private static final String DOCUMENT = "application/xml";
    private static final int ACCEPTED = 202;

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
        return batch(bucket, requests);
    }

    /** Not a version, in whose place a service that does not look for it in a batch would delete the current object; and a batch is written in ASCII. */
    private static boolean fitsIntoBatch(DeleteRequest request) {
        return request.ref().versionId() == null
                && (request.ifMatch() == null || request.ifMatch().chars().allMatch(c -> c >= ' ' && c <= '~'));
    }

    private DeleteResult single(DeleteRequest request) {
        return result(request, () -> request(request).run(ACCEPTED));
    }

    private List<DeleteResult> batch(String bucket, List<DeleteRequest> requests) {
        String boundary = "batch_" + CoreUtils.randomUuid();
        byte[] document =
                DeleteBatch.write(boundary, requests.stream().map(this::request).toList());
        HttpResponse response = new AzureRequest(account, HttpMethod.POST, bucket)
                .query("comp", "batch")
                .with("Accept", DOCUMENT)
                .with("Content-Type", "multipart/mixed; boundary=" + boundary)
                .content(Content.of(document))
                .send(ACCEPTED);
        List<HttpResponse> answers = DeleteBatch.read(response, requests.size());
        List<DeleteResult> results = new ArrayList<>(requests.size());
        for (HttpResponse answer : answers) {
            results.add(result(requests.get(results.size()), () -> AzureRequest.expect(answer, ACCEPTED)));
        }
        return results;
    }

    private AzureRequest request(DeleteRequest request) {
        return new AzureRequest(account, HttpMethod.DELETE, request.ref())
                .with("Accept", DOCUMENT)
                .ifMatch(request.ifMatch());
    }

    private DeleteResult result(DeleteRequest request, Supplier<?> call) {
        try {
            errors.call(request.ref(), call);
            return new DeleteResult(request.ref());
        } catch (CloudBridgeException.ObjectNotFound e) {
            return new DeleteResult(request.ref());
        } catch (CloudBridgeException e) {
            return new DeleteResult(request.ref(), e);
        }
    }
}
