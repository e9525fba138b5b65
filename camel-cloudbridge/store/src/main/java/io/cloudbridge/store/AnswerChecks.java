/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.store;

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
        boolean replaced = options.ifMatch() != null
                && !options.ifMatch().equals("*")
                && !etag.isEmpty()
                && !options.ifMatch().equals(etag);
        boolean same = options.ifNoneMatch() != null && options.ifNoneMatch().equals(etag);
        if (replaced || same) {
            throw new CloudBridgeException.PreconditionFailed(
                    Failure.of(
                            replaced
                                    ? "the object has ETag " + etag + ", not " + options.ifMatch() + ": it was replaced"
                                    : "the object still has ETag " + etag),
                    null);
        }
    }
}
