/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.camel;

import io.cloudbridge.store.DeleteRequest;
import io.cloudbridge.store.ObjectRef;
import io.cloudbridge.store.ObjectStore;
import io.cloudbridge.store.StoreConfig;
import io.cloudbridge.store.StoreProvider;
import io.cloudbridge.store.local.LocalProvider;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;

/** The local store with a step of the test before each request. The step may count, wait or throw what a real store would answer. */
final class HookedProvider implements StoreProvider {

    /** The name to write as {@code provider=}. */
    static final String NAME = "hooked";

    private final LocalProvider local = new LocalProvider();
    private final Map<String, Integer> requests = new ConcurrentHashMap<>();
    private volatile Hook hook = (verb, keys) -> {};
    private volatile UnaryOperator<Object> answer = UnaryOperator.identity();

    /** Changes what the store answers. */
    void answer(UnaryOperator<Object> change) {
        answer = change;
    }

    /** Called before each request. */
    @FunctionalInterface
    interface Hook {
        /**
         * @param verb the driver's, such as {@code read}
         * @param keys of the objects that the request names; empty for a listing
         */
        void before(String verb, List<String> keys);
    }

    void before(Hook step) {
        hook = step;
    }

    /** How many requests of a verb there were. */
    int requests(String verb) {
        return requests.getOrDefault(verb, 0);
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Set<String> settings() {
        return local.settings();
    }

    @Override
    public ObjectStore open(StoreConfig config) {
        ObjectStore store = local.open(config);
        return (ObjectStore) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {ObjectStore.class}, (proxy, method, arguments) -> {
                    if (arguments != null) {
                        requests.merge(method.getName(), 1, Integer::sum);
                        hook.before(method.getName(), keys(arguments));
                    }
                    try {
                        return answer.apply(method.invoke(store, arguments));
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    private static List<String> keys(Object[] arguments) {
        if (arguments[0] instanceof ObjectRef ref) {
            return List.of(ref.key());
        }
        if (arguments.length > 1 && arguments[1] instanceof List<?> requests) {
            return requests.stream()
                    .map(request -> ((DeleteRequest) request).ref().key())
                    .toList();
        }
        return List.of();
    }
}
