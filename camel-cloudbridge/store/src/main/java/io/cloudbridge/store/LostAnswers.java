/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.store;

import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * A request that was repeated after its answer got lost fails at what its first try has done: the condition of a write is broken by the write
 * itself. Such a failure is a success if what is stored is provably what was sent.
 */
final class LostAnswers {

    /** The largest object that is read to prove that it is what was sent. */
    private static final long MOST_READ_BACK = 64L << 20;

    private final ObjectStore driver;

    LostAnswers(ObjectStore driver) {
        this.driver = driver;
    }

    /** Whether what is stored is what was sent. */
    interface Proof {
        boolean holds(ObjectInfo info) throws IOException;
    }

    /** Turns the failed condition of a repeated write into the success of its first try. */
    PutResult proven(int attempt, CloudBridgeException failure, ObjectRef ref, Proof proof) {
        if (attempt == 0) {
            throw failure;
        }
        try {
            ObjectInfo info = driver.head(ref, ReadOptions.NONE);
            if (proof.holds(info)) {
                return new PutResult(info.etag(), info.versionId(), info.checksum());
            }
        } catch (CloudBridgeException | IOException e) {
            failure.addSuppressed(e);
        }
        throw failure;
    }

    boolean isContentOf(ObjectInfo info, Content content) throws IOException {
        if (info.size() != content.length()) {
            return false;
        }
        if (info.checksum() != null) {
            return info.checksum().equals(content.checksum(info.checksum().algorithm()));
        }
        return info.etag().equals(content.checksum(Checksum.Algorithm.MD5).hex())
                || readBack(info, content.checksum(Checksum.Algorithm.CRC32C));
    }

    boolean isSameContent(ObjectInfo one, ObjectInfo other) throws IOException {
        if (one.size() != other.size()) {
            return false;
        }
        boolean sameETag = !one.etag().isEmpty() && one.etag().equals(other.etag());
        if (sameETag || one.checksum() != null || other.checksum() != null) {
            return sameETag || one.checksum() != null && one.checksum().equals(other.checksum());
        }
        return one.size() <= MOST_READ_BACK && readBack(one, digest(other, Checksum.Algorithm.CRC32C));
    }

    /** Where a store tells no checksum, the content itself is the proof, unless it is large. */
    private boolean readBack(ObjectInfo info, Checksum sent) throws IOException {
        return info.size() <= MOST_READ_BACK && digest(info, sent.algorithm()).equals(sent);
    }

    private Checksum digest(ObjectInfo info, Checksum.Algorithm algorithm) throws IOException {
        Checksum.Digest digest = algorithm.digest();
        byte[] buffer = new byte[64 * 1024];
        ReadOptions same = info.etag().isEmpty() ? ReadOptions.NONE : ReadOptions.ifMatch(info.etag());
        try (ObjectContent content =
                AnswerChecks.read(driver.read(info.ref(), ByteRange.ALL, same), ByteRange.ALL, same)) {
            for (int n = content.stream().read(buffer);
                    n >= 0;
                    n = content.stream().read(buffer)) {
                digest.update(buffer, 0, n);
            }
        }
        return digest.checksum();
    }

    boolean isMadeOf(ObjectInfo info, List<MultipartUpload.Part> parts, Checksum whole) throws IOException {
        Optional<String> etag = MultipartETag.of(parts);
        return whole != null && whole.equals(info.checksum())
                || etag.filter(info.etag()::equals).isPresent()
                || whole != null && !tells(info, whole.algorithm()) && etag.isEmpty() && readBack(info, whole);
    }

    private static boolean tells(ObjectInfo info, Checksum.Algorithm algorithm) {
        return info.checksum() != null && info.checksum().algorithm() == algorithm;
    }

    /**
     * A delete on condition whose first answer got lost finds the condition broken by itself. And what is gone is gone, also for the stores that
     * call a condition on a missing object broken.
     */
    DeleteResult proven(DeleteResult result) {
        if (!(result.failure() instanceof CloudBridgeException.PreconditionFailed failure)) {
            return result;
        }
        try {
            driver.head(result.ref(), ReadOptions.NONE);
        } catch (CloudBridgeException.ObjectNotFound e) {
            return new DeleteResult(result.ref());
        } catch (CloudBridgeException e) {
            failure.addSuppressed(e);
        }
        return result;
    }
}
