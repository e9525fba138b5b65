/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.store.gcp;

import com.google.auth.Credentials;
import com.google.auth.http.HttpTransportFactory;
import com.google.auth.oauth2.AccessToken;
import com.google.auth.oauth2.GoogleCredentials;
import com.google.auth.oauth2.ServiceAccountCredentials;
import com.google.cloud.NoCredentials;
import io.cloudbridge.store.StoreConfig;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Who asks, and for which project.
 *
 * @param credentials never null; {@link NoCredentials} for anonymous access
 * @param projectId or null where it is unknown; only making and listing buckets need it
 */
record GcpLogin(Credentials credentials, String projectId) {

    private static final String SCOPE = "https://www.googleapis.com/auth/devstorage.full_control";

    static GcpLogin of(StoreConfig config, HttpTransportFactory transport) {
        Optional<String> key = config.find("serviceAccountKey");
        Optional<String> token = config.find("accessToken");
        if (key.isPresent() && token.isPresent()) {
            throw config.invalid(
                    "accessToken", "is set beside serviceAccountKey; they are two ways to log in, choose one");
        }
        String project = config.find("projectId").orElseGet(GcpLogin::projectOfEnvironment);
        if (key.isPresent()) {
            ServiceAccountCredentials account = account(config, key.get(), transport);
            return new GcpLogin(account, project == null ? account.getProjectId() : project);
        }
        if (token.isPresent()) {
            return new GcpLogin(GoogleCredentials.create(new AccessToken(token.get(), null)), project);
        }
        return ofSurroundings(config, project, transport);
    }

    boolean isAnonymous() {
        return credentials instanceof NoCredentials;
    }

    /** Application default credentials are for Google's own hosts: a foreign endpoint must not be handed their tokens. */
    private static GcpLogin ofSurroundings(StoreConfig config, String project, HttpTransportFactory transport) {
        boolean foreign = config.endpoint()
                .filter(uri -> !uri.getHost().endsWith(".googleapis.com"))
                .isPresent();
        if (foreign) {
            return new GcpLogin(NoCredentials.getInstance(), project);
        }
        try {
            GoogleCredentials found =
                    GoogleCredentials.getApplicationDefault(transport).createScoped(SCOPE);
            boolean named = project == null && found instanceof ServiceAccountCredentials;
            return new GcpLogin(found, named ? ((ServiceAccountCredentials) found).getProjectId() : project);
        } catch (IOException e) {
            // there are none: public buckets can still be read, and a refusal says what to set
            return new GcpLogin(NoCredentials.getInstance(), project);
        }
    }

    private static ServiceAccountCredentials account(StoreConfig config, String key, HttpTransportFactory transport) {
        byte[] json = key.stripLeading().startsWith("{") ? key.getBytes(StandardCharsets.UTF_8) : file(config, key);
        try {
            ServiceAccountCredentials account =
                    ServiceAccountCredentials.fromStream(new ByteArrayInputStream(json), transport);
            return account.toBuilder()
                    .setScopes(java.util.List.of(SCOPE))
                    .setDefaultRetriesEnabled(false)
                    .build();
        } catch (IOException | RuntimeException e) {
            // the parser's message may quote the key
            throw config.invalid(
                    "serviceAccountKey",
                    "is no service account key; give the JSON file that the console hands out, or its content");
        }
    }

    private static byte[] file(StoreConfig config, String name) {
        String plain = name.startsWith("file:") ? name.substring("file:".length()) : name;
        try {
            return Files.readAllBytes(Path.of(plain));
        } catch (IOException | InvalidPathException e) {
            throw config.invalid(
                    "serviceAccountKey",
                    "names a file that cannot be read (" + e.getClass().getSimpleName()
                            + "); give the path of a key file, or the JSON itself");
        }
    }

    private static String projectOfEnvironment() {
        String project = System.getenv("GOOGLE_CLOUD_PROJECT");
        return project == null || project.isBlank() ? System.getenv("GCLOUD_PROJECT") : project;
    }
}
