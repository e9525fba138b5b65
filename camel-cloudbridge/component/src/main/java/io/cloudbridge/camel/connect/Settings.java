/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.camel.connect;

import io.cloudbridge.store.CloudBridgeException;
import io.cloudbridge.store.StoreConfig;
import io.cloudbridge.store.StoreProvider;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Which option belongs to which provider, and what a provider is given when an option may stand in three places. The nearest place that has an
 * option wins. A place that names a provider vouches for what is set there and nearer: an option of another provider is an error. Farther away
 * it is none, since the component may hold the credentials of several stores.
 */
public final class Settings {

    /** The options only some providers have, by provider: those whose label names it. */
    public static final Map<String, Set<String>> BY_PROVIDER = byProvider();

    /** Names where a store is: of no use to another provider than the one they were set for. */
    private static final Set<String> PLACE = Set.of("endpoint", "region", "client");

    /** Limits that a provider without connections keeps by itself, so that they need not be refused. */
    private static final Set<String> LIMITS =
            Set.of("maxConnections", "connectTimeout", "requestTimeout", "maxRetries");

    /** How to reach a store, whichever it is. */
    private static final Set<String> TRANSPORT = transport();

    private static final Set<String> ALL = all();

    private Settings() {}

    /**
     * One place: the component, a connection or the URI.
     *
     * @param properties what the names of the properties that set it start with, or null for the URI
     */
    public record Layer(String place, String properties, String provider, Map<String, Object> values) {

        public Layer(String place, String properties, Map<String, Object> values) {
            this(place, properties, (String) values.get("provider"), values);
        }

        /** Where an option was set, for errors: the place and, if there is one, the property. */
        String where(String option) {
            return "set " + place + (properties == null ? "" : ": " + properties + option);
        }

        /** The place alone: among the values are secrets. */
        @Override
        public String toString() {
            return place;
        }
    }

    /** The provider that the nearest place names, or null. */
    public static String provider(Iterable<Layer> farthestFirst) {
        Layer layer = namesProvider(farthestFirst);
        return layer == null ? null : layer.provider();
    }

    /** Where that provider is named; empty if nowhere. */
    public static String whereProvider(Iterable<Layer> farthestFirst) {
        Layer layer = namesProvider(farthestFirst);
        return layer == null ? "" : " (" + layer.where("provider") + ")";
    }

    private static Layer namesProvider(Iterable<Layer> farthestFirst) {
        Layer nearest = null;
        for (Layer layer : farthestFirst) {
            nearest = layer.provider() == null ? nearest : layer;
        }
        return nearest;
    }

    /**
     * What the provider is given, by name.
     *
     * @throws CloudBridgeException.InvalidRequest for an option of another provider
     */
    public static Map<String, Object> values(StoreProvider provider, Iterable<Layer> farthestFirst) {
        Map<String, Object> values = new TreeMap<>();
        int named = namedAt(farthestFirst);
        int at = 0;
        for (Layer layer : farthestFirst) {
            boolean otherStore = layer.provider() != null && !layer.provider().equals(provider.name());
            for (Map.Entry<String, Object> setting : layer.values().entrySet()) {
                String name = setting.getKey();
                boolean known = provider.settings().contains(name);
                if (ALL.contains(name) && !known && at >= named && !LIMITS.contains(name)) {
                    throw foreign(name, layer, provider);
                }
                if (ALL.contains(name) && known && !(otherStore && PLACE.contains(name))) {
                    values.put(name, setting.getValue());
                }
            }
            at++;
        }
        return values;
    }

    /** Whether nothing says which account of a store is meant, nor how to log in. */
    public static boolean nameNoAccount(Map<String, Object> values) {
        return values.keySet().stream().allMatch(TRANSPORT::contains);
    }

    private static int namedAt(Iterable<Layer> farthestFirst) {
        int named = 0;
        int at = 0;
        for (Layer layer : farthestFirst) {
            named = layer.provider() == null ? named : at;
            at++;
        }
        return named;
    }

    private static CloudBridgeException foreign(String name, Layer layer, StoreProvider provider) {
        Set<String> owners = new TreeSet<>();
        BY_PROVIDER.forEach((owner, names) -> {
            if (names.contains(name)) {
                owners.add(owner);
            }
        });
        String whose = owners.isEmpty()
                ? "is none of provider "
                : "belongs to provider " + String.join(", ", owners) + ", not to ";
        return CloudBridgeException.invalid("option " + name + " (" + layer.where(name) + ") " + whose + provider.name()
                + "; remove it, or set the provider it is meant for");
    }

    private static Map<String, Set<String>> byProvider() {
        Map<String, Set<String>> options = new TreeMap<>();
        OptionAnnotations.all()
                .forEach((name, option) -> Arrays.stream(option.label().split(","))
                        .filter(Providers.PUBLISHED::contains)
                        .forEach(provider -> options.computeIfAbsent(provider, p -> new TreeSet<>())
                                .add(name)));
        return options;
    }

    private static Set<String> all() {
        Set<String> all = new TreeSet<>(StoreConfig.COMMON);
        BY_PROVIDER.values().forEach(all::addAll);
        return all;
    }

    private static Set<String> transport() {
        Set<String> transport = new TreeSet<>(StoreConfig.COMMON);
        transport.removeAll(PLACE);
        return transport;
    }
}
