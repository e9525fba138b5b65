/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.store.azure;

import com.azure.core.util.Context;
import com.azure.storage.blob.models.ListBlobsOptions;
import io.cloudbridge.store.BucketInfo;
import io.cloudbridge.store.CloudBridgeException;
import io.cloudbridge.store.Failure;
import java.time.Instant;
import java.util.List;

/** Containers. */
final class AzureBuckets {

    private final AzureAccount account;
    private final AzureErrors errors;

    AzureBuckets(AzureAccount account, AzureErrors errors) {
        this.account = account;
        this.errors = errors;
    }

    void create(String bucket) {
        errors.call(bucket, () -> account.client().createBlobContainerWithResponse(bucket, null, null, Context.NONE));
    }

    /** The service deletes a container with all it holds, so it is looked into first; what arrives between the two requests goes along. */
    void delete(String bucket) {
        errors.call(bucket, () -> {
            ListBlobsOptions one = new ListBlobsOptions().setMaxResultsPerPage(1);
            if (!AzureListings.all(account.container(bucket).listBlobs(one, null), true)
                    .isEmpty()) {
                throw new CloudBridgeException.InvalidState(
                        Failure.of(
                                "the container is not empty; delete its objects first, for example with deletePrefix"),
                        null);
            }
            return account.container(bucket).deleteWithResponse(null, null, Context.NONE);
        });
    }

    boolean exists(String bucket) {
        try {
            errors.call(bucket, () -> account.container(bucket).getProperties().getETag());
            return true;
        } catch (CloudBridgeException.BucketNotFound e) {
            return false;
        }
    }

    /** The service tells of a container when it was changed last, not when it was made. */
    boolean isNewer(String bucket, Instant time) {
        return errors.call(bucket, () -> account.container(bucket)
                .getProperties()
                .getLastModified()
                .toInstant()
                .isAfter(time));
    }

    List<BucketInfo> list() {
        return errors.call(null, null, () -> AzureListings.all(account.client().listBlobContainers(), false).stream()
                .map(container -> new BucketInfo(container.getName(), null, null))
                .toList());
    }
}
