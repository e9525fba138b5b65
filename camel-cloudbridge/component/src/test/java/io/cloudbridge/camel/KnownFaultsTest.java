/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.camel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.cloudbridge.store.CloudBridgeException;
import io.cloudbridge.store.Failure;
import io.cloudbridge.store.StoreProvider;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.support.processor.idempotent.MemoryIdempotentRepository;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What goes wrong in consumers of object stores that people run today, and the test that shows it does not go wrong here. The table is
 * {@link #isShownNotToHappenBy}; the tests below it are those that have no better place.
 */
class KnownFaultsTest {

    @TempDir
    Path root;

    private final HookedProvider store = new HookedProvider();
    private final Queue<String> errors = new ConcurrentLinkedQueue<>();
    private Inbox inbox;

    @BeforeEach
    void open() {
        inbox = new Inbox(root.resolve("store"));
        inbox.through(store);
        inbox.context.getRegistry().bind("errors", new ErrorRecorder(errors));
    }

    @AfterEach
    void close() {
        inbox.close();
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            a route that sets the key header has another object deleted          | HostileRoutesTest | overwritingEveryHeaderRedirectsNothing
            ... and the consumed one is consumed for ever                        | HostileRoutesTest | uploadingElsewhereDeletesWhatWasConsumed
            ... or moved somewhere else                                          | HostileRoutesTest | overwritingEveryHeaderRedirectsNoMoveEither
            a consumed message goes back to the bucket it came from              | HostileRoutesTest | aMessageGoesOnToAnotherBucketUnderItsOwnKey
            an object is processed many times at once behind threads             | HostileRoutesTest | behindThreadsNoObjectIsProcessedTwiceAtOnce
            ... or behind a queue that is waited for                             | HostileRoutesTest | behindSedaThatIsWaitedForTheObjectEndsWithTheTask
            two nodes process everything twice                                   | ClusterTest | twoContextsWithOneRepositoryProcessEveryObjectOnce
            ... and what a killed node had is lost                               | ClusterTest | twoProcessesOfWhichOneIsKilledLoseNothing
            every body of a batch is opened or read before the first exchange    | KnownFaultsTest | noBodyIsOpenedBeforeItsExchangeReadsIt
            a stream opened ahead is cut while earlier ones are processed        | SlowRouteTest | aBodyGoesOnWhereTheServerCutAnIdleConnection
            unread or half-read bodies hold connections until none is left       | KnownFaultsTest | bodiesThatAreNotReadToTheirEndHoldNoConnection
            a consumer that wants no body downloads every byte                   | ConsumerBodyTest | bodyTypeNoneNeverAsksForContent
            a large object does not fit into the heap under stock settings       | HugeObjectTest | oneGibibyteOfUnknownLengthGoesInAndOutOfAHeapOf48MebibytesAndIsConsumed
            there is no way to read only what is new without removing it         | ConsumerTest | emitsEveryNewObjectOnceAndLeavesItWhereItIs
            ... or it asks for each object again at each poll                    | ConsumerBodyTest | anIdlePollIsOneListingAndNothingElse
            ... or it forgets the oldest and emits them again                    | ConsumerScaleTest | aMillionSeenObjectsAreEmittedOnceForFortyBytesEach
            ... or an object that was rewritten is not new                       | ConsumerTest | aRewrittenObjectIsNew
            ... or everything is new after a restart of the route                | ConsumerLifecycleTest | stopAndStartKeepsTheMemoryOfWhatWasSeen
            a poison object is tried for ever                                    | HostileRoutesTest | afterMaxFailuresAnObjectIsMovedAside
            ... and keeps others from being consumed                             | HostileRoutesTest | asManyPoisonObjectsAsAPollTakesDoNotBlockTheRest
            one failed read hides an object until the process ends               | KnownFaultsTest | aFailedReadHidesAnObjectFromNoLaterPoll
            one object that vanished drops its whole batch                       | HostileRoutesTest | objectsThatVanishAreSkippedQuietly
            stopping a route in mid-batch loses the rest of the batch            | ConsumerLifecycleTest | stopAndStartInMidBatch
            ... also where claims are kept in a repository of the user           | KnownFaultsTest | aStopInMidBatchGivesClaimsBackToTheRepository
            only the first page below a prefix is ever seen                      | ConsumerSelectionTest | keptObjectsBehindAPrefixAreAllSeenOverSeveralPages
            every poll lists the whole bucket, whatever it may take              | KnownFaultsTest | aPollListsNoMoreThanItTakes
            the limit of a poll bounds the page and not the poll                 | KnownFaultsTest | aPollListsNoMoreThanItTakes
            each object is asked for before the first one is routed              | KnownFaultsTest | aPollListsNoMoreThanItTakes
            nothing but a prefix selects, nothing sorts                          | ConsumerSelectionTest | patternsExtensionsAndSizes
            a done file is consumed itself                                       | ConsumerSelectionTest | anObjectWaitsForItsDoneFileWhichGoesWithIt
            a folder marker stops the consumer                                   | ConsumerSelectionTest | folderMarkersAreTakenOnlyIfAskedFor
            characters of a prefix are read as a pattern                         | KnownFaultsTest | aPrefixIsNoPattern
            a target of a move maps all objects to one name                      | ConsumerOptionsTest | isRefusedAtStartNamingOptionAndRemedy
            an error of the commit is lost                                       | KnownFaultsTest | anUnreachableStoreAtTheCommitIsReportedAndTheDeleteTriedAgain
            an error of the route never reaches the exception handler            | HostileRoutesTest | aFailingObjectDoesNotBlockOthersAndIsTriedAgain
            the in-progress repository is not started                            | KnownFaultsTest | repositoriesOfTheUserAreStarted
            a file of a failed exchange keeps it from being tried again          | KnownFaultsTest | theFileOfAFailedExchangeIsNotInTheWayOfTheNext
            nested keys cannot be written to a directory, others escape it       | ConsumerBodyTest | filesLieInTheWorkDirectoryWhateverTheKeyAndGoWithTheExchange
            a slow first batch makes the consumer unready                        | ConsumerSelectionTest | theConsumerIsReadyWhileItsFirstBatchIsSlow
            """)
    void isShownNotToHappenBy(String fault, String test, String method) throws ReflectiveOperationException {
        Class<?> shownBy = Class.forName(getClass().getPackageName() + "." + test);
        assertThat(Stream.of(shownBy.getDeclaredMethods())
                        .filter(candidate -> candidate.getName().equals(method)))
                .as(fault)
                .singleElement()
                .satisfies(found -> assertThat(found.isAnnotationPresent(Test.class)
                                || found.isAnnotationPresent(ParameterizedTest.class))
                        .isTrue());
    }

    @Test
    void noBodyIsOpenedBeforeItsExchangeReadsIt() throws Exception {
        inbox.putMany(100);
        CountDownLatch first = new CountDownLatch(1);
        inbox.route("prefetch=0&bodyType=bytes&delete=true", exchange -> {
            if (inbox.consumed.size() == 1) {
                assertThat(first.await(20, TimeUnit.SECONDS)).isTrue();
            }
        });
        inbox.context.start();
        await().until(() -> inbox.consumed.size() == 1);
        await().during(Duration.ofMillis(100)).until(() -> store.requests("read") == 1);
        first.countDown();
        await().until(() -> inbox.keys().isEmpty());
        assertThat(store.requests("read")).isEqualTo(100);
    }

    @Test
    void bodiesThatAreNotReadToTheirEndHoldNoConnection() throws Exception {
        CuttingProvider server = new CuttingProvider();
        inbox.context.getRegistry().bind("server", StoreProvider.class, server);
        inbox.through(server);
        for (int i = 0; i < 60; i++) {
            inbox.write("k" + i, "x".repeat(100_000));
        }
        AtomicInteger most = new AtomicInteger();
        inbox.route("prefetch=0&maxConcurrency=3&exceptionHandler=#errors", exchange -> {
            exchange.getMessage().getBody(java.io.InputStream.class).readNBytes(10);
            most.accumulateAndGet(server.connections(), Math::max);
        });
        inbox.context.start();
        await().until(() -> inbox.consumed.size() == 60);
        assertThat(most.get()).isBetween(1, 3);
        await().until(() -> server.connections() == 0);
        assertThat(errors).isEmpty();
    }

    @Test
    void aFailedReadHidesAnObjectFromNoLaterPoll() throws Exception {
        for (String type : List.of("bytes", "stream")) {
            inbox.put("a", "b", "c");
            AtomicInteger failures = new AtomicInteger();
            Queue<String> bodies = new ConcurrentLinkedQueue<>();
            store.before((verb, keys) -> {
                if (verb.equals("read") && keys.contains("b") && failures.incrementAndGet() <= 2) {
                    Failure failure = new Failure("odd", "hooked", "read", "inbox", "b", 0, null, null, null, false);
                    throw failures.get() == 1
                            ? new CloudBridgeException.ObjectNotFound(failure, null)
                            : new CloudBridgeException.Unavailable(failure, null);
                }
            });
            inbox.route(
                    type,
                    "delete=true&exceptionHandler=#errors&bodyType=" + type,
                    from -> from.process(
                            exchange -> bodies.add(exchange.getMessage().getBody(String.class))));
            inbox.context.start();
            await().until(() -> inbox.keys().isEmpty());
            assertThat(bodies).as(type).containsExactly("a", "c", "b");
            assertThat(errors)
                    .as("%s: what is missing is no error, what fails is", type)
                    .hasSize(1);
            errors.clear();
            inbox.context.getRouteController().stopRoute(type);
        }
    }

    @Test
    void aStopInMidBatchGivesClaimsBackToTheRepository() throws Exception {
        MemoryIdempotentRepository claims = new MemoryIdempotentRepository();
        inbox.context.getRegistry().bind("claims", claims);
        inbox.putMany(50);
        CountDownLatch release = new CountDownLatch(1);
        inbox.route(
                "delete=true&inProgressRepository=#claims",
                exchange -> assertThat(release.await(20, TimeUnit.SECONDS)).isTrue());
        inbox.context.start();
        await().until(() -> inbox.consumed.size() == 1);
        assertThat(claims.getCacheSize()).as("no more than are opened ahead").isBetween(2, 32);
        Thread stop = new Thread(() -> {
            try {
                inbox.context.getRouteController().stopRoute("consumer");
            } catch (Exception e) {
                errors.add(e.toString());
            }
        });
        stop.start();
        await().until(() -> !inbox.consumer().isBatchAllowed());
        release.countDown();
        stop.join(TimeUnit.SECONDS.toMillis(30));
        assertThat(claims.getCacheSize()).isZero();
        inbox.context.getRouteController().startRoute("consumer");
        await().until(() -> inbox.keys().isEmpty());
        inbox.assertConsumedOnce(50);
        assertThat(errors).isEmpty();
    }

    @Test
    void aPollListsNoMoreThanItTakes() throws Exception {
        ConsumerProcess.drop(inbox.root, 2500);
        Map<String, Integer> atFirst = new ConcurrentHashMap<>();
        inbox.route("maxMessagesPerPoll=10&delay=1h&bodyType=bytes", exchange -> {
            if (inbox.consumed.size() == 1) {
                for (String verb : List.of("list", "head", "read")) {
                    atFirst.put(verb, store.requests(verb));
                }
            }
        });
        inbox.context.start();
        await().until(() -> inbox.consumed.size() == 10);
        await().during(Duration.ofMillis(100)).until(() -> inbox.consumed.size() == 10);
        assertThat(atFirst).containsEntry("list", 1).containsEntry("head", 0);
        assertThat(store.requests("read")).isEqualTo(10);
        assertThat(store.requests("list")).isEqualTo(1);
    }

    @Test
    void aPrefixIsNoPattern() throws Exception {
        inbox.put("in/a+b/x.txt", "in/aab/y.txt", "in/a+b/(c)/[z].txt");
        inbox.route("prefix=RAW(in/a+b/)&move=done/${file:name}");
        inbox.context.start();
        await().untilAsserted(() -> assertThat(inbox.keys())
                .containsExactly("done/in/a+b/(c)/[z].txt", "done/in/a+b/x.txt", "in/aab/y.txt"));
        inbox.assertConsumedOnce(2);
    }

    @Test
    void anUnreachableStoreAtTheCommitIsReportedAndTheDeleteTriedAgain() throws Exception {
        inbox.put("a", "b");
        AtomicBoolean down = new AtomicBoolean(true);
        store.before((verb, keys) -> {
            if (verb.equals("delete") && down.get()) {
                throw new CloudBridgeException.Unavailable(Failure.of("nobody answers"), null);
            }
        });
        inbox.route("delete=true&maxRetries=0&onCompletionExceptionHandler=#errors");
        inbox.context.start();
        await().until(() -> errors.size() >= 2);
        assertThat(errors).allMatch(error -> error.contains("nobody answers"));
        assertThat(inbox.keys()).containsExactly("a", "b");
        down.set(false);
        await().until(() -> inbox.keys().isEmpty());
    }

    @Test
    void repositoriesOfTheUserAreStarted() throws Exception {
        AtomicInteger started = new AtomicInteger();
        for (String name : List.of("seen", "claims")) {
            inbox.context.getRegistry().bind(name, new MemoryIdempotentRepository() {
                @Override
                protected void doStart() throws Exception {
                    super.doStart();
                    started.incrementAndGet();
                }
            });
        }
        inbox.put("a");
        inbox.route("idempotentRepository=#seen&inProgressRepository=#claims");
        inbox.context.start();
        await().until(() -> inbox.consumed.size() == 1);
        assertThat(started).hasValue(2);
    }

    @Test
    void theFileOfAFailedExchangeIsNotInTheWayOfTheNext() throws Exception {
        Path work = Files.createDirectories(root.resolve("work"));
        inbox.put("deep/down/a.txt");
        inbox.context.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                errorHandler(noErrorHandler());
                from(inbox.uri("delete=true&bodyType=file&exceptionHandler=#errors&localWorkDirectory=" + work))
                        .process(inbox.note())
                        .process(exchange -> {
                            File file = exchange.getMessage().getBody(File.class);
                            assertThat(Files.readString(file.toPath())).isEqualTo("deep/down/a.txt");
                            if (inbox.consumed.size() < 3) {
                                throw new IllegalStateException("not yet");
                            }
                        });
            }
        });
        inbox.context.start();
        await().until(() -> inbox.keys().isEmpty());
        assertThat(inbox.consumed).hasSize(3);
        assertThat(errors).hasSize(2);
        try (Stream<Path> files = Files.walk(work)) {
            assertThat(files.filter(Files::isRegularFile)
                            .filter(file -> !file.toString().endsWith(".lock")))
                    .isEmpty();
        }
    }
}
