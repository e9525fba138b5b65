/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.cloudbridge.store.ByteRange;
import io.cloudbridge.store.CloudBridgeException;
import io.cloudbridge.store.CopyOptions;
import io.cloudbridge.store.DeleteRequest;
import io.cloudbridge.store.ObjectRef;
import io.cloudbridge.store.PutOptions;
import io.cloudbridge.store.ReadOptions;
import io.cloudbridge.store.Source;
import io.cloudbridge.store.StoreClient;
import io.cloudbridge.store.StoreConfig;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** One client serves many threads, and nobody ever sees half of anything. */
public interface ConcurrencyPromises extends StoreFixture {

    private static Map<String, Integer> byDigest(int count, int size) {
        return IntStream.range(0, count)
                .boxed()
                .collect(Collectors.toMap(i -> Samples.sha256(Samples.bytes(2000 + i, size)), Function.identity()));
    }

    /** As an application has that serves many accounts. */
    @Test
    default void manyClientsShareTheirThreadsAndEndThem() {
        put("clients/one", Samples.text("one"));
        long before = clientThreads();
        List<StoreClient> clients = IntStream.range(0, 60)
                .mapToObj(i -> StoreClient.open(
                        StoreSuite.find(provider()), new StoreConfig(provider(), storeSettings()), engine()))
                .toList();
        clients.forEach(client -> client.head(at("clients/one"), ReadOptions.NONE));
        assertThat(clientThreads() - before)
                .as("threads of %s clients", clients.size())
                .isLessThan(20);
        clients.forEach(StoreClient::close);
        await().atMost(Duration.ofSeconds(20)).until(() -> clientThreads() - before < 5);
    }

    /** Without those of the suite itself: the executor, and the servers and proxies in this process. */
    private static long clientThreads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> !thread.getName().matches("(pool|fault-proxy|HTTP-Dispatcher|gcs|Camel|junit).*"))
                .count();
    }

    @Test
    default void sixteenWritersOfOneKeyLeaveOneWholeContent() {
        int size = 100_000;
        Parallel.race(engine().executor(), 16, i -> put("writers/one", Samples.bytes(2000 + i, size)));

        assertThat(byDigest(16, size)).containsKey(Samples.sha256(contentOf(at("writers/one"))));
        assertThat(keys("writers/one")).containsExactly("writers/one");
    }

    @Test
    default void fourWritersOfOneKeyInPartsLeaveOneWholeContent() {
        int size = partSize() + 1000;
        Parallel.race(
                engine().executor(), 4, i -> put(at("writers/parts"), Samples.bytes(2000 + i, size), PutOptions.NONE));

        assertThat(byDigest(4, size)).containsKey(Samples.sha256(contentOf(at("writers/parts"))));
    }

    @Test
    default void readersOfAKeyThatIsOverwrittenSeeWholeContents() {
        int size = 200_000;
        Map<String, Integer> whole = byDigest(4, size);
        put("readers/one", Samples.bytes(2000, size));
        AtomicBoolean writing = new AtomicBoolean(true);
        List<Integer> seen = Parallel.race(engine().executor(), 4, thread -> {
            int reads = 0;
            if (thread == 0) {
                try {
                    for (int i = 0; i < 40; i++) {
                        put("readers/one", Samples.bytes(2000 + i % 4, size));
                    }
                } finally {
                    writing.set(false);
                }
                return 1;
            }
            while (writing.get() || reads == 0) {
                try {
                    assertThat(whole).containsKey(Samples.sha256(contentOf(at("readers/one"))));
                    reads++;
                } catch (CloudBridgeException.PreconditionFailed replacedMeanwhile) {
                    // said clearly, and nothing was mixed
                    reads++;
                }
            }
            return reads;
        });
        assertThat(seen).allMatch(reads -> reads > 0);
    }

    @Test
    default void sixteenReadersOfOneObjectSeeTheSame() {
        byte[] content = Samples.bytes(140, 400_000);
        put("readers/many", content);
        List<byte[]> read = Parallel.race(engine().executor(), 16, i -> {
            ByteRange range = new ByteRange(i * 25_000L, 25_000);
            return readAll(store().read(at("readers/many"), range, ReadOptions.NONE));
        });
        for (int i = 0; i < 16; i++) {
            assertThat(read.get(i)).isEqualTo(Arrays.copyOfRange(content, i * 25_000, (i + 1) * 25_000));
        }
    }

    @Test
    default void eightThreadsOfMixedWorkKeepEveryByte() {
        List<Integer> operations =
                Parallel.race(engine().executor(), 8, thread -> mixedWork(thread, new Random(thread)));

        assertThat(operations).allMatch(count -> count == 25);
        assertThat(keys("mixed/")).hasSize(8).allMatch(key -> key.endsWith("/last"));
    }

    /** Stores, reads, copies and deletes below a prefix of its own, and checks every step. */
    private int mixedWork(int thread, Random random) {
        String prefix = "mixed/" + thread + "/";
        int done = 0;
        for (; done < 25; done++) {
            byte[] content = Samples.bytes(random.nextLong(), random.nextInt(80_000));
            ObjectRef ref = at(prefix + done);
            ObjectRef copy = at(prefix + done + "-copy");
            store().upload(ref, Source.of(Samples.trickle(content), Source.UNKNOWN), PutOptions.NONE, smallParts());
            assertContent(ref, content);
            store().copy(ref, store(), copy, CopyOptions.NONE, smallParts());
            assertThat(keys(prefix)).containsExactly(ref.key(), copy.key());
            store().delete(new DeleteRequest(ref));
            assertContent(copy, content);
            store().delete(new DeleteRequest(copy));
        }
        put(prefix + "last", Samples.text("last of " + thread));
        return done;
    }

    @Test
    default void manyUploadsInPartsAtOnceArriveWhole() {
        int size = partSize() + 12_345;
        Parallel.race(
                engine().executor(),
                6,
                i -> put(at("many-parts/" + i), Samples.bytes(2000 + i, size), PutOptions.NONE));
        for (int i = 0; i < 6; i++) {
            assertContent(at("many-parts/" + i), Samples.bytes(2000 + i, size));
        }
    }
}
