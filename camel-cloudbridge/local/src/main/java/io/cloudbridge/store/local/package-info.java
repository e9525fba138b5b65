/* SPDX-License-Identifier: Apache-2.0 */

/**
 * The local store: a directory as an object store.
 *
 * <p>Buckets are directories below the root, objects are files. What is not content (metadata, temporary files, parts, locks) stands in hidden
 * directories named {@code .cloudbridge}: one in the root, one in each bucket. How keys become paths is {@code KeyEncoding}'s affair alone.
 */
package io.cloudbridge.store.local;
