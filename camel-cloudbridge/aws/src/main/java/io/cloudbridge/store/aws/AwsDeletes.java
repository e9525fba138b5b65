/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.store.aws;

import io.cloudbridge.store.CloudBridgeException;
import io.cloudbridge.store.DeleteRequest;
import io.cloudbridge.store.DeleteResult;
import io.cloudbridge.store.ObjectRef;
import io.cloudbridge.store.driver.ETags;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import software.amazon.awssdk.services.s3.model.DeleteObjectRequest;
import software.amazon.awssdk.services.s3.model.DeleteObjectsRequest;
import software.amazon.awssdk.services.s3.model.DeleteObjectsResponse;
import software.amazon.awssdk.services.s3.model.ObjectIdentifier;
import software.amazon.awssdk.services.s3.model.S3Error;

/** Deletes one object, or up to a thousand in one call. */
final class AwsDeletes {

    private final AwsHttp http;
    private final AwsErrors errors;
    private final AwsVersions versions;

    AwsDeletes(AwsHttp http, AwsErrors errors, AwsVersions versions) {
        this.http = http;
        this.errors = errors;
        this.versions = versions;
    }

    List<DeleteResult> delete(String bucket, List<DeleteRequest> requests) {
        requests.forEach(request -> versions.require(request.ref()));
        if (requests.size() == 1) {
            one(requests.get(0));
            return List.of(new DeleteResult(requests.get(0).ref()));
        }
        Map<ObjectRef, CloudBridgeException> failures = bulk(
                bucket, requests.stream().filter(r -> fitsXml(r.ref().key())).toList());
        List<DeleteResult> results = new ArrayList<>(requests.size());
        for (DeleteRequest request : requests) {
            CloudBridgeException failure = failures.get(request.ref());
            results.add(fitsXml(request.ref().key()) ? new DeleteResult(request.ref(), failure) : tryOne(request));
        }
        return results;
    }

    private Map<ObjectRef, CloudBridgeException> bulk(String bucket, List<DeleteRequest> requests) {
        Map<ObjectRef, CloudBridgeException> failures = new HashMap<>();
        if (requests.isEmpty()) {
            return failures;
        }
        List<ObjectIdentifier> objects = requests.stream()
                .map(request -> ObjectIdentifier.builder()
                        .key(request.ref().key())
                        .versionId(request.ref().versionId())
                        .eTag(ETags.quoted(request.ifMatch()))
                        .build())
                .toList();
        DeleteObjectsResponse answer = errors.call(
                bucket,
                () -> http.deleteObjects(DeleteObjectsRequest.builder()
                        .bucket(bucket)
                        // each object's end is told, so that an answer which is none is not taken for success
                        .delete(delete -> delete.objects(objects).quiet(false))
                        .build()));
        Set<String> told = new HashSet<>();
        answer.deleted().forEach(deleted -> told.add(deleted.key()));
        answer.errors().forEach(error -> told.add(error.key()));
        for (DeleteRequest request : requests) {
            ObjectRef asked = request.ref();
            if (!told.contains(asked.key())) {
                failures.put(asked, AwsErrors.wrongAnswer("it does not say what became of this object"));
            }
            for (S3Error error : answer.errors()) {
                boolean ofThis = asked.key().equals(error.key())
                        && (error.versionId() == null || error.versionId().equals(asked.versionId()));
                if (ofThis && !isGone(error.code())) {
                    failures.put(asked, AwsErrors.ofBulk(error.code(), error.message()));
                }
            }
        }
        return failures;
    }

    private DeleteResult tryOne(DeleteRequest request) {
        try {
            one(request);
            return new DeleteResult(request.ref());
        } catch (CloudBridgeException e) {
            return new DeleteResult(request.ref(), e);
        }
    }

    private void one(DeleteRequest request) {
        ObjectRef ref = request.ref();
        try {
            errors.call(
                    ref,
                    () -> AwsValues.done(http.deleteObject(DeleteObjectRequest.builder()
                            .bucket(ref.bucket())
                            .key(ref.key())
                            .versionId(ref.versionId())
                            .ifMatch(ETags.quoted(request.ifMatch()))
                            .build())));
        } catch (CloudBridgeException.ObjectNotFound e) {
            // gone is what was wanted; a condition on what is missing has nothing to protect
        }
    }

    private static boolean isGone(String code) {
        return "NoSuchKey".equals(code) || "NoSuchVersion".equals(code);
    }

    /** The body of the bulk call is XML 1.0, which has no control characters; such keys are deleted by themselves. */
    private static boolean fitsXml(String key) {
        return key.chars().allMatch(c -> c >= ' ' && c != 0xfffe && c != 0xffff);
    }
}
