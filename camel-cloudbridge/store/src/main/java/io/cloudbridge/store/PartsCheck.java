/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.store;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * By the ETag of an object that was stored in parts, and the size of these parts as it is written down beside the object; or by one that may be the
 * MD5 of the whole object, which is one part then. That the two fit is proof that all bytes are right. That they do not fit proves nothing yet:
 * another tool may have copied the object in parts of another size and carried the note along, and a store may make its ETags in another way. Then
 * the object is read a second time, in other ranges. What is right on the wire is the same both times, so two readings that differ are an error,
 * and two that agree are not.
 */
final class PartsCheck implements ContentCheck {

    private static final Logger LOG = LoggerFactory.getLogger(PartsCheck.class);

    /** After so many notes that fitted no object, one after another, objects are not read twice for their sake: the store has other ETags. */
    private static final int MOST_STALE = 3;

    private final ObjectInfo info;
    private final long partSize;
    private final AtomicInteger stale;
    private final List<Checksum> parts = new ArrayList<>();

    private Checksum.Digest digest = Checksum.Algorithm.MD5.digest();
    private long inPart;

    /** @param stale counts the notes of this store that fitted no object since the last that did */
    PartsCheck(ObjectInfo info, long partSize, AtomicInteger stale) {
        this.info = info;
        this.partSize = partSize;
        this.stale = stale;
    }

    @Override
    public void update(byte[] buffer, int offset, int length) {
        int done = 0;
        while (done < length) {
            int n = (int) Math.min(length - done, partSize - inPart);
            digest.update(buffer, offset + done, n);
            done += n;
            inPart += n;
            if (inPart == partSize) {
                endPart();
            }
        }
    }

    private void endPart() {
        parts.add(digest.checksum());
        digest = Checksum.Algorithm.MD5.digest();
        inPart = 0;
    }

    private boolean fits() {
        if (inPart > 0) {
            endPart();
        }
        return MultipartETag.isOf(info.etag(), parts);
    }

    @Override
    public CloudBridgeException failure(Function<ByteRange, ObjectReader> again) {
        if (fits()) {
            stale.set(0);
            return null;
        }
        if (stale.get() >= MOST_STALE) {
            return null;
        }
        LOG.debug("{} does not fit its ETag in parts of {} bytes, and is read again", info.ref(), partSize);
        PartsCheck second = new PartsCheck(info, partSize, stale);
        try {
            second.read(again);
        } catch (CloudBridgeException.PreconditionFailed e) {
            return ContentCheck.mismatch("what was read does not fit the object's ETag " + info.etag()
                    + ", and the store does not know that version any more; read it again");
        }
        if (!second.fits() && second.parts.equals(parts)) {
            stale.incrementAndGet();
            LOG.warn(
                    "The content of {} could not be verified: its ETag is not that of parts of {} bytes. Another tool has copied it in "
                            + "other parts, or the store encrypts it or makes ETags in another way",
                    info.ref(),
                    partSize);
            return null;
        }
        return ContentCheck.mismatch("what was read does not fit the object's ETag " + info.etag()
                + ", and a second reading brought other bytes; read it again");
    }

    /** Half a part further on each time, so that whatever goes wrong at some byte of an answer does so at another of the object. */
    private void read(Function<ByteRange, ObjectReader> ranges) {
        byte[] buffer = new byte[64 * 1024];
        long length = Math.max(1, Math.min(partSize, info.size()) / 2);
        for (long offset = 0; offset < info.size(); offset += length, length = partSize) {
            long rest = Math.min(length, info.size() - offset);
            try (ObjectReader in = ranges.apply(new ByteRange(offset, rest))) {
                for (int n = in.read(buffer, 0, buffer.length); n >= 0; n = in.read(buffer, 0, buffer.length)) {
                    update(buffer, 0, n);
                }
            }
        }
    }
}
