/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.cloudbridge.camel.CloudBridgeConstants;
import io.cloudbridge.store.CloudBridgeException;
import io.cloudbridge.store.ObjectRef;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.junit.jupiter.api.Test;

/** Where the key and the bucket come from, and where they never come from. */
public interface KeyRoutePromises extends RouteFixture {

    private Map<String, Object> names() {
        return Map.of(CloudBridgeConstants.KEY, "keys/from-header", Exchange.FILE_NAME, "keys/from-file");
    }

    @Test
    default void theOptionKeyIsTheFirstChoice() {
        done(uri("key=keys/from-option-${header.CamelFileName}"), "x", names());
        assertThat(keys("keys/from-option-")).containsExactly("keys/from-option-keys/from-file");
    }

    @Test
    default void theHeaderKeyIsTheSecondChoice() {
        done(uri(""), "second", names());
        assertContent("keys/from-header", Samples.text("second"));
        assertThat(keys("keys/from-file")).isEmpty();
    }

    @Test
    default void theFileNameIsTheLastChoice() {
        done(uri(""), "third", Map.of(Exchange.FILE_NAME, "keys/only-file"));
        assertContent("keys/only-file", Samples.text("third"));
    }

    @Test
    default void withoutAnyKeyItIsAnError() {
        CloudBridgeException e = refused(CloudBridgeException.InvalidRequest.class, uri(""), "x", Map.of());
        assertThat(e.getMessage()).contains("key").contains("CamelCloudBridgeKey");
    }

    @Test
    default void anEmptyKeyIsAnError() {
        refused(CloudBridgeException.InvalidRequest.class, uri(""), "x", "");
    }

    @Test
    default void anOddKeyIsItselfByEveryOperation() {
        String key = "odd/ü 😀//+%2F&=#?";
        done(uri(""), "odd", key);
        assertContent(key, Samples.text("odd"));
        assertThat(done(uri("operation=download"), null, key).getBody(String.class))
                .isEqualTo("odd");
        assertThat(done(uri("operation=exists"), null, key).getBody()).isEqualTo(true);
        assertThat(done(uri("operation=head"), null, key).getHeader(CloudBridgeConstants.KEY))
                .isEqualTo(key);
        done(uri("operation=delete"), null, key);
        assertThat(keys("odd/")).isEmpty();
    }

    @Test
    default void theHeaderOverridesTheBucketOnce() {
        String other = newBucket();
        Message done = done(
                uri(""),
                "there",
                Map.of(CloudBridgeConstants.KEY, "keys/override", CloudBridgeConstants.OVERRIDE_BUCKET, other));
        assertThat(done.getHeaders()).doesNotContainKey(CloudBridgeConstants.OVERRIDE_BUCKET);
        assertThat(done.getHeader(CloudBridgeConstants.PRODUCED_BUCKET)).isEqualTo(other);
        assertContent(new ObjectRef(other, "keys/override"), Samples.text("there"));
        assertThat(keys("keys/override")).isEmpty();
    }

    @Test
    default void theBucketThatAConsumerNamesIsNeverRead() {
        String other = newBucket();
        done(uri(""), "here", Map.of(CloudBridgeConstants.KEY, "keys/consumed", CloudBridgeConstants.BUCKET, other));
        assertContent("keys/consumed", Samples.text("here"));
        assertThat(keys(other, "")).isEmpty();
    }

    @Test
    default void theBucketMayComeFromTheHeaderAlone() {
        String uri = "cloudbridge:?connection=it";
        done(
                uri,
                "alone",
                Map.of(CloudBridgeConstants.KEY, "keys/alone", CloudBridgeConstants.OVERRIDE_BUCKET, bucket()));
        assertContent("keys/alone", Samples.text("alone"));
        refused(CloudBridgeException.InvalidRequest.class, uri, "x", "keys/nowhere");
    }
}
