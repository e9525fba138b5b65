/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.store.openstack;

import io.cloudbridge.store.ObjectStore;
import io.cloudbridge.store.StoreConfig;
import io.cloudbridge.store.StoreProvider;
import io.cloudbridge.store.http.HttpTransport;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.openstack4j.api.OSClient.OSClientV3;

/**
 * OpenStack Swift, and what speaks its protocol (Ceph's gateway). Logs in by Keystone v3 with a password, an application credential or a token;
 * by version 1 of authentication; or not at all, with {@code storageUrl} and {@code authToken}. An option that is not given is read from the
 * environment variable of the OpenStack tools ({@code OS_AUTH_URL}, {@code OS_USERNAME}, …). Thread-safe.
 */
public final class OpenstackProvider implements StoreProvider {

    static final String NAME = "openstack";

    private static final Set<String> SETTINGS = StoreConfig.commonAnd(
            "authUrl",
            "username",
            "password",
            "userDomain",
            "project",
            "projectDomain",
            "applicationCredentialId",
            "applicationCredentialSecret",
            "storageUrl",
            "authToken",
            "catalogInterface",
            "tempUrlKey",
            "manageTempUrlKey");

    private final UnaryOperator<String> environment;

    /** For {@link java.util.ServiceLoader}. */
    public OpenstackProvider() {
        this(System::getenv);
    }

    OpenstackProvider(UnaryOperator<String> environment) {
        this.environment = environment;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Set<String> settings() {
        return SETTINGS;
    }

    @Override
    public Set<Class<?>> clientTypes() {
        return Set.of(OSClientV3.class);
    }

    /** Nothing is sent: the first request logs in. */
    @Override
    public ObjectStore open(StoreConfig config) {
        SwiftSettings settings = new SwiftSettings(config, environment);
        config.region();
        settings.place();
        boolean manage = config.getBoolean("manageTempUrlKey", false);
        if (manage && config.has("tempUrlKey")) {
            throw config.invalid("manageTempUrlKey", "and tempUrlKey are both set; drop the one you do not mean");
        }
        HttpTransport transport = new HttpTransport(config);
        try {
            SwiftLogin login = LoginChoice.choose(settings, transport);
            SwiftClient client = new SwiftClient(transport, new SwiftSessions(login));
            ServerInfo server = new ServerInfo(client);
            TempUrls tempUrls =
                    new TempUrls(client, server, config.find("tempUrlKey").orElse(null), manage);
            return new SwiftStore(client, server, tempUrls, login);
        } catch (RuntimeException e) {
            transport.close();
            throw e;
        }
    }
}
