/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.store.azure;

import com.azure.core.http.HttpHeaderName;
import com.azure.core.http.HttpMethod;
import com.azure.core.http.HttpRequest;
import com.azure.core.http.HttpResponse;
import com.azure.core.util.Context;
import com.azure.storage.blob.BlobClient;
import com.azure.storage.blob.models.BlobStorageException;
import com.azure.storage.blob.models.CpkInfo;
import io.cloudbridge.store.ByteRange;
import io.cloudbridge.store.CloudBridgeException;
import io.cloudbridge.store.Failure;
import io.cloudbridge.store.ObjectContent;
import io.cloudbridge.store.ObjectInfo;
import io.cloudbridge.store.ObjectRef;
import io.cloudbridge.store.ReadOptions;
import java.io.IOException;
import java.io.InputStream;

/**
 * Get Blob, through the client's own pipeline. The SDK's calls either push the bytes, or pull them in chunks of which the first is read at once;
 * here a read is one request, its stream is pulled, and closing it early drops the connection.
 */
final class AzureReads {

    private static final HttpHeaderName PROTOCOL = HttpHeaderName.fromString("x-ms-version");
    private static final HttpHeaderName RANGE = HttpHeaderName.fromString("x-ms-range");
    private static final HttpHeaderName KEY = HttpHeaderName.fromString("x-ms-encryption-key");
    private static final HttpHeaderName KEY_HASH = HttpHeaderName.fromString("x-ms-encryption-key-sha256");
    private static final HttpHeaderName KEY_ALGORITHM = HttpHeaderName.fromString("x-ms-encryption-algorithm");

    private final AzureAccount account;

    AzureReads(AzureAccount account) {
        this.account = account;
    }

    ObjectContent open(ObjectRef ref, ByteRange range, ReadOptions options) {
        BlobClient blob = account.blob(ref);
        HttpRequest request = new HttpRequest(HttpMethod.GET, blob.getBlobUrl())
                .setHeader(PROTOCOL, account.client().getServiceVersion().getVersion())
                // The SDK's signature writes "null" for a length that is not set.
                .setHeader(HttpHeaderName.CONTENT_LENGTH, "0");
        if (!range.isAll()) {
            request.setHeader(RANGE, range.toHeader());
        }
        if (options.ifMatch() != null) {
            request.setHeader(HttpHeaderName.IF_MATCH, AzureWrites.quoted(options.ifMatch()));
        }
        if (options.ifNoneMatch() != null) {
            request.setHeader(HttpHeaderName.IF_NONE_MATCH, AzureWrites.quoted(options.ifNoneMatch()));
        }
        CpkInfo key = blob.getCustomerProvidedKey();
        if (key != null) {
            request.setHeader(KEY, key.getEncryptionKey())
                    .setHeader(KEY_HASH, key.getEncryptionKeySha256())
                    .setHeader(KEY_ALGORITHM, key.getEncryptionAlgorithm().toString());
        }
        HttpResponse response = blob.getHttpPipeline().sendSync(request, Context.NONE);
        int status = response.getStatusCode();
        if (status != 200 && status != 206) {
            String body = response.getBodyAsString().block();
            throw new BlobStorageException("Status code " + status + ", " + body, response, body);
        }
        InputStream stream = response instanceof AzureResponse own ? own.stream() : new FluxStream(response.getBody());
        Opened opened = new Opened(AzureAttributes.of(ref, status, response.getHeaders()), stream);
        if (!range.isAll() && range.offset() >= opened.info().size()) {
            // The service says so itself; Azurite sends nothing, with success.
            opened.abort();
            throw new CloudBridgeException.InvalidRequest(
                    Failure.of("the range begins at byte " + range.offset() + " of an object of "
                                    + opened.info().size())
                            .withHttp(416, "InvalidRange", null),
                    null);
        }
        return opened;
    }

    /** @param stream whose close gives the connection back if everything was read, else drops it */
    private record Opened(ObjectInfo info, InputStream stream) implements ObjectContent {

        @Override
        public void abort() {
            try {
                stream.close();
            } catch (IOException e) {
                // The connection is gone either way, which is what was asked for.
                return;
            }
        }

        @Override
        public void close() {
            abort();
        }
    }
}
