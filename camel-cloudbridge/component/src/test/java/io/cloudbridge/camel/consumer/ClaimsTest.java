/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.camel.consumer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.camel.support.processor.idempotent.MemoryIdempotentRepository;
import org.junit.jupiter.api.Test;

class ClaimsTest {

    private final Claims mine = new Claims("store", "b", null);
    private final Claims others = new Claims("store", "b", null);

    private static boolean takes(Claims claims) {
        return claims.take(List.of("k")).contains("k");
    }

    @Test
    void oneConsumerOfTheProcessHoldsAnObject() {
        assertThat(takes(mine)).isTrue();
        assertThat(takes(mine)).isFalse();
        assertThat(takes(others)).isFalse();
        assertThat(others.isHeld("k")).isTrue();
        others.release("k");
        assertThat(takes(others)).as("only the holder gives it back").isFalse();
        mine.release("k");
        mine.release("k");
        assertThat(takes(others)).isTrue();
        others.releaseAll();
        assertThat(mine.isHeld("k")).isFalse();
    }

    @Test
    void otherBucketsAndAccountsAreOtherObjects() {
        Claims bucket = new Claims("store", "b2", null);
        Claims account = new Claims("store2", "b", null);
        assertThat(takes(mine)).isTrue();
        assertThat(takes(bucket)).isTrue();
        assertThat(takes(account)).isTrue();
        List.of(mine, bucket, account).forEach(Claims::releaseAll);
    }

    @Test
    void aSharedRepositoryIsAskedAndGivenBack() {
        MemoryIdempotentRepository shared = new MemoryIdempotentRepository();
        shared.start();
        Claims claims = new Claims("store3", "b", new RepositoryClaims(shared, "b", 1));
        assertThat(takes(claims)).isTrue();
        assertThat(shared.contains("b/k")).isTrue();
        claims.release("k");
        assertThat(shared.contains("b/k")).isFalse();
        shared.add("b/k");
        assertThat(takes(claims)).as("another process has it").isFalse();
        assertThat(claims.isHeld("k")).isFalse();
    }

    @Test
    void aBrokenRepositoryLeavesNoClaim() {
        MemoryIdempotentRepository broken = new MemoryIdempotentRepository() {
            @Override
            public boolean add(String key) {
                throw new IllegalStateException("down");
            }
        };
        Claims claims = new Claims("store4", "b", new RepositoryClaims(broken, "b", 1));
        assertThatThrownBy(() -> takes(claims)).hasMessage("down");
        assertThat(claims.isHeld("k")).isFalse();
        assertThat(claims.size()).isZero();
    }

    @Test
    void whoMeetsAnotherInTheDatabaseHasLostUnlessItGaveTheKeyBack() {
        for (boolean givenBack : new boolean[] {true, false}) {
            AtomicInteger adds = new AtomicInteger();
            MemoryIdempotentRepository shared = new MemoryIdempotentRepository() {
                @Override
                public boolean add(String key) {
                    if (adds.getAndIncrement() == 0) {
                        if (!givenBack) {
                            super.add(key);
                        }
                        throw new IllegalStateException("duplicate key value violates unique constraint");
                    }
                    return super.add(key);
                }
            };
            shared.start();
            assertThat(takes(new Claims("store6" + givenBack, "b", new RepositoryClaims(shared, "b", 1))))
                    .isEqualTo(givenBack);
            assertThat(shared.contains("b/k")).isTrue();
        }
    }

    @Test
    void ofManyThreadsOneWins() throws Exception {
        AtomicInteger won = new AtomicInteger();
        var threads = Executors.newFixedThreadPool(8);
        List<Future<?>> ends = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            ends.add(threads.submit(() -> {
                for (int k = 0; k < 1000; k++) {
                    if (!new Claims("store5", "b", null).take(List.of("k" + k)).isEmpty()) {
                        won.incrementAndGet();
                    }
                }
            }));
        }
        for (Future<?> end : ends) {
            end.get();
        }
        threads.shutdown();
        assertThat(won).hasValue(1000);
    }
}
