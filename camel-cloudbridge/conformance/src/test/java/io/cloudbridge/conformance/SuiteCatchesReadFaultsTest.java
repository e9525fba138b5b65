/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.conformance;

import io.cloudbridge.store.ByteRange;
import io.cloudbridge.store.CloudBridgeException;
import io.cloudbridge.store.DeleteRequest;
import io.cloudbridge.store.DeleteResult;
import io.cloudbridge.store.Failure;
import io.cloudbridge.store.ListRequest;
import io.cloudbridge.store.ObjectContent;
import io.cloudbridge.store.ObjectInfo;
import io.cloudbridge.store.ObjectPage;
import io.cloudbridge.store.ObjectRef;
import io.cloudbridge.store.ReadOptions;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The promises about reading, listing, deleting and buckets fail on a store that breaks them. */
class SuiteCatchesReadFaultsTest {

    @Test
    void aRangeThatIsIgnored() {
        SeededFault.isCaughtBy("aRangeGivesBytesInTheMiddle", store -> new ForwardingStore(store) {
            @Override
            public ObjectContent read(ObjectRef ref, ByteRange range, ReadOptions options) {
                return super.read(ref, ByteRange.ALL, options);
            }
        });
    }

    @Test
    void aRangeBeyondTheEndThatIsCalledMissing() {
        SeededFault.isCaughtBy("aRangeThatStartsBeyondTheEndIsRefused", store -> new ForwardingStore(store) {
            @Override
            public ObjectContent read(ObjectRef ref, ByteRange range, ReadOptions options) {
                try {
                    return super.read(ref, range, options);
                } catch (CloudBridgeException.InvalidRequest e) {
                    throw new CloudBridgeException.ObjectNotFound(e.failure(), e);
                }
            }
        });
    }

    @Test
    void aPinThatIsIgnoredAndAnETagThatHidesIt() {
        SeededFault.isCaughtBy("aBrokenConnectionNeverGoesOnInANewerObject", store -> new ForwardingStore(store) {
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
    void aMissingObjectThatIsCalledForbidden() {
        SeededFault.isCaughtBy("aMissingObjectIsNamedWithEverythingThatIsKnown", store -> new ForwardingStore(store) {
            @Override
            public ObjectInfo head(ObjectRef ref, ReadOptions options) {
                try {
                    return super.head(ref, options);
                } catch (CloudBridgeException.ObjectNotFound e) {
                    throw new CloudBridgeException.AccessDenied(e.failure(), e);
                }
            }
        });
    }

    @Test
    void anErrorThatTellsNoStatus() {
        SeededFault.isCaughtBy("aMissingObjectIsNamedByReadAsByHead", store -> new ForwardingStore(store) {
            @Override
            public ObjectContent read(ObjectRef ref, ByteRange range, ReadOptions options) {
                throw new CloudBridgeException.ObjectNotFound(Failure.of("it is not there"), null);
            }
        });
    }

    @Test
    void aListingOutOfOrder() {
        SeededFault.isCaughtBy("aListingIsInTheOrderOfUtf8Bytes", store -> new ForwardingStore(store) {
            @Override
            public ObjectPage list(ListRequest request) {
                ObjectPage page = super.list(request);
                List<ObjectInfo> shuffled = new ArrayList<>(page.objects());
                Collections.reverse(shuffled);
                return new ObjectPage(shuffled, page.commonPrefixes(), page.nextToken());
            }
        });
    }

    @Test
    void aListingInTheOrderOfUtf16() {
        SeededFault.isCaughtBy("aListingIsInTheOrderOfUtf8Bytes", store -> new ForwardingStore(store) {
            @Override
            public ObjectPage list(ListRequest request) {
                ObjectPage page = super.list(request);
                List<ObjectInfo> sorted = new ArrayList<>(page.objects());
                sorted.sort(java.util.Comparator.comparing(ObjectInfo::key));
                return new ObjectPage(sorted, page.commonPrefixes(), page.nextToken());
            }
        });
    }

    @Test
    void aListingOfOnePageOnly() {
        SeededFault.isCaughtBy("aListingIsCompleteInPagesOfThree", store -> new ForwardingStore(store) {
            @Override
            public ObjectPage list(ListRequest request) {
                ObjectPage page = super.list(request);
                return new ObjectPage(page.objects(), page.commonPrefixes(), null);
            }
        });
    }

    @Test
    void aListingThatLosesTheLastEntryOfAPage() {
        SeededFault.isCaughtBy("aListingIsCompleteInPagesOfThree", store -> new ForwardingStore(store) {
            @Override
            public ObjectPage list(ListRequest request) {
                ObjectPage page = super.list(request);
                return page.isLast()
                        ? page
                        : new ObjectPage(
                                page.objects().subList(0, page.objects().size() - 1),
                                page.commonPrefixes(),
                                page.nextToken());
            }
        });
    }

    @Test
    void aStartThatIsIncluded() {
        SeededFault.isCaughtBy("startAfterBeginsBehindAKey", store -> new ForwardingStore(store) {
            @Override
            public ObjectPage list(ListRequest request) {
                String start = request.startAfter();
                return super.list(start.isEmpty() ? request : request.withStartAfter(before(start)));
            }

            private String before(String key) {
                int last = key.length() - 1;
                return key.substring(0, last) + (char) (key.charAt(last) - 1) + "\uFFFD";
            }
        });
    }

    @Test
    void aPrefixThatIsTakenForAFolder() {
        SeededFault.isCaughtBy("aPrefixIsTextAndNotAFolder", store -> new ForwardingStore(store) {
            @Override
            public ObjectPage list(ListRequest request) {
                ObjectPage page = super.list(request);
                List<ObjectInfo> inside = page.objects().stream()
                        .filter(info -> info.key().startsWith(request.prefix() + "/"))
                        .toList();
                return request.prefix().isEmpty() ? page : new ObjectPage(inside, page.commonPrefixes(), null);
            }
        });
    }

    @Test
    void aMissingBucketThatLooksEmpty() {
        SeededFault.isCaughtBy("aMissingBucketIsAnErrorAndNotAnEmptyListing", store -> new ForwardingStore(store) {
            @Override
            public ObjectPage list(ListRequest request) {
                try {
                    return super.list(request);
                } catch (CloudBridgeException.BucketNotFound e) {
                    return new ObjectPage(List.of(), List.of(), null);
                }
            }
        });
    }

    @Test
    void aDeleteThatIsReportedAndNotDone() {
        SeededFault.isCaughtBy("aDeletedObjectIsGone", store -> new ForwardingStore(store) {
            @Override
            public List<DeleteResult> delete(String bucket, List<DeleteRequest> requests) {
                return requests.stream()
                        .map(request -> new DeleteResult(request.ref()))
                        .toList();
            }
        });
    }

    @Test
    void aDeleteWithoutItsCondition() {
        SeededFault.isCaughtBy("aReplacedObjectIsNotDeletedByItsOldETag", store -> new ForwardingStore(store) {
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
    void aDeleteThatTakesTheKeysBelowAlong() {
        SeededFault.isCaughtBy("deletingAKeyKeepsTheKeysBelowIt", store -> new ForwardingStore(store) {
            @Override
            public List<DeleteResult> delete(String bucket, List<DeleteRequest> requests) {
                requests.forEach(request -> super.delete(
                        bucket,
                        list(ListRequest.of(bucket, request.ref().key() + "/")).objects().stream()
                                .map(info -> new DeleteRequest(info.ref()))
                                .toList()));
                return super.delete(bucket, requests);
            }
        });
    }

    @Test
    void aFullBucketThatIsDeleted() {
        SeededFault.isCaughtBy("aBucketThatIsNotEmptyIsNotDeleted", store -> new ForwardingStore(store) {
            @Override
            public void deleteBucket(String bucket) {
                super.delete(
                        bucket,
                        list(ListRequest.of(bucket, "")).objects().stream()
                                .map(info -> new DeleteRequest(info.ref()))
                                .toList());
                super.deleteBucket(bucket);
            }
        });
    }

    @Test
    void aBucketThatIsCreatedTwice() {
        SeededFault.isCaughtBy("creatingABucketTwiceFailsAndKeepsTheFirst", store -> new ForwardingStore(store) {
            @Override
            public void createBucket(String bucket) {
                if (!bucketExists(bucket)) {
                    super.createBucket(bucket);
                }
            }
        });
    }
}
