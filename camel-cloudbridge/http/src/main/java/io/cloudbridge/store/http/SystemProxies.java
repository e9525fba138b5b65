/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.store.http;

import java.net.ProxySelector;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.hc.client5.http.auth.AuthScope;
import org.apache.hc.client5.http.auth.Credentials;
import org.apache.hc.client5.http.auth.CredentialsProvider;
import org.apache.hc.client5.http.impl.auth.SystemDefaultCredentialsProvider;
import org.apache.hc.client5.http.impl.routing.SystemDefaultRoutePlanner;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.protocol.HttpContext;

/** The proxies that the JVM's system properties name, and their passwords ({@code https.proxyUser}). Stores are told no password from there. */
final class SystemProxies extends SystemDefaultRoutePlanner implements CredentialsProvider {

    private final CredentialsProvider system = new SystemDefaultCredentialsProvider();
    private final Set<String> used = ConcurrentHashMap.newKeySet();

    SystemProxies() {
        super(ProxySelector.getDefault());
    }

    @Override
    protected HttpHost determineProxy(HttpHost target, HttpContext context) throws HttpException {
        HttpHost proxy = super.determineProxy(target, context);
        if (proxy != null) {
            used.add(address(proxy.getHostName(), proxy.getPort()));
        }
        return proxy;
    }

    @Override
    public Credentials getCredentials(AuthScope scope, HttpContext context) {
        return used.contains(address(scope.getHost(), scope.getPort())) ? system.getCredentials(scope, context) : null;
    }

    private static String address(String host, int port) {
        return host + ":" + port;
    }
}
