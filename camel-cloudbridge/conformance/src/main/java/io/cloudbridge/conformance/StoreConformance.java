/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.conformance;

/**
 * The promises that every provider keeps, each a test. A provider's own test extends this class and says which provider with which settings:
 *
 * <pre>{@code
 * class AcmeStoreConformanceTest extends StoreConformance {
 *     @Override
 *     public String provider() {
 *         return "acme";
 *     }
 *
 *     @Override
 *     protected Map<String, ?> settings() {
 *         return Map.of("endpoint", "http://127.0.0.1:9000", "accessKey", "it", "secretKey", "it-secret");
 *     }
 * }
 * }</pre>
 *
 * Where a server cannot keep a promise, override that one test and assert what the server does instead, so that the note goes when the server is
 * mended. What a store does not declare in its {@link io.cloudbridge.store.Capabilities} is proved to be refused; nothing is skipped.
 *
 * <p>The promises work in a fresh bucket and tidy up. They need an account that may create and delete buckets.
 */
public abstract class StoreConformance extends StoreSuite
        implements KeyPromises,
                RefusedKeyPromises,
                ListingPromises,
                PagingPromises,
                ReadPromises,
                RangePromises,
                DownloadPromises,
                WritePromises,
                FailedWritePromises,
                ChangedFilePromises,
                MultipartPromises,
                MetadataPromises,
                CopyPromises,
                MovePromises,
                DeletePromises,
                BucketPromises,
                ConditionPromises,
                PresignPromises,
                PresignLimitPromises,
                FeaturePromises,
                ConcurrencyPromises,
                LyingServerPromises,
                LostAnswerPromises,
                ErrorPromises {}
