/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.store;

import java.time.Instant;

/**
 * A bucket.
 *
 * @param created or null where the store does not say
 * @param region or null where the store does not say
 */
public record BucketInfo(String name, Instant created, String region) {}
