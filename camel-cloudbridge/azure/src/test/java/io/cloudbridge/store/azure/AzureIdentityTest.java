/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.store.azure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.azure.core.credential.TokenCredential;
import com.azure.core.credential.TokenRequestContext;
import com.azure.core.http.HttpClient;
import com.azure.core.http.HttpHeaderName;
import com.azure.core.http.HttpHeaders;
import com.azure.core.http.HttpRequest;
import com.azure.core.http.HttpResponse;
import io.cloudbridge.store.CloudBridgeException;
import java.io.ByteArrayInputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;

/** Logging in at a small Microsoft Entra ID that knows one service principal. */
class AzureIdentityTest {

    private static final TokenRequestContext STORAGE =
            new TokenRequestContext().addScopes("https://storage.azure.com/.default");

    private final List<HttpRequest> requests = new CopyOnWriteArrayList<>();
    private final HttpClient entra = request -> Mono.fromCallable(() -> answer(request));

    private HttpResponse answer(HttpRequest request) {
        requests.add(request);
        String url = request.getUrl().toString();
        if (url.contains("/discovery/instance")) {
            return json(request, 200, """
                    {"tenant_discovery_endpoint": "https://login.microsoftonline.com/acme/v2.0/.well-known/openid-configuration",
                     "metadata": [{"preferred_network": "login.microsoftonline.com", "preferred_cache": "login.windows.net",
                                   "aliases": ["login.microsoftonline.com", "login.windows.net"]}]}""");
        }
        String form = request.getBodyAsBinaryData().toString();
        boolean known = url.endsWith("/acme/oauth2/v2.0/token")
                && form.contains("grant_type=client_credentials")
                && form.contains("client_id=app")
                && form.contains("client_secret=right-secret");
        return known
                ? json(
                        request,
                        200,
                        "{\"token_type\": \"Bearer\", \"expires_in\": 3599, \"access_token\": \"from-entra\"}")
                : json(
                        request,
                        401,
                        "{\"error\": \"invalid_client\", \"error_description\": \"AADSTS7000215: Invalid client secret provided.\"}");
    }

    private static HttpResponse json(HttpRequest request, int status, String body) {
        HttpHeaders headers = new HttpHeaders().set(HttpHeaderName.CONTENT_TYPE, "application/json");
        return new AzureResponse(
                        request, status, headers, new ByteArrayInputStream(body.getBytes(StandardCharsets.UTF_8)))
                .buffer();
    }

    @Test
    void aServicePrincipalLogsInThroughTheTransportItIsGivenAndKeepsItsToken() {
        TokenCredential principal = AzureIdentity.servicePrincipal("acme", "app", "right-secret", entra);

        assertThat(principal.getTokenSync(STORAGE).getToken()).isEqualTo("from-entra");
        int asked = requests.size();
        assertThat(principal.getTokenSync(STORAGE).getToken()).isEqualTo("from-entra");
        assertThat(requests).hasSize(asked);
    }

    @Test
    void aWrongSecretIsDeniedByNameAndNotTold() {
        TokenCredential principal = AzureIdentity.servicePrincipal("acme", "app", "wrong-secret", entra);

        RuntimeException thrown = catchThrowableOfType(RuntimeException.class, () -> principal.getTokenSync(STORAGE));
        CloudBridgeException denied = new AzureErrors("acme.blob.core.windows.net").classify("bucket", "key", thrown);

        assertThat(denied)
                .isInstanceOf(CloudBridgeException.AccessDenied.class)
                .hasMessageContaining("clientSecret")
                .hasMessageContaining("AADSTS7000215");
        assertThat(denied.isRetryable()).isFalse();
        StringWriter printed = new StringWriter();
        denied.printStackTrace(new PrintWriter(printed, true));
        assertThat(printed.toString()).doesNotContain("wrong-secret");
    }
}
