/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.store;

import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;

/**
 * The settings of one account of a store, by the names that users write. Immutable; equal configurations share one client. Values are never
 * printed, since some are secrets.
 */
public final class StoreConfig {

    /** Settings that mean the same for every provider. */
    public static final Set<String> COMMON = Set.of(
            "endpoint",
            "region",
            "client",
            "maxConnections",
            "connectTimeout",
            "requestTimeout",
            "maxRetries",
            "sslContext",
            "proxyHost",
            "proxyPort");

    private final String provider;
    private final Map<String, Object> values;

    /** The names of the {@link #COMMON} settings and of a provider's own. */
    public static Set<String> commonAnd(String... own) {
        return Stream.concat(COMMON.stream(), Stream.of(own)).collect(Collectors.toUnmodifiableSet());
    }

    /**
     * @param provider name of the provider, for messages
     * @param values by name; text, numbers, booleans, {@link Duration}s or objects such as the user's client; nulls and blank text are dropped
     */
    public StoreConfig(String provider, Map<String, ?> values) {
        this.provider = Objects.requireNonNull(provider);
        this.values = new TreeMap<>();
        values.forEach((name, value) -> {
            if (value != null && !(value instanceof String text && text.isBlank())) {
                this.values.put(name, value);
            }
        });
    }

    public String provider() {
        return provider;
    }

    /** The names of the settings that have a value. */
    public Set<String> names() {
        return Set.copyOf(values.keySet());
    }

    public boolean has(String name) {
        return values.containsKey(name);
    }

    public Optional<String> find(String name) {
        return Optional.ofNullable(values.get(name)).map(Object::toString);
    }

    public String get(String name, String otherwise) {
        return find(name).orElse(otherwise);
    }

    /**
     * A setting that must be there.
     *
     * @param remedy what to do without it, in words
     */
    public String require(String name, String remedy) {
        return find(name).orElseThrow(() -> invalid(name, "is missing; " + remedy));
    }

    public boolean getBoolean(String name, boolean otherwise) {
        String text = get(name, String.valueOf(otherwise));
        if (!"true".equalsIgnoreCase(text) && !"false".equalsIgnoreCase(text)) {
            throw invalid(name, "is '" + text + "'; use true or false");
        }
        return Boolean.parseBoolean(text);
    }

    public int getInt(String name, int otherwise) {
        String text = get(name, String.valueOf(otherwise));
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException e) {
            throw invalid(name, "is '" + text + "'; use a whole number");
        }
    }

    /** A duration; text is milliseconds, or ISO-8601 as {@code PT10S}. */
    public Duration getDuration(String name, Duration otherwise) {
        Object value = values.get(name);
        if (value == null) {
            return otherwise;
        }
        if (value instanceof Duration duration) {
            return duration;
        }
        try {
            String text = value.toString();
            return text.startsWith("P") ? Duration.parse(text) : Duration.ofMillis(Long.parseLong(text));
        } catch (NumberFormatException | java.time.format.DateTimeParseException e) {
            throw invalid(name, "is '" + value + "'; use a duration such as 10s");
        }
    }

    /** An object, such as the user's own client; empty if there is none. */
    public <T> Optional<T> object(String name, Class<T> type) {
        Object value = values.get(name);
        if (value != null && !type.isInstance(value)) {
            throw invalid(name, "is a " + value.getClass().getName() + "; a " + type.getName() + " is needed");
        }
        return Optional.ofNullable(type.cast(value));
    }

    /** The address that replaces the store's own. */
    public Optional<URI> endpoint() {
        return find("endpoint").map(text -> url("endpoint", text));
    }

    /**
     * The text of a setting as a URL.
     *
     * @throws CloudBridgeException.InvalidRequest unless it is one of http or https, with a host
     */
    public URI url(String name, String text) {
        URI uri = null;
        try {
            uri = URI.create(text.strip());
        } catch (IllegalArgumentException e) {
            // said below
        }
        if (uri == null
                || uri.getHost() == null
                || !Set.of("http", "https").contains(String.valueOf(uri.getScheme()))) {
            throw invalid(name, "is '" + text + "'; give a URL such as https://storage.example.org:9000");
        }
        return uri;
    }

    public Optional<String> region() {
        return find("region");
    }

    /** The most connections at a time; 64 unless set. */
    public int maxConnections() {
        return positive("maxConnections", 64);
    }

    /** How long making a connection may take; 10 s unless set. */
    public Duration connectTimeout() {
        return getDuration("connectTimeout", Duration.ofSeconds(10));
    }

    /** How long a request may go without progress; 60 s unless set. */
    public Duration requestTimeout() {
        return getDuration("requestTimeout", Duration.ofSeconds(60));
    }

    /** How often the engine tries again; 4 unless set. */
    public int maxRetries() {
        int retries = getInt("maxRetries", 4);
        if (retries < 0) {
            throw invalid("maxRetries", "is " + retries + "; use 0 for none");
        }
        return retries;
    }

    public Optional<String> proxyHost() {
        return find("proxyHost");
    }

    /** The proxy's port; 8080 unless set. */
    public int proxyPort() {
        return positive("proxyPort", 8080);
    }

    public Optional<SSLContext> sslContext() {
        return object("sslContext", SSLContext.class);
    }

    /** An error that names a setting of this provider. */
    public CloudBridgeException.InvalidRequest invalid(String name, String problem) {
        return CloudBridgeException.invalid("option " + name + " of provider " + provider + " " + problem);
    }

    private int positive(String name, int otherwise) {
        int value = getInt(name, otherwise);
        if (value < 1) {
            throw invalid(name, "is " + value + "; use a positive number");
        }
        return value;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof StoreConfig config && provider.equals(config.provider) && values.equals(config.values);
    }

    @Override
    public int hashCode() {
        return Objects.hash(provider, values);
    }

    /** Provider and names of the settings, never their values. */
    @Override
    public String toString() {
        return provider + values.keySet();
    }
}
