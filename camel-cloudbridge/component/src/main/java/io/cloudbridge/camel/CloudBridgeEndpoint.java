/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.camel;

import io.cloudbridge.camel.connect.OptionText;
import io.cloudbridge.camel.connect.Settings;
import io.cloudbridge.camel.consumer.seen.SeenObjects;
import io.cloudbridge.store.CloudBridgeException;
import io.cloudbridge.store.StoreClient;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.camel.AfterPropertiesConfigured;
import org.apache.camel.CamelContext;
import org.apache.camel.Category;
import org.apache.camel.Consumer;
import org.apache.camel.Processor;
import org.apache.camel.Producer;
import org.apache.camel.spi.EndpointServiceLocation;
import org.apache.camel.spi.UriEndpoint;
import org.apache.camel.spi.UriParam;
import org.apache.camel.spi.UriPath;
import org.apache.camel.support.ScheduledPollEndpoint;

/** Read from and write to any object store: Amazon S3, Azure Blob, Google Cloud Storage, OpenStack Swift or a local directory. */
@UriEndpoint(
        firstVersion = "0.1.0",
        scheme = "cloudbridge",
        title = "CloudBridge",
        syntax = "cloudbridge:bucketName",
        category = {Category.CLOUD, Category.FILE},
        headersClass = CloudBridgeConstants.class)
public class CloudBridgeEndpoint extends ScheduledPollEndpoint
        implements EndpointServiceLocation, AfterPropertiesConfigured {

    @UriPath
    private String bucketName;

    @UriParam
    private String connection;

    @UriParam
    private CloudBridgeConfiguration configuration = new CloudBridgeConfiguration();

    private List<Settings.Layer> layers;
    private StoreClient client;
    private SeenObjects seen;

    /** An endpoint for a bucket; options follow by {@link #configureProperties}. */
    public CloudBridgeEndpoint(String uri, CloudBridgeComponent component, String bucketName) {
        super(uri, component);
        this.bucketName = bucketName == null || bucketName.isBlank() ? null : bucketName;
    }

    /** Puts the options of component, connection and URI together. */
    @Override
    public void afterPropertiesConfigured(CamelContext context) {
        layers = new ArrayList<>();
        layers.add(getComponent().layer());
        CloudBridgeConfiguration effective = getComponent().getConfiguration().copy();
        if (connection != null) {
            layers.add(getComponent().layer(connection));
            effective.override(context, getComponent().connection("connection", connection));
        }
        layers.add(getComponent().uriLayer(configuration));
        effective.override(context, configuration);
        effective.fillDefaults();
        configuration = effective;
    }

    @Override
    protected void doInit() throws Exception {
        super.doInit();
        if (bucketName != null && bucketName.indexOf('/') >= 0) {
            throw CloudBridgeException.invalid("'" + bucketName + "' has a slash, so it is no bucket name; "
                    + "name the bucket alone, as cloudbridge:bucket, and the rest in option prefix or key");
        }
        oneOf("missing", configuration.getMissing(), "fail", "null");
        oneOf("listOutput", configuration.getListOutput(), "list", "iterator");
        oneOf("encryption", configuration.getEncryption(), "none", "managed", "kms");
    }

    @Override
    protected void doStart() throws Exception {
        super.doStart();
        client = acquireClient();
        try {
            configuration.transferSettings().check(client.capabilities());
            createBucket();
        } catch (RuntimeException e) {
            releaseClient();
            throw e;
        }
    }

    @Override
    protected void doStop() throws Exception {
        super.doStop();
        releaseClient();
    }

    private void releaseClient() {
        if (client != null) {
            getComponent().release(client);
            client = null;
        }
    }

    private void createBucket() {
        if (configuration.getAutoCreateBucket() && bucketName != null && !client.bucketExists(bucketName)) {
            try {
                client.createBucket(bucketName);
            } catch (CloudBridgeException.AlreadyExists e) {
                // somebody else was faster, which serves as well
            }
        }
    }

    private static void oneOf(String option, String value, String... allowed) {
        if (!Set.of(allowed).contains(value)) {
            throw CloudBridgeException.invalid("option " + option + " is '" + value + "'; use one of "
                    + String.join(", ", allowed) + OptionText.commentRemedy(value));
        }
    }

    @Override
    public Producer createProducer() throws Exception {
        return new CloudBridgeProducer(this);
    }

    @Override
    public Consumer createConsumer(Processor processor) throws Exception {
        if (bucketName == null) {
            throw CloudBridgeException.invalid(
                    "a consumer needs a bucket; name it in the URI, as in from(\"cloudbridge:inbox\")");
        }
        CloudBridgeConsumer consumer = new CloudBridgeConsumer(this, processor);
        configureConsumer(consumer);
        return consumer;
    }

    /** A client of the store; give it back to the component. */
    StoreClient acquireClient() {
        return getComponent().acquire(layers);
    }

    /** The open client of the store. Only while the endpoint is started. */
    StoreClient client() {
        if (client == null) {
            throw new IllegalStateException("endpoint " + this + " is not started");
        }
        return client;
    }

    /** The built-in repository of the consumer. It lives as long as the endpoint: a route that stops and starts remembers. */
    synchronized SeenObjects seenObjects() {
        if (seen == null) {
            seen = new SeenObjects(configuration.getSeenFile() == null ? null : Path.of(configuration.getSeenFile()));
        }
        return seen;
    }

    @Override
    public CloudBridgeComponent getComponent() {
        return (CloudBridgeComponent) super.getComponent();
    }

    @Override
    public String getServiceUrl() {
        String provider = configuration.getProvider();
        return configuration.getEndpoint() != null ? configuration.getEndpoint() : provider;
    }

    @Override
    public String getServiceProtocol() {
        return "cloudbridge";
    }

    @Override
    public Map<String, String> getServiceMetadata() {
        Map<String, String> metadata = new TreeMap<>();
        put(metadata, "provider", configuration.getProvider());
        put(metadata, "bucket", bucketName);
        put(metadata, "region", configuration.getRegion());
        put(metadata, "connection", connection);
        return metadata;
    }

    private static void put(Map<String, String> metadata, String name, String value) {
        if (value != null) {
            metadata.put(name, value);
        }
    }

    public String getBucketName() {
        return bucketName;
    }

    /** The bucket (Azure, OpenStack: container). Not needed where header CamelCloudBridgeOverrideBucket names one, or by listBuckets. */
    public void setBucketName(String bucketName) {
        this.bucketName = bucketName;
    }

    public String getConnection() {
        return connection;
    }

    /** Name of a connection, a set of options that is kept on the component. Options of the URI win over it. */
    public void setConnection(String connection) {
        this.connection = connection;
    }

    /** What is set for this endpoint; once it is configured, with the component's and the connection's options and all defaults. */
    public CloudBridgeConfiguration getConfiguration() {
        return configuration;
    }

    public void setConfiguration(CloudBridgeConfiguration configuration) {
        this.configuration = configuration;
    }
}
