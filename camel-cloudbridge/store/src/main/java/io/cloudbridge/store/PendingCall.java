/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.store;

import java.time.Duration;

/**
 * A request to a store that has no answer yet. A snapshot.
 *
 * @param operation by the name that users know it, for example {@code upload}
 * @param bucket or null
 * @param key or null
 * @param took since it was first sent, retries and the pauses between them included
 */
public record PendingCall(String provider, String operation, String bucket, String key, Duration took) {}
