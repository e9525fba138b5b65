/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.store.azure;

import com.azure.core.http.HttpHeaderName;
import com.azure.core.http.HttpMethod;
import com.azure.core.http.HttpResponse;
import io.cloudbridge.store.ByteRange;
import io.cloudbridge.store.CloudBridgeException;
import io.cloudbridge.store.Failure;
import io.cloudbridge.store.ObjectContent;
import io.cloudbridge.store.ObjectInfo;
import io.cloudbridge.store.ObjectRef;
import io.cloudbridge.store.ReadOptions;
import io.cloudbridge.store.driver.ETags;
import io.cloudbridge.store.driver.OpenedObject;
import java.io.InputStream;

/** Get Blob and Get Blob Properties. A read is one request, its stream is pulled, and closing it early drops the connection. */
final class AzureReads {

    private static final int PARTIAL = 206;

    private final AzureAccount account;

    AzureReads(AzureAccount account) {
        this.account = account;
    }

    ObjectInfo head(ObjectRef ref, ReadOptions options) {
        return AzureValues.of(ref, headers(ref, options));
    }

    /** The answer to Get Blob Properties, which has no body. */
    HttpResponse headers(ObjectRef ref, ReadOptions options) {
        HttpResponse response = request(HttpMethod.HEAD, ref, options).run(200);
        ETags.requireMatch(options.ifMatch(), AzureValues.owedETag(response));
        return response;
    }

    ObjectContent read(ObjectRef ref, ByteRange range, ReadOptions options) {
        HttpResponse response = request(HttpMethod.GET, ref, options)
                .with("x-ms-range", range.isAll() ? null : range.toHeader())
                .send(200, 206);
        try {
            AzureValues.owedETag(response);
            if (response.getStatusCode() == PARTIAL
                    && "0".equals(response.getHeaders().getValue(HttpHeaderName.CONTENT_LENGTH))) {
                // The service refuses such a range; Azurite sends nothing, with success.
                throw new CloudBridgeException.InvalidRequest(
                        Failure.of("the range begins at byte " + range.offset() + ", behind the end of the object")
                                .withHttp(416, "InvalidRange", null),
                        null);
            }
            InputStream stream =
                    response instanceof AzureResponse own ? own.stream() : new FluxStream(response.getBody());
            return new OpenedObject(AzureValues.of(ref, response), AzureValues.range(response), stream);
        } catch (RuntimeException e) {
            response.close();
            throw e;
        }
    }

    private AzureRequest request(HttpMethod method, ObjectRef ref, ReadOptions options) {
        return new AzureRequest(account, method, ref).ifMatch(options.ifMatch()).ifNoneMatch(options.ifNoneMatch());
    }
}
