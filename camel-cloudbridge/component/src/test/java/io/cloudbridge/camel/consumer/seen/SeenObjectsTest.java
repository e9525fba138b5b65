/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.camel.consumer.seen;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SeenObjectsTest {

    private final SeenObjects seen = new SeenObjects();

    @Test
    void isARepositoryOfCamel() {
        assertThat(seen.contains("k")).isFalse();
        assertThat(seen.add("k")).isTrue();
        assertThat(seen.add("k")).isFalse();
        assertThat(seen.contains("k")).isTrue();
        assertThat(seen.confirm("k")).isTrue();
        assertThat(seen.remove("k")).isTrue();
        assertThat(seen.remove("k")).isFalse();
        assertThat(seen.contains("k")).isFalse();
        seen.add("k");
        seen.clear();
        assertThat(seen.size()).isZero();
    }

    @Test
    void behavesAsASetUnderRandomUse() {
        Random random = new Random(7);
        Set<String> model = new HashSet<>();
        for (int i = 0; i < 200_000; i++) {
            String key = "k" + random.nextInt(5_000);
            switch (random.nextInt(3)) {
                case 0 -> assertThat(seen.add(key)).isEqualTo(model.add(key));
                case 1 -> assertThat(seen.remove(key)).isEqualTo(model.remove(key));
                default -> assertThat(seen.contains(key)).isEqualTo(model.contains(key));
            }
        }
        assertThat(seen.size()).isEqualTo(model.size());
    }

    @Test
    void forgetsWhatACompleteListingNoLongerShows() {
        for (int i = 0; i < 1000; i++) {
            seen.add("k" + i);
            seen.confirm("k" + i);
        }
        seen.beginListing();
        for (int i = 0; i < 1000; i += 2) {
            assertThat(seen.listed("k" + i)).isTrue();
        }
        assertThat(seen.listed("new")).isFalse();
        seen.add("added meanwhile");
        seen.confirm("added meanwhile");
        assertThat(seen.endListing()).isEqualTo(500);
        assertThat(seen.contains("k0")).isTrue();
        assertThat(seen.contains("k1")).isFalse();
        assertThat(seen.contains("added meanwhile")).isTrue();
        assertThat(seen.size()).isEqualTo(501);
    }

    @Test
    void aListingThatBrokeOffForgetsNothing() {
        seen.add("k");
        seen.confirm("k");
        for (int i = 0; i < 300; i++) {
            seen.beginListing();
        }
        assertThat(seen.contains("k")).isTrue();
        seen.beginListing();
        seen.listed("k");
        assertThat(seen.endListing()).isZero();
    }

    @Test
    void whatIsInProgressIsNotForgotten() {
        seen.add("in progress");
        seen.beginListing();
        assertThat(seen.endListing()).isZero();
        assertThat(seen.contains("in progress")).isTrue();
        seen.confirm("in progress");
        seen.beginListing();
        assertThat(seen.endListing()).isEqualTo(1);
    }

    @Test
    void neverEvictsAndCostsAtMostFortyBytesAnObject() {
        int count = 1_000_000;
        long before = usedHeap();
        SeenObjects many = new SeenObjects();
        long worst = 0;
        for (int i = 0; i < count; i++) {
            String key = "bucket/in/some/folder/object-" + i + ".json@" + i;
            assertTrue(many.add(key));
            assertTrue(many.confirm(key));
            if (i % 250_000 == 249_999) {
                worst = Math.max(worst, (usedHeap() - before) / (i + 1));
            }
        }
        assertThat(worst).isBetween(17L, 40L);
        many.beginListing();
        for (int i = 0; i < count; i++) {
            assertTrue(many.listed("bucket/in/some/folder/object-" + i + ".json@" + i));
        }
        assertThat(many.endListing()).isZero();
        assertThat(many.size()).isEqualTo(count);
    }

    /** Cheaper than an assertion object for a million checks. */
    private static void assertTrue(boolean value) {
        if (!value) {
            throw new AssertionError("not true");
        }
    }

    private static long usedHeap() {
        for (int i = 0; i < 3; i++) {
            System.gc();
        }
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }
}
