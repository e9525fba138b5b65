/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.camel;

import io.cloudbridge.camel.connect.Clients;
import io.cloudbridge.camel.connect.OptionText;
import io.cloudbridge.camel.connect.Providers;
import io.cloudbridge.camel.connect.Secrets;
import io.cloudbridge.camel.connect.Settings;
import io.cloudbridge.camel.connect.Spelling;
import io.cloudbridge.camel.consumer.ObjectPipeline;
import io.cloudbridge.camel.monitor.CloudBridgeConsole;
import io.cloudbridge.camel.monitor.Meters;
import io.cloudbridge.camel.monitor.ProducerChecks;
import io.cloudbridge.camel.monitor.TransferLog;
import io.cloudbridge.store.CloudBridgeException;
import io.cloudbridge.store.Engine;
import io.cloudbridge.store.Failure;
import io.cloudbridge.store.MemoryBudget;
import io.cloudbridge.store.PendingCall;
import io.cloudbridge.store.RequestListener;
import io.cloudbridge.store.StoreClient;
import io.cloudbridge.store.StoreConfig;
import io.cloudbridge.store.StoreProvider;
import io.cloudbridge.store.TransferListener;
import io.cloudbridge.store.TransferStatus;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ScheduledExecutorService;
import javax.net.ssl.SSLContext;
import org.apache.camel.CamelContext;
import org.apache.camel.Endpoint;
import org.apache.camel.ResolveEndpointFailedException;
import org.apache.camel.SSLContextParametersAware;
import org.apache.camel.api.management.ManagedAttribute;
import org.apache.camel.api.management.ManagedResource;
import org.apache.camel.spi.Metadata;
import org.apache.camel.spi.StreamCachingStrategy;
import org.apache.camel.spi.annotations.Component;
import org.apache.camel.support.HealthCheckComponent;
import org.apache.camel.support.ResourceHelper;
import org.apache.camel.support.jsse.SSLContextParameters;
import org.apache.camel.support.service.ServiceHelper;
import org.apache.camel.util.json.JsonObject;

/**
 * The component {@code cloudbridge:}. Holds what its endpoints share: options, connections, the clients of the stores, threads and memory for
 * transfers.
 */
@Component("cloudbridge")
@ManagedResource(description = "Object stores")
public class CloudBridgeComponent extends HealthCheckComponent implements SSLContextParametersAware {

    private static final String PROPERTIES = "camel.component.cloudbridge.";

    private final Collection<ObjectPipeline> outlived = new ConcurrentLinkedQueue<>();

    @Metadata
    private CloudBridgeConfiguration configuration = new CloudBridgeConfiguration();

    @Metadata(label = "common")
    private Map<String, CloudBridgeConfiguration> connections = new LinkedHashMap<>();

    @Metadata(label = "advanced")
    private long transferMemory = MemoryBudget.defaultBytes();

    @Metadata(label = "advanced", defaultValue = "true")
    private boolean spoolStreams = true;

    @Metadata(label = "security", defaultValue = "false")
    private boolean useGlobalSslContextParameters;

    private final Clients clients = new Clients();
    private final ProducerChecks producerChecks = new ProducerChecks();
    private final Map<SSLContextParameters, SSLContext> sslContexts = new IdentityHashMap<>();
    private ExecutorService executor;
    private ScheduledExecutorService timer;
    private Engine engine;
    private Meters meters;

    public CloudBridgeComponent() {}

    public CloudBridgeComponent(CamelContext context) {
        super(context);
    }

    @Override
    public void setCamelContext(CamelContext context) {
        super.setCamelContext(context);
        // as early as can be: options of the component are logged when they have been bound
        Secrets.mask(context);
    }

    @Override
    protected Endpoint createEndpoint(String uri, String remaining, Map<String, Object> parameters) throws Exception {
        CloudBridgeEndpoint endpoint = new CloudBridgeEndpoint(uri, this, remaining);
        endpoint.setCamelContext(getCamelContext());
        OptionText.check(getEndpointPropertyConfigurer(), parameters);
        setProperties(endpoint, parameters);
        return endpoint;
    }

    /** Names the unknown options and what they may have meant, but not their values, which may be misspelt secrets. */
    @Override
    protected void validateParameters(String uri, Map<String, Object> parameters, String optionPrefix) {
        if (parameters == null || parameters.isEmpty()) {
            return;
        }
        Collection<String> known = getCamelContext()
                .getCamelContextExtension()
                .getEndpointUriFactory("cloudbridge")
                .propertyNames();
        List<String> problems = new ArrayList<>();
        for (String name : parameters.keySet()) {
            String near = Spelling.nearest(name, known);
            if (near != null && Secrets.NAMES.contains(near)) {
                // Camel prints the URI around this error
                Secrets.mask(getCamelContext(), name);
            }
            problems.add(name + (near == null ? "" : " (did you mean " + near + "?)"));
        }
        // the URI itself may hold the misspelt secret too, so it is cut
        throw new ResolveEndpointFailedException(
                uri.contains("?") ? uri.substring(0, uri.indexOf('?')) : uri,
                "unknown option " + String.join(", ", problems));
    }

    /**
     * A client of a connection, shared with all who use the same settings; give it back with {@link #release}.
     *
     * @param option which names the connection
     */
    StoreClient acquire(String option, String connection) {
        return acquire(List.of(layer(), layer(connection, connection(option, connection))));
    }

    private StoreProvider provider(List<Settings.Layer> farthestFirst) {
        return Providers.get(
                getCamelContext(), Settings.provider(farthestFirst), Settings.whereProvider(farthestFirst));
    }

    /** What is wrong in a connection is told at start, used or not. One without a provider gets it from a URI. */
    private void checkConnections() {
        connections.forEach((name, set) -> {
            List<Settings.Layer> layers = List.of(layer(), layer(name, set));
            if (Settings.provider(layers) != null) {
                Settings.values(provider(layers), layers);
            }
        });
    }

    /** A client for what stands on the component, in a connection and in a URI; give it back with {@link #release}. */
    StoreClient acquire(List<Settings.Layer> farthestFirst) {
        StoreProvider provider = provider(farthestFirst);
        Map<String, Object> settings = Settings.values(provider, farthestFirst);
        if (isAutowiredEnabled() && Settings.nameNoAccount(settings)) {
            Providers.onlyClient(getCamelContext(), provider).ifPresent(only -> settings.put("client", only));
        }
        if (useGlobalSslContextParameters
                && provider.settings().contains("sslContext")
                && !settings.containsKey("sslContext")
                && !settings.containsKey("client")) {
            SSLContextParameters global = retrieveGlobalSslContextParameters();
            if (global != null) {
                settings.put("sslContext", sslContext(global));
            }
        }
        return clients.acquire(provider, new StoreConfig(provider.name(), settings), engine());
    }

    void release(StoreClient client) {
        clients.release(client);
    }

    /** What is set on the component. */
    Settings.Layer layer() {
        return new Settings.Layer("on the component", PROPERTIES, values(configuration));
    }

    /** What is set in a connection. */
    Settings.Layer layer(String connection) {
        return layer(connection, connection("connection", connection));
    }

    private Settings.Layer layer(String connection, CloudBridgeConfiguration set) {
        return new Settings.Layer(
                "in connection " + connection, PROPERTIES + "connections[" + connection + "].", values(set));
    }

    /** What is set in a URI. */
    Settings.Layer uriLayer(CloudBridgeConfiguration set) {
        return new Settings.Layer("in the URI", null, values(set));
    }

    /** What is set in one place, with what Camel has made of it. */
    private Map<String, Object> values(CloudBridgeConfiguration set) {
        Map<String, Object> values = set.values(getCamelContext());
        if (set.getSslContextParameters() != null) {
            values.put("sslContext", sslContext(set.getSslContextParameters()));
        }
        if (isResource(set.getServiceAccountKey())) {
            values.put("serviceAccountKey", resource("serviceAccountKey", set.getServiceAccountKey()));
        }
        return values;
    }

    private static boolean isResource(String value) {
        return value != null && (value.startsWith("classpath:") || value.startsWith("file:"));
    }

    private String resource(String option, String uri) {
        try (InputStream in = ResourceHelper.resolveMandatoryResourceAsInputStream(getCamelContext(), uri)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new CloudBridgeException.InvalidRequest(
                    Failure.of("option " + option + " names a resource that cannot be read: " + e.getMessage()), e);
        }
    }

    /** One context for each set of parameters, so that equal settings stay equal. */
    private synchronized SSLContext sslContext(SSLContextParameters parameters) {
        return sslContexts.computeIfAbsent(parameters, p -> {
            try {
                return p.createSSLContext(getCamelContext());
            } catch (GeneralSecurityException | IOException e) {
                throw new CloudBridgeException.InvalidRequest(
                        Failure.of("option sslContextParameters gives no TLS context: " + e.getMessage()), e);
            }
        });
    }

    /** @param option which names the connection */
    CloudBridgeConfiguration connection(String option, String name) {
        CloudBridgeConfiguration connection = connections.get(name);
        if (connection == null) {
            throw CloudBridgeException.invalid(
                    "option " + option + " is '" + name + "', a connection that the component does not have; it has "
                            + (connections.isEmpty() ? "none" : String.join(", ", new TreeSet<>(connections.keySet())))
                            + ". Set camel.component.cloudbridge.connections[" + name + "].provider");
        }
        return connection;
    }

    /** The transfers under way, oldest first. */
    public List<TransferStatus> transfers() {
        return engine().transfers().active();
    }

    /** Requests to stores that have no answer yet, oldest first. */
    public List<PendingCall> pendingCalls() {
        return engine().pendingCalls();
    }

    /** The open clients, with the names of their settings and without any value. */
    public List<ClientStatus> openClients() {
        return clients.status();
    }

    /** The transfers under way, one line of JSON each, as the console {@code cloudbridge} shows them. */
    @ManagedAttribute(description = "Transfers under way, one line of JSON each")
    public String[] getActiveTransfers() {
        return transfers().stream()
                .map(CloudBridgeConsole::transfer)
                .map(JsonObject::toJson)
                .toArray(String[]::new);
    }

    /** The open clients, one line of JSON each, with the names of their settings and without any value. */
    @ManagedAttribute(description = "Open clients, one line of JSON each")
    public String[] getOpenClients() {
        return openClients().stream()
                .map(CloudBridgeConsole::client)
                .map(JsonObject::toJson)
                .toArray(String[]::new);
    }

    /** Threads, memory and the registry of transfers, shared by all clients of this component. */
    synchronized Engine engine() {
        if (engine == null) {
            executor = getCamelContext().getExecutorServiceManager().newCachedThreadPool(this, "CloudBridge");
            engine = new Engine(executor, transferMemory);
            timer = getCamelContext()
                    .getExecutorServiceManager()
                    .newSingleThreadScheduledExecutor(this, "CloudBridgeLog");
            TransferLog.attach(engine, timer);
            meters = Meters.of(getCamelContext());
            engine.addRequestListener(meters);
            engine.transfers().addListener(meters);
            getCamelContext().getRegistry().findByType(TransferListener.class).forEach(engine.transfers()::addListener);
            getCamelContext().getRegistry().findByType(RequestListener.class).forEach(engine::addRequestListener);
        }
        return engine;
    }

    /** For what the engine does not see. */
    synchronized Meters meters() {
        engine();
        return meters;
    }

    Clients clients() {
        return clients;
    }

    /** A producer starts; there is nothing to check without a bucket. */
    void addHealthCheck(StoreClient client, String bucket) {
        if (bucket != null) {
            producerChecks.add(getCamelContext(), client, bucket, engine().executor(), isHealthCheckProducerEnabled());
        }
    }

    /** A producer stops. */
    void removeHealthCheck(StoreClient client, String bucket) {
        producerChecks.remove(getCamelContext(), client, bucket);
    }

    @Override
    protected void doStart() throws Exception {
        super.doStart();
        checkConnections();
        if (spoolStreams && Boolean.TRUE.equals(getCamelContext().isStreamCaching())) {
            spoolStreams(getCamelContext().getStreamCachingStrategy());
        }
    }

    /** Objects of any size are to pass through a route with stock settings; only the disk has room for a stream that Camel wants to keep. */
    private static void spoolStreams(StreamCachingStrategy caching) {
        if (!caching.isSpoolEnabled()) {
            caching.setSpoolEnabled(true);
            if (ServiceHelper.isStarted(caching)) {
                // it looks at its settings when it starts
                ServiceHelper.stopService(caching);
                ServiceHelper.startService(caching);
            }
        }
    }

    /** A consumer has stopped with objects in progress. What of these is still claimed when the context stops was lost on its way. */
    void outlived(ObjectPipeline pipeline) {
        outlived.removeIf(other -> other.inProgress() == 0);
        outlived.add(pipeline);
    }

    @Override
    protected synchronized void doShutdown() throws Exception {
        super.doShutdown();
        outlived.forEach(ObjectPipeline::releaseClaims);
        outlived.clear();
        if (executor != null) {
            getCamelContext().getExecutorServiceManager().shutdownNow(timer);
            getCamelContext().getExecutorServiceManager().shutdownNow(executor);
            executor = null;
            engine = null;
        }
    }

    public CloudBridgeConfiguration getConfiguration() {
        return configuration;
    }

    /** Options that endpoints have unless a connection or the URI says otherwise. */
    public void setConfiguration(CloudBridgeConfiguration configuration) {
        this.configuration = configuration;
    }

    public Map<String, CloudBridgeConfiguration> getConnections() {
        return connections;
    }

    /** Named sets of options, so that routes carry no credentials and several accounts live in one application. */
    public void setConnections(Map<String, CloudBridgeConfiguration> connections) {
        this.connections = connections;
    }

    public boolean isSpoolStreams() {
        return spoolStreams;
    }

    /**
     * Whether Camel's stream caching, which is on by default and reads every stream that enters a route whole into heap, is told to spool to disk
     * what is larger than its threshold (128 KiB). It is left alone if it spools already or is off. With false a large stream from another component
     * needs as much heap as it is long.
     */
    public void setSpoolStreams(boolean spoolStreams) {
        this.spoolStreams = spoolStreams;
    }

    @Override
    public boolean isUseGlobalSslContextParameters() {
        return useGlobalSslContextParameters;
    }

    /** Whether stores are reached with the application's own TLS settings, unless option sslContextParameters has others. */
    @Override
    public void setUseGlobalSslContextParameters(boolean useGlobalSslContextParameters) {
        this.useGlobalSslContextParameters = useGlobalSslContextParameters;
    }

    public long getTransferMemory() {
        return transferMemory;
    }

    /**
     * Bytes of heap that parts of all transfers may take together. An upload that finds no room waits. Without it 256 MiB (268435456), but a
     * third of the largest heap of the JVM (-Xmx) at most.
     */
    public void setTransferMemory(long transferMemory) {
        this.transferMemory = transferMemory;
    }
}
