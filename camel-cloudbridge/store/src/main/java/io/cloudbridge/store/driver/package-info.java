/* SPDX-License-Identifier: Apache-2.0 */
/**
 * What every driver needs and none should write again: ETags, encoded words, Retry-After, entries of a listing, results of tasks. For drivers
 * only; routes and applications have no use for it.
 */
package io.cloudbridge.store.driver;
