/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.cloudbridge.camel.CloudBridgeConstants;
import io.cloudbridge.store.ByteRange;
import io.cloudbridge.store.Capabilities.Feature;
import io.cloudbridge.store.CloudBridgeException;
import io.cloudbridge.store.ListRequest;
import io.cloudbridge.store.ObjectReader;
import io.cloudbridge.store.ObjectRef;
import io.cloudbridge.store.PutOptions;
import io.cloudbridge.store.ReadOptions;
import io.cloudbridge.store.Source;
import io.cloudbridge.store.StoreClient;
import io.cloudbridge.store.TransferSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.builder.RouteBuilder;

/** What the promises of routes work with. {@link RouteConformance} provides it. */
public interface RouteFixture {

    /** The Camel context, with stock settings and connection {@code it} to the store. */
    CamelContext camel();

    /** Sends messages. */
    ProducerTemplate template();

    /** What the routes ask of the driver. The witness is not watched. */
    Watch watch();

    /** The same store without Camel, as a witness. */
    StoreClient store();

    /** The provider's name, as users write it. */
    String provider();

    /** The bucket that the promises of this class share; each uses keys of its own. */
    String bucket();

    /** A new empty bucket, deleted at the end with all that is in it. */
    String newBucket();

    /** A name that no bucket has; a bucket of that name is deleted at the end. */
    String unusedBucketName();

    /** Adds and starts routes; they are stopped and removed after the test. */
    default void start(RouteBuilder routes) {
        try {
            camel().addRoutes(routes);
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException("a route did not start", e);
        }
    }

    /** An endpoint for the shared bucket. */
    default String uri(String options) {
        return uri(bucket(), options);
    }

    /** An endpoint for a bucket. */
    default String uri(String bucket, String options) {
        return "cloudbridge:" + bucket + "?connection=it" + (options.isEmpty() ? "" : "&" + options);
    }

    /** Parts as small as the store takes them, as options of an endpoint. */
    default String smallParts() {
        long part = partSize();
        return "partSize=" + part + "&multipartThreshold=" + part;
    }

    /** The size of {@link #smallParts}. */
    default int partSize() {
        return Math.toIntExact(Math.max(store().capabilities().minPartSize(), 64 * 1024));
    }

    /** Whether the store declares a feature. */
    default boolean has(Feature feature) {
        return store().capabilities().has(feature);
    }

    /** Sends a message with a key to an endpoint; what fails is in the exchange. */
    default Exchange send(String uri, Object body, String key) {
        return send(uri, body, Map.of(CloudBridgeConstants.KEY, key));
    }

    /** Sends a message to an endpoint; what fails is in the exchange. */
    default Exchange send(String uri, Object body, Map<String, ?> headers) {
        return template().send(uri, exchange -> {
            exchange.getMessage().setBody(body);
            exchange.getMessage().setHeaders(new HashMap<>(headers));
        });
    }

    /** Sends a message with a key to an endpoint, which must succeed. */
    default Message done(String uri, Object body, String key) {
        return done(uri, body, Map.of(CloudBridgeConstants.KEY, key));
    }

    /** Sends a message to an endpoint, which must succeed. */
    default Message done(String uri, Object body, Map<String, ?> headers) {
        Exchange exchange = send(uri, body, headers);
        assertThat(exchange.getException()).as("what %s threw", uri).isNull();
        return exchange.getMessage();
    }

    /** Sends a message with a key to an endpoint, which must fail with this kind of error. */
    default <T extends CloudBridgeException> T refused(Class<T> error, String uri, Object body, String key) {
        return refused(error, uri, body, Map.of(CloudBridgeConstants.KEY, key));
    }

    /** Sends a message to an endpoint, which must fail with this kind of error. */
    default <T extends CloudBridgeException> T refused(
            Class<T> error, String uri, Object body, Map<String, ?> headers) {
        Exchange exchange = send(uri, body, headers);
        assertThat(exchange.getException()).as("what %s threw", uri).isInstanceOf(error);
        return error.cast(exchange.getException());
    }

    /** An object of the shared bucket. */
    default ObjectRef at(String key) {
        return new ObjectRef(bucket(), key);
    }

    /** Stores bytes without Camel. */
    default void put(String key, byte[] content) {
        put(at(key), content);
    }

    /** Stores bytes without Camel. */
    default void put(ObjectRef ref, byte[] content) {
        store().upload(ref, Source.of(content), PutOptions.NONE, TransferSettings.DEFAULTS);
    }

    /** Reads an object without Camel. */
    default byte[] contentOf(ObjectRef ref) {
        try (ObjectReader reader = store().read(ref, ByteRange.ALL, ReadOptions.NONE)) {
            return reader.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Asserts that an object of the shared bucket is there with exactly this content. */
    default void assertContent(String key, byte[] expected) {
        assertContent(at(key), expected);
    }

    /** Asserts that an object is there with exactly this content. */
    default void assertContent(ObjectRef ref, byte[] expected) {
        byte[] actual = contentOf(ref);
        assertThat(actual.length).as("size of %s", ref).isEqualTo(expected.length);
        assertThat(Samples.sha256(actual)).as("digest of %s", ref).isEqualTo(Samples.sha256(expected));
    }

    /** The keys of the shared bucket below a prefix, without Camel. */
    default List<String> keys(String prefix) {
        return keys(bucket(), prefix);
    }

    /** The keys of a bucket below a prefix, without Camel. */
    default List<String> keys(String bucket, String prefix) {
        List<String> keys = new ArrayList<>();
        store().list(ListRequest.of(bucket, prefix)).forEachRemaining(info -> keys.add(info.key()));
        return keys;
    }
}
