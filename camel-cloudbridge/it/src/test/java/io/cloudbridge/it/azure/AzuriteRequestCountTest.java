/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.it.azure;

import io.cloudbridge.conformance.wire.SeenRequest;
import io.cloudbridge.it.RequestCounts;
import io.cloudbridge.store.StoreProvider;
import io.cloudbridge.store.azure.AzureProvider;
import java.net.URI;
import java.util.Map;

class AzuriteRequestCountTest extends RequestCounts {

    @Override
    protected StoreProvider provider() {
        return new AzureProvider();
    }

    @Override
    protected URI server() {
        return Azurite.endpoint();
    }

    @Override
    protected Map<String, ?> settings(URI endpoint) {
        return Azurite.byKey(endpoint);
    }

    @Override
    protected boolean isListing(SeenRequest request) {
        return request.target().contains("comp=list") && request.target().contains("restype=container");
    }
}
