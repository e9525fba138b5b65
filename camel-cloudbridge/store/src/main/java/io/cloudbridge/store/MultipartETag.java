/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.store;

import io.cloudbridge.store.driver.ETags;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The ETag that Amazon S3 and its followers give an object of several parts: the MD5 of the parts' MD5s, and their number. */
final class MultipartETag {

    private static final Pattern FORM = Pattern.compile("[0-9a-f]{32}-([1-9][0-9]{0,5})");

    private MultipartETag() {}

    /** Empty if the parts' ETags are no MD5s, as under KMS encryption. */
    static Optional<String> of(List<MultipartUpload.Part> parts) {
        if (!parts.stream().allMatch(part -> part.etag().matches("[0-9a-f]{32}"))) {
            return Optional.empty();
        }
        return Optional.of(ofParts(parts.stream()
                .map(part -> new Checksum(Checksum.Algorithm.MD5, part.etag()))
                .toList()));
    }

    /** Whether it is that of these parts, or the MD5 of the only one. */
    static boolean isOf(String etag, List<Checksum> parts) {
        return ofParts(parts).equals(etag)
                || parts.size() == 1 && parts.get(0).equals(ETags.md5(etag).orElse(null));
    }

    /** @param parts the MD5 of each */
    static String ofParts(List<Checksum> parts) {
        Checksum.Digest digest = Checksum.Algorithm.MD5.digest();
        parts.forEach(part -> digest.update(part.bytes(), 0, 16));
        return digest.checksum().hex() + "-" + parts.size();
    }

    /** Whether the object's ETag may be one of parts of this size: it has that form, and their number; or that of one part which is all of it. */
    static boolean isOf(ObjectInfo info, long partSize) {
        if (partSize > 0 && partSize == info.size() && ETags.md5(info.etag()).isPresent()) {
            return true;
        }
        Matcher etag = FORM.matcher(info.etag());
        return partSize > 0
                && etag.matches()
                && info.size() > 0
                && (info.size() - 1) / partSize + 1 == Long.parseLong(etag.group(1));
    }
}
