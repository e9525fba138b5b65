/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.conformance;

import io.cloudbridge.store.CloudBridgeException;
import io.cloudbridge.store.Content;
import io.cloudbridge.store.CopyOptions;
import io.cloudbridge.store.MultipartUpload;
import io.cloudbridge.store.ObjectProperties;
import io.cloudbridge.store.ObjectRef;
import io.cloudbridge.store.PutOptions;
import io.cloudbridge.store.PutResult;
import io.cloudbridge.store.ReadOptions;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** The promises about writing fail on a store that breaks them. */
class SuiteCatchesWriteFaultsTest {

    private static Content firstBytes(Content content, int count) {
        try (InputStream in = content.open()) {
            return Content.of(in.readNBytes(count));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Changes keys on their way in, as a store does that takes some keys for the same. */
    private static void aliasIsCaughtBy(String promise, UnaryOperator<String> alias) {
        SeededFault.isCaughtBy(promise, store -> new ForwardingStore(store) {
            @Override
            public PutResult put(ObjectRef ref, Content content, PutOptions options) {
                return super.put(new ObjectRef(ref.bucket(), alias.apply(ref.key())), content, options);
            }
        });
    }

    private static void multipartFaultIsCaughtBy(String promise, UnaryOperator<MultipartUpload> fault) {
        SeededFault.isCaughtBy(promise, store -> new ForwardingStore(store) {
            @Override
            public MultipartUpload startMultipart(ObjectRef ref, PutOptions options) {
                return fault.apply(super.startMultipart(ref, options));
            }
        });
    }

    @Test
    void anUploadThatIsReportedAndNotStored() {
        SeededFault.isCaughtBy("anObjectReadsAsItWasStored", store -> new ForwardingStore(store) {
            @Override
            public PutResult put(ObjectRef ref, Content content, PutOptions options) {
                return new PutResult("d41d8cd98f00b204e9800998ecf8427e", null, null);
            }
        });
    }

    @Test
    void anUploadThatIsCut() {
        SeededFault.isCaughtBy("exactlyOnePartArrivesInOneRequest", store -> new ForwardingStore(store) {
            @Override
            public PutResult put(ObjectRef ref, Content content, PutOptions options) {
                return super.put(ref, firstBytes(content, 60_000), options);
            }
        });
    }

    @Test
    void aLostPart() {
        multipartFaultIsCaughtBy("threePartsAndABitArriveInOrder", upload -> new ForwardingUpload(upload) {
            @Override
            public PutResult complete(List<Part> parts) {
                return super.complete(parts.subList(0, parts.size() - 1));
            }
        });
    }

    @Test
    void partsInTheOrderOfTheirArrival() {
        multipartFaultIsCaughtBy("partsSentOutOfOrderAreAssembledInOrder", upload -> new ForwardingUpload(upload) {
            private int arrived;

            @Override
            public Part uploadPart(int number, Content content) {
                return super.uploadPart(++arrived, content);
            }

            @Override
            public PutResult complete(List<Part> parts) {
                List<Part> byArrival = new ArrayList<>(parts);
                Collections.reverse(byArrival);
                return super.complete(byArrival);
            }
        });
    }

    @Test
    void anAbortThatLeavesTheParts() {
        multipartFaultIsCaughtBy("aLargeBodyThatBreaksLeavesTheOldObject", upload -> new ForwardingUpload(upload) {
            @Override
            public void abort() {
                // leaves the parts where they are
            }
        });
    }

    @Test
    void anUnfinishedUploadThatShows() {
        SeededFault.isCaughtBy("nothingIsVisibleBeforeAnUploadInPartsIsComplete", store -> new ForwardingStore(store) {
            @Override
            public MultipartUpload startMultipart(ObjectRef ref, PutOptions options) {
                put(ref, Content.of(new byte[0]), options);
                return super.startMultipart(ref, options);
            }
        });
    }

    @Test
    void propertiesLostOnTheWayInParts() {
        SeededFault.isCaughtBy(
                "anUploadInPartsKeepsPropertiesAsASingleRequestDoes", store -> new ForwardingStore(store) {
                    @Override
                    public MultipartUpload startMultipart(ObjectRef ref, PutOptions options) {
                        ObjectProperties fewer = options.properties().withCacheControl(null);
                        return super.startMultipart(ref, options.withProperties(fewer));
                    }
                });
    }

    @Test
    void aHalfObjectThatIsVisibleForAMoment() {
        SeededFault.isCaughtBy("readersOfAKeyThatIsOverwrittenSeeWholeContents", store -> new ForwardingStore(store) {
            @Override
            public PutResult put(ObjectRef ref, Content content, PutOptions options) {
                super.put(ref, firstBytes(content, (int) content.length() / 2), options);
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
                return super.put(ref, content, options);
            }
        });
    }

    @Test
    void createOnlyByLookingFirst() {
        // two have looked before the first writes, so that the fault does not depend on luck
        CountDownLatch looked = new CountDownLatch(2);
        SeededFault.isCaughtBy("ofSixteenWhoCreateOneWins", store -> new ForwardingStore(store) {
            @Override
            public PutResult put(ObjectRef ref, Content content, PutOptions options) {
                if (options.ifNoneMatch() != null) {
                    refuseExisting(ref);
                }
                return super.put(ref, content, unconditional(options));
            }

            private void refuseExisting(ObjectRef ref) {
                try {
                    head(ref, ReadOptions.NONE);
                } catch (CloudBridgeException.ObjectNotFound free) {
                    looked.countDown();
                    try {
                        looked.await(5, TimeUnit.SECONDS);
                    } catch (InterruptedException e) {
                        throw new IllegalStateException(e);
                    }
                    return;
                }
                throw new CloudBridgeException.PreconditionFailed(
                        io.cloudbridge.store.Failure.of("it exists").withHttp(412, null, null), null);
            }
        });
    }

    private static PutOptions unconditional(PutOptions options) {
        return PutOptions.of(options.properties()).withTags(options.tags());
    }

    @Test
    void aConditionThatIsIgnored() {
        SeededFault.isCaughtBy("ifMatchReplacesOnlyTheVersionItNames", store -> new ForwardingStore(store) {
            @Override
            public PutResult put(ObjectRef ref, Content content, PutOptions options) {
                return super.put(ref, content, unconditional(options));
            }
        });
    }

    @Test
    void etagsInQuotes() {
        SeededFault.isCaughtBy("theResultNamesWhatHeadFinds", store -> new ForwardingStore(store) {
            @Override
            public PutResult put(ObjectRef ref, Content content, PutOptions options) {
                PutResult result = super.put(ref, content, options);
                return new PutResult('"' + result.etag() + '"', result.versionId(), result.checksum());
            }
        });
    }

    @Test
    void keysThatAreDecoded() {
        aliasIsCaughtBy("aPercentEncodedSlashIsNotASlash", key -> key.replace("%2F", "/"));
    }

    @Test
    void keysWhosePlusIsASpace() {
        aliasIsCaughtBy("aPlusIsNotASpace", key -> key.replace('+', ' '));
    }

    @Test
    void keysWithoutDoubleSlashes() {
        aliasIsCaughtBy("aDoubleSlashIsItself", key -> key.replace("//", "/"));
    }

    @Test
    void keysThatAreResolvedAsPaths() {
        aliasIsCaughtBy("twoDotsAreNotTheParent", key -> key.replaceAll("[^/]+/\\.\\./", ""));
    }

    @Test
    void keysThatAreNormalised() {
        aliasIsCaughtBy("aKeyIsNotNormalisedToComposedForm", key -> Normalizer.normalize(key, Normalizer.Form.NFC));
    }

    @Test
    void keysThatAreTrimmed() {
        aliasIsCaughtBy("spacesAtBothEndsAreKept", key -> key.isBlank() ? key : key.strip());
    }

    @Test
    void metadataThatIsBent() {
        SeededFault.isCaughtBy("metadataWithAccentsIsItselfOrRefused", store -> new ForwardingStore(store) {
            @Override
            public PutResult put(ObjectRef ref, Content content, PutOptions options) {
                Map<String, String> bent = new HashMap<>();
                options.properties().metadata().forEach((name, value) -> bent.put(name, value.replace('ü', '?')));
                return super.put(
                        ref,
                        content,
                        options.withProperties(options.properties().withMetadata(bent)));
            }
        });
    }

    @Test
    void propertiesThatAreMergedInsteadOfReplaced() {
        SeededFault.isCaughtBy("setPropertiesReplacesPropertiesAndKeepsContent", store -> new ForwardingStore(store) {
            @Override
            public PutResult setProperties(ObjectRef ref, ObjectProperties properties, String ifMatch) {
                Map<String, String> merged =
                        new HashMap<>(head(ref, ReadOptions.NONE).metadata());
                merged.putAll(properties.metadata());
                return super.setProperties(ref, properties.withMetadata(merged), ifMatch);
            }
        });
    }

    @Test
    void aCopyWithoutItsMetadata() {
        SeededFault.isCaughtBy("aCopyHasContentAndProperties", store -> new ForwardingStore(store) {
            @Override
            public Optional<PutResult> copy(ObjectRef from, ObjectRef to, CopyOptions options) {
                ObjectProperties kept =
                        head(from, ReadOptions.NONE).properties().withMetadata(Map.of());
                return super.copy(from, to, new CopyOptions(options.sourceIfMatch(), PutOptions.of(kept), false));
            }
        });
    }

    @Test
    void tagsThatACopyLoses() {
        SeededFault.isCaughtBy("tagsStayWhenPropertiesChangeAndGoAlongWithACopy", store -> new ForwardingStore(store) {
            @Override
            public Optional<PutResult> copy(ObjectRef from, ObjectRef to, CopyOptions options) {
                Optional<PutResult> result = super.copy(from, to, options);
                setTags(to, Map.of());
                return result;
            }
        });
    }

    @Test
    void tagsThatGetLost() {
        SeededFault.isCaughtBy("tagsArriveWithAnUpload", store -> new ForwardingStore(store) {
            @Override
            public PutResult put(ObjectRef ref, Content content, PutOptions options) {
                return super.put(ref, content, options.withTags(Map.of()));
            }
        });
    }
}
