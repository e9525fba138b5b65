/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.camel.connect;

import io.cloudbridge.store.CloudBridgeException;
import io.cloudbridge.store.StoreProvider;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.TreeMap;
import org.apache.camel.CamelContext;

/**
 * Finds providers: beans of the registry first, so that an application can replace one, then Camel's service files, then
 * {@link ServiceLoader}.
 */
public final class Providers {

    private static final String SERVICES = "META-INF/services/org/apache/camel/cloudbridge-provider/";
    static final Set<String> PUBLISHED = Set.of("aws", "azure", "gcp", "openstack", "local");

    private Providers() {}

    /**
     * The provider of that name.
     *
     * @param where it was set, for the error
     * @throws CloudBridgeException.InvalidRequest that names those present and, if known, the artifact to add
     */
    public static StoreProvider get(CamelContext context, String name, String where) {
        if (name == null || name.isBlank()) {
            throw CloudBridgeException.invalid("no provider is set; set option provider in the URI, on the component"
                    + " (camel.component.cloudbridge.provider) or in a connection. Present: " + names(context));
        }
        Map<String, StoreProvider> present = present(context);
        StoreProvider provider = present.get(name);
        return provider != null ? provider : service(context, name).orElseThrow(() -> unknown(name, where, present));
    }

    /** The SDK client that the registry holds, if there is exactly one that the provider knows. */
    public static Optional<Object> onlyClient(CamelContext context, StoreProvider provider) {
        Set<Object> clients = Collections.newSetFromMap(new IdentityHashMap<>());
        provider.clientTypes()
                .forEach(type -> clients.addAll(context.getRegistry().findByType(type)));
        return clients.size() == 1 ? Optional.of(clients.iterator().next()) : Optional.empty();
    }

    private static CloudBridgeException unknown(String name, String where, Map<String, StoreProvider> present) {
        String remedy = PUBLISHED.contains(name)
                ? "add the dependency io.cloudbridge.camel:cloudbridge-" + name
                : "use one of " + String.join(", ", new java.util.TreeSet<>(PUBLISHED))
                        + " with its artifact io.cloudbridge.camel:cloudbridge-NAME, or add the one that has it";
        return CloudBridgeException.invalid("provider '" + name + "'" + where + " is not on the class path; " + remedy
                + OptionText.commentRemedy(name) + ". Present: " + names(present));
    }

    private static String names(CamelContext context) {
        return names(present(context));
    }

    private static String names(Map<String, StoreProvider> present) {
        return present.isEmpty() ? "none" : String.join(", ", present.keySet());
    }

    private static Optional<StoreProvider> service(CamelContext context, String name) {
        return context.getCamelContextExtension().getFactoryFinder(SERVICES).newInstance(name, StoreProvider.class);
    }

    private static Map<String, StoreProvider> present(CamelContext context) {
        Map<String, StoreProvider> present = new TreeMap<>();
        context.getRegistry().findByType(StoreProvider.class).forEach(p -> present.putIfAbsent(p.name(), p));
        load(present, context.getApplicationContextClassLoader());
        load(present, Providers.class.getClassLoader());
        return present;
    }

    private static void load(Map<String, StoreProvider> present, ClassLoader loader) {
        if (loader != null) {
            ServiceLoader.load(StoreProvider.class, loader).forEach(p -> present.putIfAbsent(p.name(), p));
        }
    }
}
