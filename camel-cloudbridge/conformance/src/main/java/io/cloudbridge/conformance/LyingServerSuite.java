/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.conformance;

import io.cloudbridge.conformance.wire.FaultProxy;
import io.cloudbridge.store.StoreClient;
import io.cloudbridge.store.StoreConfig;
import java.io.IOException;
import java.net.URI;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;

/**
 * A proxy that lies stands before the real server: it flips bits, changes answers, answers itself and sends clients elsewhere. What reports success is
 * right; what fails leaves the old object as it was. A provider's test extends this class and says where its server is:
 *
 * <pre>{@code
 * class AcmeLyingServerTest extends LyingServerSuite {
 *     @Override
 *     protected URI server() {
 *         return URI.create("http://127.0.0.1:9000");
 *     }
 *
 *     @Override
 *     protected Map<String, ?> settings(URI endpoint) {
 *         return Map.of("endpoint", endpoint.toString(), "accessKey", "it", "secretKey", "it-secret");
 *     }
 * }
 * }</pre>
 *
 * Where a store has nothing to compare, the provider's test overrides that promise and asserts what is not detected, as its page of guarantees says.
 */
public abstract class LyingServerSuite extends StoreSuite
        implements FlippedBitPromises,
                WrongRangePromises,
                EmptySuccessPromises,
                BrokenAnswerPromises,
                RedirectPromises {

    private FaultProxy proxy;
    private FaultProxy elsewhere;
    private StoreClient behindProxy;

    /** Where the server of the objects is; its host and port matter. */
    protected abstract URI server();

    /** The settings that lead to the objects at this address, which is the server's own or the proxy's. */
    protected abstract Map<String, ?> settings(URI endpoint);

    @Override
    protected final Map<String, ?> settings() {
        return settings(server());
    }

    @Override
    public final StoreClient lied() {
        return behindProxy;
    }

    @Override
    public final FaultProxy proxy() {
        return proxy;
    }

    @Override
    public final FaultProxy elsewhere() {
        return elsewhere;
    }

    @BeforeAll
    void openBehindProxy() {
        proxy = FaultProxy.to(server());
        elsewhere = FaultProxy.to(server());
        Map<String, Object> settings = new HashMap<>(settings(proxy.endpoint()));
        settings.put("maxRetries", 0);
        behindProxy = StoreClient.open(find(provider()), new StoreConfig(provider(), settings), engine());
    }

    @AfterEach
    void tellTheTruth() {
        proxy.clearRules();
        elsewhere.clearRequests();
    }

    @AfterAll
    void closeProxy() throws IOException {
        behindProxy.close();
        proxy.close();
        elsewhere.close();
    }
}
