/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.camel;

import io.cloudbridge.store.ObjectContent;
import io.cloudbridge.store.ObjectInfo;
import io.cloudbridge.store.ObjectStore;
import io.cloudbridge.store.StoreConfig;
import io.cloudbridge.store.StoreProvider;
import io.cloudbridge.store.local.LocalProvider;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** The local store behind a server that cuts connections on demand, as servers do with idle ones. */
final class CuttingProvider implements StoreProvider {

    final AtomicInteger reads = new AtomicInteger();
    private final Set<Cut> open = ConcurrentHashMap.newKeySet();
    private final LocalProvider local = new LocalProvider();

    @Override
    public String name() {
        return "cutting";
    }

    @Override
    public Set<String> settings() {
        return new HashSet<>(local.settings());
    }

    @Override
    public ObjectStore open(StoreConfig config) {
        ObjectStore store = local.open(config);
        return (ObjectStore) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {ObjectStore.class}, (proxy, method, arguments) -> {
                    try {
                        Object result = method.invoke(store, arguments);
                        return result instanceof ObjectContent content ? watched(content) : result;
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    /** Breaks every connection that is open. */
    void cut() {
        open.forEach(connection -> connection.broken = true);
    }

    int connections() {
        return open.size();
    }

    private ObjectContent watched(ObjectContent content) {
        reads.incrementAndGet();
        Cut stream = new Cut(content.stream());
        open.add(stream);
        return new ObjectContent() {
            @Override
            public ObjectInfo info() {
                return content.info();
            }

            @Override
            public InputStream stream() {
                return stream;
            }

            @Override
            public void abort() {
                open.remove(stream);
                content.abort();
            }

            @Override
            public void close() {
                open.remove(stream);
                content.close();
            }
        };
    }

    private static final class Cut extends FilterInputStream {
        private volatile boolean broken;

        Cut(InputStream in) {
            super(in);
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            if (broken) {
                throw new IOException("connection reset by peer");
            }
            return super.read(target, offset, length);
        }
    }
}
