/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.cloudbridge.camel.CloudBridgeConstants;
import io.cloudbridge.store.BucketInfo;
import io.cloudbridge.store.Capabilities.Feature;
import io.cloudbridge.store.CloudBridgeException;
import io.cloudbridge.store.DeleteResult;
import io.cloudbridge.store.ObjectInfo;
import io.cloudbridge.store.ObjectProperties;
import io.cloudbridge.store.ObjectRef;
import io.cloudbridge.store.PutOptions;
import io.cloudbridge.store.ReadOptions;
import io.cloudbridge.store.Source;
import io.cloudbridge.store.TransferSettings;
import java.util.List;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.junit.jupiter.api.Test;

/** What the operations that delete, copy, move and change do. */
public interface ChangeRoutePromises extends RouteFixture {

    private void putAll(String... keys) {
        for (String key : keys) {
            put(key, Samples.text(key));
        }
    }

    private Map<String, Object> to(String from, String to) {
        return Map.of(CloudBridgeConstants.KEY, from, CloudBridgeConstants.DESTINATION_KEY, to);
    }

    private ObjectInfo head(String key) {
        return store().head(at(key), ReadOptions.NONE);
    }

    @Test
    default void aDeleteDeletesAndLeavesTheBody() {
        putAll("change/delete");
        assertThat(done(uri("operation=delete"), "body", "change/delete").getBody())
                .isEqualTo("body");
        assertThat(keys("change/delete")).isEmpty();
        done(uri("operation=delete"), "body", "change/delete");
    }

    @Test
    default void aDeleteHoldsToItsCondition() {
        putAll("change/delete-if");
        Map<String, Object> wrong = Map.of(
                CloudBridgeConstants.KEY,
                "change/delete-if",
                CloudBridgeConstants.IF_MATCH,
                "0123456789abcdef0123456789abcdef");
        refused(CloudBridgeException.PreconditionFailed.class, uri("operation=delete"), null, wrong);
        assertThat(keys("change/delete-if")).hasSize(1);
    }

    @Test
    default void deleteAllTakesKeysFromTheBody() {
        putAll("change/all/1", "change/all/2", "change/all/3");
        Message message = done(
                uri("operation=deleteAll"), List.of("change/all/1", "change/all/2", "change/all/missing"), Map.of());
        assertThat((List<?>) message.getBody()).hasSize(3).allMatch(result -> ((DeleteResult) result).deleted());
        assertThat(keys("change/all/")).containsExactly("change/all/3");
    }

    @Test
    default void deleteAllTakesKeysFromAHeaderAndAnIterator() {
        putAll("change/some/1", "change/some/2", "change/some/3");
        done(uri("operation=deleteAll"), "x", Map.of(CloudBridgeConstants.KEYS, List.of("change/some/1")));
        done(uri("operation=deleteAll"), List.of("change/some/2").iterator(), Map.of());
        assertThat(keys("change/some/")).containsExactly("change/some/3");
    }

    @Test
    default void deleteAllTakesWhatAListGives() {
        putAll("change/listed/1", "change/listed/2");
        Object listed = done(uri("operation=list&prefix=change/listed/"), null, Map.of())
                .getBody();
        done(uri("operation=deleteAll"), listed, Map.of());
        assertThat(keys("change/listed/")).isEmpty();
    }

    @Test
    default void deletePrefixDeletesWhatIsBelowAndTellsHowMany() {
        putAll("change/tree/1", "change/tree/2/3", "change/treetop");
        assertThat(done(uri("operation=deletePrefix&prefix=change/tree/"), null, Map.of())
                        .getBody(Long.class))
                .isEqualTo(2);
        assertThat(keys("change/tree")).containsExactly("change/treetop");
    }

    @Test
    default void deletePrefixDoesNotEmptyABucketUnlessTold() {
        String own = newBucket();
        put(new ObjectRef(own, "kept"), Samples.text("x"));
        refused(CloudBridgeException.InvalidRequest.class, uri(own, "operation=deletePrefix"), null, Map.of());
        assertThat(keys(own, "")).containsExactly("kept");
        done(uri(own, "operation=deletePrefix&allowEmptyPrefix=true"), null, Map.of());
        assertThat(keys(own, "")).isEmpty();
    }

    @Test
    default void aCopyKeepsContentAndProperties() {
        ObjectProperties properties =
                ObjectProperties.NONE.withContentType("text/csv").withMetadata(Map.of("owner", "me"));
        store().upload(
                        at("change/copy"),
                        Source.of(Samples.text("copied")),
                        PutOptions.of(properties),
                        TransferSettings.DEFAULTS);
        Message message = done(uri("operation=copy"), "body", to("change/copy", "change/copy-2"));

        assertThat(message.getBody()).isEqualTo("body");
        assertThat(message.getHeader(CloudBridgeConstants.PRODUCED_KEY)).isEqualTo("change/copy-2");
        assertContent("change/copy", Samples.text("copied"));
        assertContent("change/copy-2", Samples.text("copied"));
        assertThat(head("change/copy-2").contentType()).isEqualTo("text/csv");
        assertThat(head("change/copy-2").metadata()).isEqualTo(Map.of("owner", "me"));
    }

    @Test
    default void aMoveGoesToAnotherBucket() {
        String other = newBucket();
        putAll("change/move");
        Message message = done(
                uri("operation=move"),
                null,
                Map.of(CloudBridgeConstants.KEY, "change/move", CloudBridgeConstants.DESTINATION_BUCKET, other));
        assertThat(message.getHeader(CloudBridgeConstants.PRODUCED_BUCKET)).isEqualTo(other);
        assertContent(new ObjectRef(other, "change/move"), Samples.text("change/move"));
        assertThat(keys("change/move")).isEmpty();
    }

    @Test
    default void aMoveOntoItselfLosesNothing() {
        putAll("change/self");
        refused(CloudBridgeException.InvalidRequest.class, uri("operation=move"), null, "change/self");
        refused(CloudBridgeException.InvalidRequest.class, uri("operation=copy"), null, "change/self");
        assertContent("change/self", Samples.text("change/self"));
    }

    @Test
    default void aMoveOfAMissingObjectFails() {
        refused(
                CloudBridgeException.ObjectNotFound.class,
                uri("operation=move"),
                null,
                to("change/missing", "change/missing-2"));
        assertThat(keys("change/missing-2")).isEmpty();
    }

    @Test
    default void setMetadataReplacesPropertiesAndKeepsContent() {
        putAll("change/meta");
        done(
                uri("operation=setMetadata&contentType=text/x-new"),
                "body",
                Map.of(
                        CloudBridgeConstants.KEY,
                        "change/meta",
                        CloudBridgeConstants.METADATA,
                        Map.of("Reviewed", "yes")));
        assertContent("change/meta", Samples.text("change/meta"));
        assertThat(head("change/meta").metadata()).isEqualTo(Map.of("reviewed", "yes"));
        assertThat(head("change/meta").contentType()).isEqualTo("text/x-new");
    }

    @Test
    default void tagsAreSetAndReadOrRefused() {
        putAll("change/tags");
        Map<String, Object> headers =
                Map.of(CloudBridgeConstants.KEY, "change/tags", CloudBridgeConstants.TAGS, Map.of("stage", "test"));
        if (!has(Feature.TAGS)) {
            refused(CloudBridgeException.Unsupported.class, uri("operation=setTags"), null, headers);
            refused(CloudBridgeException.Unsupported.class, uri("operation=getTags"), null, "change/tags");
            return;
        }
        done(uri("operation=setTags"), null, headers);
        assertThat(done(uri("operation=getTags"), null, "change/tags").getBody())
                .isEqualTo(Map.of("stage", "test"));
    }

    @Test
    default void bucketsAreCreatedListedAndDeleted() {
        String name = unusedBucketName();
        assertThat(done(uri(name, "operation=bucketExists"), null, Map.of()).getBody())
                .isEqualTo(false);
        done(uri(name, "operation=createBucket"), null, Map.of());
        assertThat(done(uri(name, "operation=bucketExists"), null, Map.of()).getBody())
                .isEqualTo(true);
        refused(CloudBridgeException.AlreadyExists.class, uri(name, "operation=createBucket"), null, Map.of());
        List<?> buckets = done("cloudbridge:?connection=it&operation=listBuckets", null, Map.of())
                .getBody(List.class);
        assertThat(buckets).extracting(info -> ((BucketInfo) info).name()).contains(name, bucket());

        put(new ObjectRef(name, "x"), Samples.text("x"));
        refused(CloudBridgeException.InvalidState.class, uri(name, "operation=deleteBucket"), null, Map.of());
        done(uri(name, "operation=deletePrefix&allowEmptyPrefix=true"), null, Map.of());
        done(uri(name, "operation=deleteBucket"), null, Map.of());
        assertThat(store().bucketExists(name)).isFalse();
    }

    @Test
    default void bucketsAreNotMadeBehindTheUsersBack() {
        String name = unusedBucketName();
        refused(CloudBridgeException.BucketNotFound.class, uri(name, ""), "x", "change/nowhere");
        assertThat(store().bucketExists(name)).isFalse();
        done(uri(name, "autoCreateBucket=true"), "x", "change/somewhere");
        assertContent(new ObjectRef(name, "change/somewhere"), Samples.text("x"));
    }

    @Test
    default void unfinishedUploadsAreDroppedOrRefused() {
        Exchange exchange = send(uri("operation=abortUploads&olderThan=1h"), null, Map.of());
        if (has(Feature.UNFINISHED_UPLOADS)) {
            assertThat(exchange.getException()).isNull();
            assertThat(exchange.getMessage().getBody(Long.class)).isZero();
        } else {
            assertThat(exchange.getException()).isInstanceOf(CloudBridgeException.Unsupported.class);
        }
    }

    @Test
    default void theOperationMayComeFromAHeader() {
        putAll("change/by-header");
        done(
                uri("operation=head"),
                null,
                Map.of(CloudBridgeConstants.KEY, "change/by-header", CloudBridgeConstants.OPERATION, "delete"));
        assertThat(keys("change/by-header")).isEmpty();
        refused(
                CloudBridgeException.InvalidRequest.class,
                uri(""),
                "x",
                Map.of(CloudBridgeConstants.KEY, "change/by-header", CloudBridgeConstants.OPERATION, "uplaod"));
        assertThat(keys("change/by-header")).isEmpty();
    }
}
