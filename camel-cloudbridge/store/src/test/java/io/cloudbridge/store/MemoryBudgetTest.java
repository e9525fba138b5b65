/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class MemoryBudgetTest {

    private static final long MIB = 1 << 20;

    private final MemoryBudget memory = new MemoryBudget(4 * MIB);

    private List<MemoryBudget.Reservation> readAheadUntilFull() {
        List<MemoryBudget.Reservation> taken = new ArrayList<>();
        Optional<MemoryBudget.Reservation> next = memory.tryReserveReadAhead(64 * 1024);
        while (next.isPresent()) {
            taken.add(next.get());
            next = memory.tryReserveReadAhead(64 * 1024);
        }
        return taken;
    }

    @Test
    void readAheadHoldsHalfAtMost() {
        List<MemoryBudget.Reservation> taken = readAheadUntilFull();
        assertThat(taken).hasSize(32);
        assertThat(memory.available()).isEqualTo(2 * MIB);
        assertThat(memory.tryReserveReadAhead(1)).isEmpty();

        taken.forEach(MemoryBudget.Reservation::close);
        assertThat(memory.available()).isEqualTo(4 * MIB);
        assertThat(readAheadUntilFull()).hasSize(32);
    }

    @Test
    void aPartLargerThanAllThereIsDoesNotWaitForReadAhead() {
        readAheadUntilFull();
        memory.acquire(100 * MIB).close();
    }

    @Test
    void readAheadLeavesTheRoomToTheUploadThatWaitsForIt() throws Exception {
        MemoryBudget.Reservation first = memory.acquire(2 * MIB);
        MemoryBudget.Reservation second = memory.acquire(2 * MIB);
        CompletableFuture<MemoryBudget.Reservation> third =
                CompletableFuture.supplyAsync(() -> memory.acquire(2 * MIB));
        while (!third.isDone() && !memory.isWaitedFor()) {
            Thread.onSpinWait();
        }
        second.shrinkTo(MIB);
        assertThat(memory.tryReserveReadAhead(1024)).isEmpty();
        first.close();
        third.get(10, TimeUnit.SECONDS).close();
        second.close();
        assertThat(memory.available()).isEqualTo(4 * MIB);
    }

    @Test
    void givingBackTwiceGivesBackOnce() {
        MemoryBudget.Reservation one = memory.tryReserveReadAhead(MIB).orElseThrow();
        one.close();
        one.close();
        assertThat(memory.available()).isEqualTo(4 * MIB);
    }

    @Test
    void theDefaultIsAThirdOfASmallHeapAndNeverMoreThan256MebibytesNorLessThanIsAllowed() {
        assertThat(MemoryBudget.defaultBytes(48 * MIB)).isEqualTo(16 * MIB);
        assertThat(MemoryBudget.defaultBytes(768 * MIB)).isEqualTo(256 * MIB);
        assertThat(MemoryBudget.defaultBytes(Long.MAX_VALUE)).isEqualTo(256 * MIB);
        assertThat(new MemoryBudget(MemoryBudget.defaultBytes(MIB)).total()).isEqualTo(MIB);
    }
}
