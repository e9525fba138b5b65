/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.store.openstack;

import io.cloudbridge.store.CloudBridgeException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.UnaryOperator;
import org.openstack4j.api.types.Facing;
import org.openstack4j.model.identity.v3.Endpoint;
import org.openstack4j.model.identity.v3.Service;
import org.openstack4j.model.identity.v3.Token;

/**
 * How to find the object store in Keystone's catalog.
 *
 * @param region or null for the first that has one
 * @param facing which of an endpoint's interfaces
 * @param storageUrl instead of what the catalog says, or null
 * @param place turns the storage URL of the catalog into the one to use
 */
record Catalog(String region, Facing facing, URI storageUrl, UnaryOperator<URI> place) {

    private static final String OBJECT_STORE = "object-store";

    SwiftSession session(Token token) {
        URI url = storageUrl != null ? storageUrl : place.apply(find(token));
        return SwiftSession.until(
                url,
                token.getId(),
                token.getExpires() == null ? null : token.getExpires().toInstant());
    }

    private URI find(Token token) {
        List<String> seen = new ArrayList<>();
        List<? extends Service> services = token.getCatalog() == null ? List.of() : token.getCatalog();
        for (Service service : services) {
            if (!OBJECT_STORE.equals(service.getType()) || service.getEndpoints() == null) {
                continue;
            }
            for (Endpoint endpoint : service.getEndpoints()) {
                String at = endpoint.getRegionId() == null ? endpoint.getRegion() : endpoint.getRegionId();
                if (endpoint.getIface() == facing
                        && (region == null || region.equals(at))
                        && endpoint.getUrl() != null) {
                    return URI.create(endpoint.getUrl().toString());
                }
                seen.add(at + " (" + String.valueOf(endpoint.getIface()).toLowerCase(Locale.ROOT) + ")");
            }
        }
        if (services.isEmpty()) {
            throw CloudBridgeException.invalid("Keystone's token has no catalog, probably because it is for no project;"
                    + " set option project and projectDomain, or storageUrl");
        }
        throw CloudBridgeException.invalid("Keystone's catalog has no object store with interface "
                + facing.value() + (region == null ? "" : " in region '" + region + "'") + "; it has "
                + (seen.isEmpty() ? "none at all" : String.join(", ", seen))
                + "; set option region (or OS_REGION_NAME), catalogInterface (or OS_INTERFACE), or storageUrl");
    }
}
