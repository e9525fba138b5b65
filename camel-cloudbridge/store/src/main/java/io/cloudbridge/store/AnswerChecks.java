/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.store;

import io.cloudbridge.store.driver.Bodies;
import io.cloudbridge.store.driver.ETags;
import java.util.List;

/** Compares what a store answered with what it was asked. A wrong answer is an error that may be tried again, never a result. */
final class AnswerChecks {

    /** The most bytes that are read in vain when a store answers with the whole object instead of a range. */
    private static final long MOST_SKIPPED = 64L << 20;

    private AnswerChecks() {}

    /** @param what is wrong with the answer, as a sentence about it */
    static CloudBridgeException wrong(String what) {
        return new CloudBridgeException.Unavailable(
                Failure.of("the store's answer is not what was asked for: " + what), null);
    }

    static ObjectInfo head(ObjectInfo info, ReadOptions options) {
        if (info.size() < 0) {
            throw wrong("it does not say how long the object is");
        }
        checkConditions(info, options);
        return info;
    }

    /** Hands the content on if it carries the range that was asked for, or the whole object; else drops it. */
    static ObjectContent read(ObjectContent content, ByteRange asked, ReadOptions options) {
        boolean accepted = false;
        try {
            checkConditions(content.info(), options);
            checkRange(content, asked);
            accepted = true;
            return content;
        } finally {
            if (!accepted) {
                content.abort();
            }
        }
    }

    private static void checkRange(ObjectContent content, ByteRange asked) {
        ContentRange found = content.range();
        long size = content.info().size() >= 0 ? content.info().size() : found.total();
        if (found.total() >= 0 && size != found.total()) {
            throw wrong("it tells two sizes, " + size + " and " + found.total() + " bytes");
        }
        if (!asked.isAll() && size >= 0 && asked.offset() >= size) {
            throw beyondEnd(asked, size);
        }
        boolean whole = found.start() == 0 && found.end() == found.total();
        if (found.start() >= 0 && found.start() != asked.offset() && !whole) {
            throw wrong("it begins at byte " + found.start() + " instead of " + asked.offset());
        }
        if (whole && asked.offset() > MOST_SKIPPED) {
            throw new CloudBridgeException.Unsupported(
                    Failure.of("the store ignores ranges: asked for byte " + asked.offset()
                            + " on, it sends the whole object; set downloadConcurrency=1 and read from the start"),
                    null);
        }
    }

    static CloudBridgeException beyondEnd(ByteRange asked, long size) {
        return new CloudBridgeException.InvalidRequest(
                Failure.of("the range begins at byte " + asked.offset() + " of an object of " + size + " bytes")
                        .withHttp(416, "InvalidRange", null),
                null);
    }

    /** A server that knows no conditions answers with the object that it has. */
    private static void checkConditions(ObjectInfo info, ReadOptions options) {
        String etag = info.etag();
        if (!etag.isEmpty()) {
            ETags.requireMatch(options.ifMatch(), etag);
        }
        if (options.ifNoneMatch() != null
                && (HeaderValues.isAny(options.ifNoneMatch())
                        || options.ifNoneMatch().equals(etag))) {
            throw new CloudBridgeException.PreconditionFailed(
                    Failure.of("the object still has ETag " + etag).withHttp(304, null, null), null);
        }
    }

    /** @param said checksum of what was stored, as the store computed it; null if it did not say */
    static void stored(Checksum said, Content sent) {
        if (said != null) {
            compare(said, Bodies.checksum(sent, said.algorithm()), true);
        }
    }

    /**
     * The upload is gone once it is complete, so that to try again would say that it is missing, and hide this.
     *
     * @param sent checksum of all parts together; null if it is not known
     */
    static void completed(Checksum said, Checksum sent) {
        if (said != null && sent != null && said.algorithm() == sent.algorithm()) {
            compare(said, sent, false);
        }
    }

    private static void compare(Checksum said, Checksum sent, boolean retryable) {
        if (!said.equals(sent)) {
            throw new CloudBridgeException.ChecksumMismatch(
                    Failure.of("the store says that the " + said.algorithm() + " of what it stored is " + said.hex()
                                    + ", but that of what was sent is " + sent.hex()
                                    + "; what is stored under this key is not what was sent")
                            .withRetryable(retryable),
                    null);
        }
    }

    static List<DeleteResult> deleted(List<DeleteResult> results, List<DeleteRequest> requests) {
        if (results == null || results.size() != requests.size()) {
            throw wrong("of " + requests.size() + " deletes it tells of " + (results == null ? 0 : results.size()));
        }
        for (int i = 0; i < requests.size(); i++) {
            DeleteResult result = results.get(i);
            if (result == null || !result.key().equals(requests.get(i).ref().key())) {
                throw wrong("it does not tell whether '" + requests.get(i).ref().key() + "' was deleted");
            }
        }
        return results;
    }
}
