/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.store.aws;

import io.cloudbridge.store.CloudBridgeException;
import io.cloudbridge.store.Failure;
import io.cloudbridge.store.ObjectRef;

/**
 * Whether a store knows versions. One that does not ignores the version's id, and would delete or copy the object as it is now. So stores other
 * than Amazon's are asked for the version before the first such request. Thread-safe.
 */
final class AwsVersions {

    private static final int METHOD_NOT_ALLOWED = 405;

    private final AwsReads reads;
    private volatile boolean known;

    /** @param amazon whether this is Amazon, which knows them */
    AwsVersions(AwsReads reads, boolean amazon) {
        this.reads = reads;
        this.known = amazon;
    }

    /** @throws CloudBridgeException if the store does not tell of this version, though it is there */
    void require(ObjectRef ref) {
        if (known || !isNamed(ref)) {
            return;
        }
        try {
            reads.look(ref, null);
            known = true;
        } catch (CloudBridgeException.ObjectNotFound e) {
            return; // there is nothing that could be taken for it
        } catch (CloudBridgeException.Unsupported e) {
            if (e.getHttpStatus() != METHOD_NOT_ALLOWED) {
                throw e;
            }
            known = true; // it is a delete marker
        }
    }

    /** {@code null} is the version of what has none. */
    private static boolean isNamed(ObjectRef ref) {
        return ref.versionId() != null && !"null".equals(ref.versionId());
    }

    /**
     * That an answer is of the version that was asked for.
     *
     * @param told the id in the answer, or null
     */
    static void check(ObjectRef asked, String told) {
        if (!isNamed(asked) || asked.versionId().equals(told)) {
            return;
        }
        if (told != null) {
            throw AwsErrors.wrongAnswer("it is of version " + told + ", not of the one that was asked for");
        }
        throw new CloudBridgeException.Unsupported(
                Failure.of("the store does not know versions: it has answered with the object as it is now; leave"
                        + " VersionId out"),
                null);
    }
}
