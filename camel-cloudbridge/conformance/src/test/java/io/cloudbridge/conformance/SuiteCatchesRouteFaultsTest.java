/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectMethod;

import io.cloudbridge.store.ByteRange;
import io.cloudbridge.store.Content;
import io.cloudbridge.store.CopyOptions;
import io.cloudbridge.store.DeleteRequest;
import io.cloudbridge.store.DeleteResult;
import io.cloudbridge.store.ListRequest;
import io.cloudbridge.store.ObjectContent;
import io.cloudbridge.store.ObjectInfo;
import io.cloudbridge.store.ObjectPage;
import io.cloudbridge.store.ObjectProperties;
import io.cloudbridge.store.ObjectRef;
import io.cloudbridge.store.ObjectStore;
import io.cloudbridge.store.PutOptions;
import io.cloudbridge.store.PutResult;
import io.cloudbridge.store.ReadOptions;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.platform.testkit.engine.EngineExecutionResults;
import org.junit.platform.testkit.engine.EngineTestKit;

/** The promises of routes fail on a store that breaks them. */
class SuiteCatchesRouteFaultsTest {

    /** Runs one promise of {@link LocalRouteConformanceTest}, where it passes, on a store with a fault. */
    private static void isCaughtBy(String promise, UnaryOperator<ObjectStore> seeded) {
        FaultyRouteSuite.fault = seeded;
        EngineExecutionResults results = EngineTestKit.engine("junit-jupiter")
                .selectors(selectMethod(FaultyRouteSuite.class, promise))
                .execute();
        assertThat(results.testEvents().started().count()).as("tests that ran").isEqualTo(1);
        assertThat(results.testEvents().failed().count())
                .as("failures of %s with the fault", promise)
                .isEqualTo(1);
    }

    @Test
    void anUploadThatIsReportedAndNotStored() {
        isCaughtBy("anUploadStoresTheBodyAndLeavesItAsItWas", store -> new ForwardingStore(store) {
            @Override
            public PutResult put(ObjectRef ref, Content content, PutOptions options) {
                return new PutResult("d41d8cd98f00b204e9800998ecf8427e", null, null);
            }
        });
    }

    @Test
    void aConditionThatIsIgnored() {
        isCaughtBy("createOnlyByOptionAndByHeader", store -> new ForwardingStore(store) {
            @Override
            public PutResult put(ObjectRef ref, Content content, PutOptions options) {
                return super.put(ref, content, PutOptions.of(options.properties()));
            }
        });
    }

    @Test
    void metadataThatGetsLost() {
        isCaughtBy("headersSetThePropertiesAndWin", store -> new ForwardingStore(store) {
            @Override
            public PutResult put(ObjectRef ref, Content content, PutOptions options) {
                ObjectProperties fewer = options.properties().withMetadata(Map.of());
                return super.put(ref, content, options.withProperties(fewer));
            }
        });
    }

    @Test
    void aPinThatIsIgnoredAndAnETagThatHidesIt() {
        isCaughtBy("aBodyReadAgainAfterTheObjectWasReplacedRaises", store -> new ForwardingStore(store) {
            @Override
            public ObjectContent read(ObjectRef ref, ByteRange range, ReadOptions options) {
                ObjectContent content = super.read(ref, range, ReadOptions.NONE);
                return options.ifMatch() == null
                        ? content
                        : OtherContent.of(content).withETag(options.ifMatch());
            }
        });
    }

    @Test
    void aListingOutOfOrder() {
        isCaughtBy("aListGivesAllObjectsBelowAPrefix", store -> new ForwardingStore(store) {
            @Override
            public ObjectPage list(ListRequest request) {
                ObjectPage page = super.list(request);
                List<ObjectInfo> reversed = new ArrayList<>(page.objects());
                Collections.reverse(reversed);
                return new ObjectPage(reversed, page.commonPrefixes(), page.nextToken());
            }
        });
    }

    @Test
    void aDeleteWithoutItsCondition() {
        isCaughtBy("aDeleteHoldsToItsCondition", store -> new ForwardingStore(store) {
            @Override
            public List<DeleteResult> delete(String bucket, List<DeleteRequest> requests) {
                return super.delete(
                        bucket,
                        requests.stream()
                                .map(request -> new DeleteRequest(request.ref()))
                                .toList());
            }
        });
    }

    @Test
    void aMoveWithoutTheProperties() {
        isCaughtBy("moveKeepsPropertiesOfTheObject", store -> new ForwardingStore(store) {
            @Override
            public Optional<PutResult> copy(ObjectRef from, ObjectRef to, CopyOptions options) {
                return super.copy(from, to, new CopyOptions(options.sourceIfMatch(), PutOptions.NONE, false));
            }
        });
    }

    @Test
    void aRangeThatIsIgnored() {
        isCaughtBy("aDownloadMayBeARange", store -> new ForwardingStore(store) {
            @Override
            public ObjectContent read(ObjectRef ref, ByteRange range, ReadOptions options) {
                return super.read(ref, ByteRange.ALL, options);
            }
        });
    }
}
