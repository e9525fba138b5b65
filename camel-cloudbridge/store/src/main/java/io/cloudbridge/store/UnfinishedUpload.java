/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.store;

import java.time.Instant;

/**
 * An upload in parts that was begun and neither completed nor aborted.
 *
 * @param ref the object it would make
 * @param id the store's name for the upload
 * @param started or null where the store does not say
 */
public record UnfinishedUpload(ObjectRef ref, String id, Instant started) {}
