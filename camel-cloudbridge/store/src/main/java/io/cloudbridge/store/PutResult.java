/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.store;

/**
 * What the store said of an object it stored.
 *
 * @param etag unquoted; empty if the store gave none
 * @param versionId or null
 * @param checksum of the whole content as the store computed it, or null
 */
public record PutResult(String etag, String versionId, Checksum checksum) {

    public PutResult {
        etag = etag == null ? "" : etag;
    }
}
