/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.store.openstack;

import io.cloudbridge.store.CloudBridgeException;
import io.cloudbridge.store.ErrorMapping;
import io.cloudbridge.store.http.HttpAnswer;
import io.cloudbridge.store.http.HttpCall;
import io.cloudbridge.store.http.HttpTransport;
import java.net.URI;
import java.time.Instant;
import java.util.function.UnaryOperator;

/**
 * Version 1 of authentication, as Swift's tempauth and Ceph's gateway have it: two headers there, two headers back.
 *
 * @param place turns the storage URL that the server names into the one to use
 */
record V1Login(HttpTransport transport, URI authUrl, String username, String password, UnaryOperator<URI> place)
        implements SwiftLogin {

    @Override
    public SwiftSession logIn(SwiftSession refused) {
        HttpCall call =
                HttpCall.of("GET", authUrl).header("X-Auth-User", username).header("X-Auth-Key", password);
        try (HttpAnswer answer = SwiftClient.send(transport, authUrl, call)) {
            if (answer.status() == 401 || answer.status() == 403) {
                throw new CloudBridgeException.AccessDenied(
                        SwiftErrors.ofLogin(
                                authUrl, "refused user '" + username + "'; check username and password", answer),
                        null);
            }
            String token = answer.header("X-Auth-Token");
            String storageUrl = answer.header("X-Storage-Url");
            if (!answer.isSuccess() && answer.status() != 404) {
                throw ErrorMapping.byStatus(
                        SwiftErrors.ofLogin(authUrl, "could not log in user '" + username + "'", answer), null);
            }
            if (token == null || storageUrl == null) {
                throw new CloudBridgeException.InvalidRequest(
                        SwiftErrors.ofLogin(
                                authUrl, "does not speak version 1 of authentication; check authUrl", answer),
                        null);
            }
            answer.finish();
            return SwiftSession.until(place.apply(URI.create(storageUrl)), token, expiry(answer));
        }
    }

    private static Instant expiry(HttpAnswer answer) {
        String seconds = answer.header("X-Auth-Token-Expires");
        return seconds == null || !seconds.matches("[0-9]{1,9}")
                ? null
                : Instant.now().plusSeconds(Long.parseLong(seconds));
    }

    /** Without the password. */
    @Override
    public String toString() {
        return "V1Login[" + authUrl + ", " + username + "]";
    }
}
