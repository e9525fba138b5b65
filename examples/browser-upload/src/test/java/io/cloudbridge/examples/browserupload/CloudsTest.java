/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.examples.browserupload;

import static org.assertj.core.api.Assertions.assertThat;

import com.azure.storage.blob.BlobServiceClient;
import com.azure.storage.blob.models.BlobCorsRule;
import com.azure.storage.blob.models.BlobServiceProperties;
import io.cloudbridge.store.ObjectStore;
import io.cloudbridge.store.StoreConfig;
import io.cloudbridge.store.azure.AzureProvider;
import java.io.IOException;
import java.io.Reader;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The page in a real browser over the servers of the clouds, which are other origins and have to allow this one, as src-docs/presigned-urls.adoc
 * says. The servers are those that {@code ./test} starts; one that is missing fails the test.
 */
class CloudsTest {

    private static final String CONNECTION = "camel.component.cloudbridge.connections[cloud].";
    private static final Path SERVERS =
            Path.of(System.getProperty("cloudbridge.servers", "../../.work/servers.properties"));

    @TempDir
    private static Path place;

    private static Properties servers;
    private static Chromium chromium;

    private final String bucket = "browser-" + UUID.randomUUID();

    @BeforeAll
    static void start() throws Exception {
        servers = new Properties();
        try (Reader in = Files.newBufferedReader(SERVERS)) {
            servers.load(in);
        } catch (IOException e) {
            throw new IllegalStateException(
                    "there is no " + SERVERS
                            + "; start the servers with camel-cloudbridge/it/servers/up .work in the repository's root",
                    e);
        }
        chromium = Chromium.start(place.resolve("downloads"));
    }

    @AfterAll
    static void stop() {
        chromium.close();
    }

    private static String setting(String name) {
        String value = servers.getProperty(name);
        if (value == null) {
            throw new IllegalStateException("no server has told " + name + " in " + SERVERS);
        }
        return value;
    }

    @Test
    void s3() throws Exception {
        try (App app = app("aws", "true", "s3proxy", "endpoint", "region", "accessKey", "secretKey")) {
            uploadsShowsAndDownloads(app);
            chromium.complaints();
        }
    }

    @Test
    void azure() throws Exception {
        try (App app = app("azure", "false", "azurite.second", "endpoint", "accountName", "accountKey")) {
            assertThat(whatThePageSays(app)).contains("CORS");
            allowOnAzure(app.origin());
            uploadsShowsAndDownloads(app);
        }
    }

    @Test
    void swift() throws Exception {
        try (App app = app("openstack", "false", "swift", "authUrl", "username", "password")) {
            assertThat(whatThePageSays(app)).contains("CORS");
            allowOnSwift(app.origin());
            uploadsShowsAndDownloads(app);
        }
    }

    private App app(String provider, String bindType, String server, String... names) throws Exception {
        List<String> settings = new java.util.ArrayList<>(List.of(
                "bucket=" + bucket,
                "upload.bind-type=" + bindType,
                "store=cloud",
                CONNECTION + "provider=" + provider));
        for (String name : names) {
            settings.add(CONNECTION + name + "=" + setting(server + "." + name));
        }
        if (provider.equals("openstack")) {
            settings.add(CONNECTION + "manageTempUrlKey=true");
        }
        return App.start(settings.toArray(String[]::new));
    }

    /** The message about an upload to a store that does not allow the page's origin. */
    private static String whatThePageSays(App app) {
        Page page = Page.open(chromium.driver(), app);
        page.drop(List.of(List.of("a.txt", "text/plain", "a")));
        page.waitFor(() -> !page.all(".upload.failed").isEmpty());
        chromium.complaints();
        return page.text(".upload.failed .detail");
    }

    private static void uploadsShowsAndDownloads(App app) throws Exception {
        Page page = Page.open(chromium.driver(), app);
        Path picture = Pictures.landscape(place.resolve(UUID.randomUUID() + " Łódź ☂.png"), 2);
        String name = picture.getFileName().toString();
        page.choose(picture);
        page.waitFor(() -> page.stored().equals(List.of(name)));
        page.waitFor(() -> page.is("document.querySelector('.picture img')?.naturalWidth === 960"));
        page.find(".download").click();
        Path downloaded = chromium.downloads().resolve(name);
        page.waitFor(() -> Files.exists(downloaded));
        assertThat(downloaded).hasSameBinaryContentAs(picture);
        assertThat(chromium.complaints()).isEmpty();
    }

    private static void allowOnAzure(String origin) {
        ObjectStore store = new AzureProvider()
                .open(new StoreConfig(
                        "azure",
                        Map.of(
                                "endpoint", setting("azurite.second.endpoint"),
                                "accountName", setting("azurite.second.accountName"),
                                "accountKey", setting("azurite.second.accountKey"))));
        BlobServiceClient service = store.unwrap(BlobServiceClient.class).orElseThrow();
        service.setProperties(new BlobServiceProperties()
                .setCors(List.of(new BlobCorsRule()
                        .setAllowedOrigins(origin)
                        .setAllowedMethods("PUT,GET,HEAD,OPTIONS")
                        .setAllowedHeaders("content-type,x-ms-*")
                        .setExposedHeaders("etag")
                        .setMaxAgeInSeconds(3600))));
        store.close();
    }

    private void allowOnSwift(String origin) throws Exception {
        HttpResponse<String> login = App.send(HttpRequest.newBuilder(URI.create(setting("swift.authUrl")))
                .header("X-Auth-User", setting("swift.username"))
                .header("X-Auth-Key", setting("swift.password")));
        HttpResponse<String> allowed =
                App.send(HttpRequest.newBuilder(URI.create(setting("swift.storageUrl") + "/" + bucket))
                        .header(
                                "X-Auth-Token",
                                login.headers().firstValue("X-Auth-Token").orElseThrow())
                        .header("X-Container-Meta-Access-Control-Allow-Origin", origin)
                        .header("X-Container-Meta-Access-Control-Max-Age", "3600")
                        .header("X-Container-Meta-Access-Control-Expose-Headers", "etag")
                        .POST(HttpRequest.BodyPublishers.noBody()));
        assertThat(allowed.statusCode()).isEqualTo(204);
    }
}
