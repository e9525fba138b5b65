/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.camel;

import io.cloudbridge.store.Capabilities;
import io.cloudbridge.store.DeleteRequest;
import io.cloudbridge.store.DeleteResult;
import io.cloudbridge.store.ListRequest;
import io.cloudbridge.store.ObjectInfo;
import io.cloudbridge.store.ObjectPage;
import io.cloudbridge.store.ObjectRef;
import io.cloudbridge.store.ObjectStore;
import io.cloudbridge.store.StoreConfig;
import io.cloudbridge.store.StoreProvider;
import io.cloudbridge.store.local.LocalProvider;
import java.lang.reflect.Proxy;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A store that lists very many objects which it makes up as it is asked: a bucket of any size that costs neither disk nor time. Its listing
 * tells everything, as those of some clouds do; beside that it answers deletes.
 */
final class NamesProvider implements StoreProvider {

    /** The name to write as {@code provider=}. */
    static final String NAME = "names";

    private static final int DIGITS = 8;

    private final Map<String, Integer> requests = new ConcurrentHashMap<>();
    private final Capabilities capabilities;
    private volatile int count;

    /** @param count how many objects there are, see {@link #key} */
    NamesProvider(int count) {
        this.count = count;
        try (ObjectStore store = new LocalProvider()
                .open(new StoreConfig("local", Map.of("rootDirectory", System.getProperty("java.io.tmpdir"))))) {
            Capabilities local = store.capabilities();
            Set<Capabilities.Feature> features = EnumSet.copyOf(local.features());
            features.add(Capabilities.Feature.LIST_PROPERTIES);
            this.capabilities = new Capabilities(
                    features,
                    local.maxPutSize(),
                    local.minPartSize(),
                    local.maxPartSize(),
                    local.maxParts(),
                    local.maxBulkDelete(),
                    local.maxPageSize(),
                    local.maxPresignExpiry(),
                    local.keyRule());
        }
    }

    /** The key of an object, from 0. */
    static String key(int index) {
        String number = String.valueOf(index);
        return "k" + "0".repeat(DIGITS - number.length()) + number;
    }

    static int index(String key) {
        return Integer.parseInt(key.substring(1));
    }

    void grow(int newCount) {
        count = newCount;
    }

    /** How many requests there were, by the driver's verb. */
    Map<String, Integer> requests() {
        return requests;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Set<String> settings() {
        return Set.of("rootDirectory");
    }

    @Override
    public ObjectStore open(StoreConfig config) {
        return (ObjectStore) Proxy.newProxyInstance(
                getClass().getClassLoader(),
                new Class<?>[] {ObjectStore.class},
                (proxy, method, arguments) -> switch (method.getName()) {
                    case "capabilities" -> capabilities;
                    case "close" -> null;
                    case "hashCode" -> System.identityHashCode(proxy);
                    case "equals" -> proxy == arguments[0];
                    case "toString" -> NAME;
                    case "endpoint" -> Optional.empty();
                    default -> {
                        requests.merge(method.getName(), 1, Integer::sum);
                        if (arguments[0] instanceof ListRequest request) {
                            yield page(request);
                        }
                        if (method.getName().equals("delete")) {
                            yield deleted((List<?>) arguments[1]);
                        }
                        throw new UnsupportedOperationException(method.getName());
                    }
                });
    }

    /** Says so; they are listed all the same. */
    private static List<DeleteResult> deleted(List<?> requests) {
        return requests.stream()
                .map(request -> new DeleteResult(((DeleteRequest) request).ref()))
                .toList();
    }

    private ObjectPage page(ListRequest request) {
        int from = 0;
        if (request.pageToken() != null) {
            from = Integer.parseInt(request.pageToken());
        } else if (!request.startAfter().isEmpty()) {
            from = index(request.startAfter()) + 1;
        }
        int to = Math.min(count, from + request.pageSize());
        List<ObjectInfo> objects = new ArrayList<>();
        for (int i = from; i < to; i++) {
            objects.add(new ObjectInfo(new ObjectRef(request.bucket(), key(i)), 1, "e" + i, Instant.EPOCH, null, null));
        }
        return new ObjectPage(objects, List.of(), to < count ? String.valueOf(to) : null);
    }
}
