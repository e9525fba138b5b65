/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.store;

import java.util.Objects;

/**
 * Names an object, or one version of it. Valid by construction.
 *
 * @param bucket the bucket (Azure, OpenStack: container)
 * @param key opaque text, see {@link Keys#check}
 * @param versionId the version, or null for the current one
 */
public record ObjectRef(String bucket, String key, String versionId) {

    /** @throws CloudBridgeException.InvalidRequest if bucket or key cannot name anything */
    public ObjectRef {
        Keys.checkBucket(bucket);
        Keys.check(key);
        versionId = versionId == null || versionId.isEmpty() ? null : versionId;
    }

    /** The current version. */
    public ObjectRef(String bucket, String key) {
        this(bucket, key, null);
    }

    public ObjectRef withVersion(String version) {
        return Objects.equals(version, versionId) ? this : new ObjectRef(bucket, key, version);
    }

    /** For log lines and messages: bucket and key, with control characters escaped. */
    @Override
    public String toString() {
        String name = Keys.printable(bucket + "/" + key);
        return versionId == null ? name : name + "#" + versionId;
    }
}
