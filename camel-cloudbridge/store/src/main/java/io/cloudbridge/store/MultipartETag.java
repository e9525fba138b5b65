/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.store;

import java.util.List;
import java.util.Optional;

/** The ETag that Amazon S3 and its followers give an object of several parts: the MD5 of the parts' MD5s, and their number. */
final class MultipartETag {

    private MultipartETag() {}

    /** Empty if the parts' ETags are no MD5s, as under KMS encryption. */
    static Optional<String> of(List<MultipartUpload.Part> parts) {
        Checksum.Digest digest = Checksum.Algorithm.MD5.digest();
        for (MultipartUpload.Part part : parts) {
            if (!part.etag().matches("[0-9a-f]{32}")) {
                return Optional.empty();
            }
            digest.update(new Checksum(Checksum.Algorithm.MD5, part.etag()).bytes(), 0, 16);
        }
        return Optional.of(digest.checksum().hex() + "-" + parts.size());
    }
}
