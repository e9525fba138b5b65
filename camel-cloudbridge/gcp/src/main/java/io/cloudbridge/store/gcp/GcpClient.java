/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.store.gcp;

import com.google.api.client.http.HttpMethods;
import com.google.api.client.http.HttpRequest;
import com.google.api.client.http.HttpRequestInitializer;
import com.google.api.client.http.HttpTransport;
import com.google.api.client.http.UrlEncodedContent;
import com.google.api.client.json.gson.GsonFactory;
import com.google.api.client.util.Data;
import com.google.api.gax.retrying.RetrySettings;
import com.google.api.services.storage.Storage;
import com.google.auth.Credentials;
import com.google.auth.http.HttpCredentialsAdapter;
import com.google.auth.oauth2.GoogleCredentials;
import com.google.cloud.ServiceOptions;
import com.google.cloud.http.HttpTransportOptions;
import com.google.cloud.storage.HttpStorageOptions;
import com.google.cloud.storage.StorageOptions;
import io.cloudbridge.store.StoreConfig;
import java.io.IOException;
import java.net.URI;
import java.util.Optional;

/** Google's clients for one account, on one pool of connections. Thread-safe. */
final class GcpClient implements AutoCloseable {

    static final String APPLICATION = "cloudbridge-camel";

    private static final String GOOGLE = "https://storage.googleapis.com";

    private final Storage api;
    private final GcpHttp.Wire wire;
    private final HttpTransport transport;
    private final boolean ownTransport;
    private final URI endpoint;
    private final GcpLogin login;
    private final StoreConfig config;
    private com.google.cloud.storage.Storage veneer;

    private GcpClient(
            StoreConfig config,
            URI endpoint,
            GcpLogin login,
            HttpTransport transport,
            HttpRequestInitializer authorization,
            GcpHttp.Wire wire,
            com.google.cloud.storage.Storage given) {
        this.endpoint = endpoint;
        this.login = login;
        this.transport = transport;
        this.ownTransport = given == null;
        this.veneer = given;
        this.config = config;
        HttpRequestInitializer initializer = request -> {
            authorization.initialize(request);
            // retrying is the engine's; the one here is for a token that expired early
            request.setNumberOfRetries(1);
            request.setFollowRedirects(false);
            request.setInterceptor(GcpClient::keepGet);
        };
        this.wire = wire == null ? GcpHttp.given(transport.createRequestFactory(initializer)) : wire;
        this.api = new Storage.Builder(transport, GsonFactory.getDefaultInstance(), initializer)
                .setRootUrl(endpoint + "/")
                .setApplicationName(APPLICATION)
                .build();
    }

    static GcpClient open(StoreConfig config) {
        Optional<com.google.cloud.storage.Storage> given =
                config.object("client", com.google.cloud.storage.Storage.class);
        return given.isPresent() ? of(config, given.get()) : of(config);
    }

    private static GcpClient of(StoreConfig config) {
        URI endpoint = config.endpoint()
                .map(uri -> URI.create(uri.toString().replaceAll("/+$", "")))
                .orElse(URI.create(GOOGLE));
        io.cloudbridge.store.http.HttpTransport connections = new io.cloudbridge.store.http.HttpTransport(config);
        HttpTransport transport = new GoogleTransport(connections);
        GcpLogin login = GcpLogin.of(config, () -> transport);
        // Google's adapter would try to renew a token that nobody can renew
        String fixed =
                config.find("accessToken").map(token -> "Bearer " + token).orElse(null);
        Credentials credentials = fixed != null || login.isAnonymous() ? null : login.credentials();
        HttpRequestInitializer authorization = credentials == null
                ? request -> request.getHeaders().setAuthorization(fixed)
                : new HttpCredentialsAdapter(credentials);
        return new GcpClient(
                config, endpoint, login, transport, authorization, GcpHttp.own(connections, credentials, fixed), null);
    }

    /** With the user's client: its transport, credentials and address, so that the user's set-up counts. */
    private static GcpClient of(StoreConfig config, com.google.cloud.storage.Storage given) {
        StorageOptions options = given.getOptions();
        if (!(options instanceof HttpStorageOptions http)) {
            throw config.invalid(
                    "client",
                    "does not use HTTP; build it with StorageOptions.http(), since this component speaks JSON");
        }
        HttpTransportOptions how = (HttpTransportOptions) http.getTransportOptions();
        String project = config.find("projectId").orElse(http.getProjectId());
        return new GcpClient(
                config,
                URI.create(http.getHost().replaceAll("/+$", "")),
                new GcpLogin(http.getCredentials(), project),
                how.getHttpTransportFactory().create(),
                how.getHttpRequestInitializer(http),
                null,
                given);
    }

    /** Google's generated client turns a GET with a long address, as long keys have, into a POST with a form; downloads know no such form. */
    private static void keepGet(HttpRequest request) {
        if (HttpMethods.GET.equals(request.getHeaders().get("X-HTTP-Method-Override"))
                && request.getContent() instanceof UrlEncodedContent form) {
            request.getHeaders().remove("X-HTTP-Method-Override");
            request.getUrl().putAll(Data.mapOf(form.getData()));
            request.setRequestMethod(HttpMethods.GET).setContent(null);
        }
    }

    /** The JSON API, one call per request. */
    Storage api() {
        return api;
    }

    /** The way of requests that {@link GcpHttp} makes. */
    GcpHttp.Wire wire() {
        return wire;
    }

    /** Scheme, host and port that requests go to; without a slash at the end. */
    URI endpoint() {
        return endpoint;
    }

    Credentials credentials() {
        return login.credentials();
    }

    boolean isAnonymous() {
        return login.isAnonymous();
    }

    /** Where new buckets are made, or null for the service's default. */
    String region() {
        return config.region().orElse(null);
    }

    /** Whether it is Google that answers, and not an emulator. */
    boolean isAtGoogle() {
        return endpoint.getHost().endsWith(".googleapis.com");
    }

    /** The project, looked up in Google's surroundings only when it is needed and was not configured; null if there is none. */
    String projectId() {
        if (login.projectId() != null) {
            return login.projectId();
        }
        boolean surroundings = login.credentials() instanceof GoogleCredentials && isAtGoogle();
        return surroundings ? ServiceOptions.getDefaultProjectId() : null;
    }

    /** Google's high-level client, made on first use: for signing and for users who want what the component has not. */
    synchronized com.google.cloud.storage.Storage veneer() {
        if (veneer == null) {
            HttpTransportOptions how = HttpTransportOptions.newBuilder()
                    .setHttpTransportFactory(() -> transport)
                    .setConnectTimeout((int) config.connectTimeout().toMillis())
                    .setReadTimeout((int) config.requestTimeout().toMillis())
                    .build();
            RetrySettings once = ServiceOptions.getNoRetrySettings();
            veneer = StorageOptions.http()
                    .setHost(endpoint.toString())
                    .setCredentials(login.credentials())
                    // without one the client would look for it in the network
                    .setProjectId(login.projectId() == null ? "unknown" : login.projectId())
                    .setTransportOptions(how)
                    .setRetrySettings(once)
                    .build()
                    .getService();
        }
        return veneer;
    }

    @Override
    public void close() {
        if (ownTransport) {
            try {
                transport.shutdown();
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        }
    }
}
