/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.camel;

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

    @Test
    void oneConsumerOfTheProcessHoldsAnObject() {
        assertThat(mine.take("k")).isTrue();
        assertThat(mine.take("k")).isFalse();
        assertThat(others.take("k")).isFalse();
        assertThat(others.held("k")).isTrue();
        others.release("k");
        assertThat(others.take("k")).as("only the holder gives it back").isFalse();
        mine.release("k");
        mine.release("k");
        assertThat(others.take("k")).isTrue();
        others.releaseAll();
        assertThat(mine.held("k")).isFalse();
    }

    @Test
    void otherBucketsAndAccountsAreOtherObjects() {
        Claims bucket = new Claims("store", "b2", null);
        Claims account = new Claims("store2", "b", null);
        assertThat(mine.take("k")).isTrue();
        assertThat(bucket.take("k")).isTrue();
        assertThat(account.take("k")).isTrue();
        List.of(mine, bucket, account).forEach(Claims::releaseAll);
    }

    @Test
    void aSharedRepositoryIsAskedAndGivenBack() {
        MemoryIdempotentRepository shared = new MemoryIdempotentRepository();
        shared.start();
        Claims claims = new Claims("store3", "b", shared);
        assertThat(claims.take("k")).isTrue();
        assertThat(shared.contains("b/k")).isTrue();
        claims.release("k");
        assertThat(shared.contains("b/k")).isFalse();
        shared.add("b/k");
        assertThat(claims.take("k")).as("another process has it").isFalse();
        assertThat(claims.held("k")).isFalse();
    }

    @Test
    void aBrokenRepositoryLeavesNoClaim() {
        MemoryIdempotentRepository broken = new MemoryIdempotentRepository() {
            @Override
            public boolean add(String key) {
                throw new IllegalStateException("down");
            }
        };
        Claims claims = new Claims("store4", "b", broken);
        assertThatThrownBy(() -> claims.take("k")).hasMessage("down");
        assertThat(claims.held("k")).isFalse();
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
            assertThat(new Claims("store6" + givenBack, "b", shared).take("k")).isEqualTo(givenBack);
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
                    if (new Claims("store5", "b", null).take("k" + k)) {
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
