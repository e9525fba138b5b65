/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.cloudbridge.store.Capabilities.Feature;
import io.cloudbridge.store.CloudBridgeException;
import io.cloudbridge.store.PutOptions;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** A condition holds at the moment of the write, whoever else writes; a store without conditions refuses them before it does anything. */
public interface ConditionPromises extends StoreFixture {

    private void createsOnce(String key, long size) {
        byte[] first = Samples.bytes(110, size);
        PutOptions create = PutOptions.NONE.createOnly();
        if (!has(Feature.CREATE_ONLY)) {
            assertUnsupported(() -> put(at(key), first, create));
            assertMissing(at(key));
            return;
        }
        put(at(key), first, create);
        assertRefused(
                        CloudBridgeException.PreconditionFailed.class,
                        () -> put(at(key), Samples.bytes(111, size), create))
                .satisfies(e -> assertThat(e.getKey()).isEqualTo(key))
                .satisfies(e -> assertThat(e.isRetryable()).isFalse());
        assertContent(at(key), first);
    }

    private void replacesOnlyThatVersion(String key, long size) {
        String etag = put(key, Samples.text("first")).etag();
        byte[] second = Samples.bytes(112, size);
        if (!has(Feature.REPLACE_IF_MATCH)) {
            assertUnsupported(() -> put(at(key), second, PutOptions.NONE.withIfMatch(etag)));
            assertContent(at(key), Samples.text("first"));
            return;
        }
        String wrong = "0123456789abcdef0123456789abcdef";
        assertRefused(
                CloudBridgeException.PreconditionFailed.class,
                () -> put(at(key), second, PutOptions.NONE.withIfMatch(wrong)));
        assertContent(at(key), Samples.text("first"));
        put(at(key), second, PutOptions.NONE.withIfMatch(etag));
        assertContent(at(key), second);
        assertRefused(
                CloudBridgeException.PreconditionFailed.class,
                () -> put(at(key), Samples.bytes(113, size), PutOptions.NONE.withIfMatch(etag)));
        assertContent(at(key), second);
    }

    /** The numbers of the racers that won; the others must have been told why they lost. */
    private List<Integer> race(String key, int racers, long size, PutOptions options) {
        return Parallel.race(engine().executor(), racers, i -> {
                    try {
                        put(at(key), Samples.bytes(1000 + i, size), options);
                        return i;
                    } catch (CloudBridgeException.PreconditionFailed lost) {
                        return null;
                    }
                })
                .stream()
                .filter(Objects::nonNull)
                .toList();
    }

    @Test
    default void createOnlyCreatesOnce() {
        createsOnce("create/once", 100);
    }

    @Test
    default void createOnlyCreatesOnceInParts() {
        createsOnce("create/parts", partSize() + 1L);
    }

    @Test
    default void ofSixteenWhoCreateOneWins() {
        PutOptions create = PutOptions.NONE.createOnly();
        if (!has(Feature.CREATE_ONLY)) {
            assertUnsupported(() -> put(at("create/race"), Samples.text("x"), create));
            return;
        }
        List<Integer> winners = race("create/race", 16, 10_000, create);
        assertThat(winners).as("winners").hasSize(1);
        assertContent(at("create/race"), Samples.bytes(1000 + winners.get(0), 10_000));
    }

    @Test
    default void ofFourWhoCreateInPartsOneWins() {
        PutOptions create = PutOptions.NONE.createOnly();
        long size = partSize() + 1L;
        if (!has(Feature.CREATE_ONLY)) {
            assertUnsupported(() -> put(at("create/race-parts"), Samples.bytes(1, size), create));
            return;
        }
        List<Integer> winners = race("create/race-parts", 4, size, create);
        assertThat(winners).as("winners").hasSize(1);
        assertContent(at("create/race-parts"), Samples.bytes(1000 + winners.get(0), size));
    }

    @Test
    default void aDeletedKeyMayBeCreatedAgain() {
        PutOptions create = PutOptions.NONE.createOnly();
        put("create/again", Samples.text("old"));
        store().delete(new io.cloudbridge.store.DeleteRequest(at("create/again")));
        if (!has(Feature.CREATE_ONLY)) {
            assertUnsupported(() -> put(at("create/again"), Samples.text("new"), create));
            return;
        }
        put(at("create/again"), Samples.text("new"), create);
        assertContent(at("create/again"), Samples.text("new"));
    }

    @Test
    default void ifMatchReplacesOnlyTheVersionItNames() {
        replacesOnlyThatVersion("replace/if", 100);
    }

    @Test
    default void ifMatchReplacesOnlyTheVersionItNamesInParts() {
        replacesOnlyThatVersion("replace/if-parts", partSize() + 1L);
    }

    @Test
    default void ifMatchReplacesNothingThatIsMissing() {
        PutOptions replace = PutOptions.NONE.withIfMatch("0123456789abcdef0123456789abcdef");
        if (has(Feature.REPLACE_IF_MATCH)) {
            assertThatExceptionOfType(CloudBridgeException.class)
                    .isThrownBy(() -> put(at("replace/missing"), Samples.text("x"), replace))
                    .satisfies(e -> assertThat(e)
                            .isInstanceOfAny(
                                    CloudBridgeException.PreconditionFailed.class,
                                    CloudBridgeException.ObjectNotFound.class));
        } else {
            assertUnsupported(() -> put(at("replace/missing"), Samples.text("x"), replace));
        }
        assertMissing(at("replace/missing"));
    }

    @Test
    default void ofEightWhoReplaceAVersionOneWins() {
        String etag = put("replace/race", Samples.text("first")).etag();
        PutOptions replace = PutOptions.NONE.withIfMatch(etag);
        if (!has(Feature.REPLACE_IF_MATCH)) {
            assertUnsupported(() -> put(at("replace/race"), Samples.text("x"), replace));
            return;
        }
        List<Integer> winners = race("replace/race", 8, 10_000, replace);
        assertThat(winners).as("winners").hasSize(1);
        assertContent(at("replace/race"), Samples.bytes(1000 + winners.get(0), 10_000));
    }
}
