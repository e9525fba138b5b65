/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.movingover;

import static org.assertj.core.api.Assertions.assertThat;

import io.cloudbridge.it.Servers;
import io.cloudbridge.store.ObjectInfo;
import io.cloudbridge.store.openstack.OpenstackProvider;
import java.util.Map;
import org.apache.camel.RoutesBuilder;
import org.apache.camel.main.Main;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.openstack4j.api.identity.EndpointURLResolver;
import org.openstack4j.core.transport.Config;
import org.openstack4j.model.identity.URLResolverParams;

/** {@code src-docs/moving-over/openstack-swift.adoc}, on Swift with Keystone. */
class SwiftTest extends MovingOver {

    SwiftTest() {
        super("openstack-swift", new OpenstackProvider());
    }

    @Override
    Map<String, String> settings() {
        return Map.of(
                "authUrl", Servers.setting("keystone.authUrl"),
                "username", Servers.setting("keystone.username"),
                "password", Servers.setting("keystone.password"),
                "userDomain", Servers.setting("keystone.userDomain"),
                "project", Servers.setting("keystone.project"),
                "projectDomain", Servers.setting("keystone.projectDomain"),
                "region", Servers.setting("keystone.region"));
    }

    @Override
    RoutesBuilder routes(Side side) {
        return side == Side.BEFORE ? new SwiftBefore() : new SwiftAfter();
    }

    @Override
    void bind(Main main) {
        main.addInitialProperty("projectId", Servers.setting("keystone.projectId"));
        // openstack-swift has no option for the region
        // tag::config[]
        String storageUrl = Servers.setting("keystone.storageUrl");
        main.bind("swiftConfig", Config.newConfig().withEndpointURLResolver(new EndpointURLResolver() {
            @Override
            public String findURLV2(URLResolverParams params) {
                return storageUrl;
            }

            @Override
            public String findURLV3(URLResolverParams params) {
                return storageUrl;
            }
        }));
        // end::config[]
    }

    @ParameterizedTest
    @EnumSource
    void aReportIsStoredFetchedAndCounted(Side side) throws Exception {
        ObjectInfo stored = storesFetchesAndCounts(side);
        assertThat(stored.size()).isEqualTo(3);
    }
}
