/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.store.azure;

import com.azure.core.credential.AccessToken;
import com.azure.core.credential.TokenCredential;
import com.azure.core.credential.TokenRequestContext;
import com.azure.core.exception.ClientAuthenticationException;
import com.azure.core.http.HttpClient;
import com.azure.identity.ClientSecretCredentialBuilder;
import com.azure.identity.DefaultAzureCredentialBuilder;
import com.microsoft.aad.msal4j.MsalServiceException;
import io.cloudbridge.store.CloudBridgeException;
import io.cloudbridge.store.Failure;
import java.util.function.Supplier;
import reactor.core.publisher.Mono;

/**
 * Logins to Microsoft Entra ID. The only class that knows azure-identity: it is loaded by who logs in so, and costs all others nothing, not
 * even the jar.
 */
final class AzureIdentity {

    private AzureIdentity() {}

    static TokenCredential servicePrincipal(String tenantId, String clientId, String clientSecret, HttpClient http) {
        return make(() -> new ClientSecretCredentialBuilder()
                .tenantId(tenantId)
                .clientId(clientId)
                .clientSecret(clientSecret)
                .httpClient(http)
                .build());
    }

    /**
     * What the environment offers: variables {@code AZURE_*}, a workload or managed identity, the login of a developer's tools.
     *
     * @param clientId of a user-assigned identity, or null
     */
    static TokenCredential defaultChain(String tenantId, String clientId, HttpClient http) {
        return make(() -> {
            DefaultAzureCredentialBuilder builder = new DefaultAzureCredentialBuilder().httpClient(http);
            if (tenantId != null) {
                builder.tenantId(tenantId);
            }
            if (clientId != null) {
                builder.managedIdentityClientId(clientId).workloadIdentityClientId(clientId);
            }
            return builder.build();
        });
    }

    private static TokenCredential make(Supplier<TokenCredential> credential) {
        try {
            return new Named(credential.get());
        } catch (NoClassDefFoundError e) {
            throw new CloudBridgeException.InvalidRequest(
                    Failure.of(
                            "logging in to Microsoft Entra ID needs com.azure:azure-identity on the class path; add it,"
                                    + " or set accountKey, sasToken, connectionString or accessToken"),
                    e);
        }
    }

    /** Says a refusal in the SDK's own words: the login library hides it in exceptions that only it knows. */
    private record Named(TokenCredential credential) implements TokenCredential {

        @Override
        public Mono<AccessToken> getToken(TokenRequestContext wanted) {
            return credential.getToken(wanted).onErrorMap(RuntimeException.class, Named::refusal);
        }

        @Override
        public AccessToken getTokenSync(TokenRequestContext wanted) {
            try {
                return credential.getTokenSync(wanted);
            } catch (RuntimeException e) {
                throw refusal(e);
            }
        }

        private static RuntimeException refusal(RuntimeException thrown) {
            for (Throwable t = thrown; t != null; t = t.getCause()) {
                if (t instanceof MsalServiceException answered && isRefusal(answered.statusCode())) {
                    return new ClientAuthenticationException(answered.getMessage(), null, thrown);
                }
            }
            return thrown;
        }

        private static boolean isRefusal(Integer status) {
            return status != null && (status == 400 || status == 401 || status == 403);
        }
    }
}
