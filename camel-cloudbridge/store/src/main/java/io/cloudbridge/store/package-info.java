/* SPDX-License-Identifier: Apache-2.0 */
/**
 * Objects in buckets, on any store.
 *
 * <p>Two layers live here. A <em>driver</em> ({@link io.cloudbridge.store.StoreProvider}, {@link io.cloudbridge.store.ObjectStore}) translates single
 * calls to one kind of store and holds nothing else. The <em>engine</em> ({@link io.cloudbridge.store.StoreClient}) is what callers use: it validates,
 * sizes parts, runs them in parallel, resumes broken reads, pages listings, batches deletes, retries and counts — once, for every driver.
 */
package io.cloudbridge.store;
