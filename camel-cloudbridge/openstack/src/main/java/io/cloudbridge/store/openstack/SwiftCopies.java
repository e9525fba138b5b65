/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.store.openstack;

import io.cloudbridge.store.CloudBridgeException;
import io.cloudbridge.store.CopyOptions;
import io.cloudbridge.store.Failure;
import io.cloudbridge.store.MultipartUpload;
import io.cloudbridge.store.ObjectInfo;
import io.cloudbridge.store.ObjectRef;
import io.cloudbridge.store.PutOptions;
import io.cloudbridge.store.PutResult;
import io.cloudbridge.store.driver.ETags;
import io.cloudbridge.store.http.HttpAnswer;
import io.cloudbridge.store.openstack.LargeObject.Segment;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Copies inside the service. A large object is copied segment by segment: in one piece it would be limited to 5 GiB and give no sign of life
 * meanwhile, and with shared segments, as Ceph's gateway copies, one object would go with the other.
 */
final class SwiftCopies {

    /** Slower than any disk that a copy inside the service would run on. */
    private static final long SLOW_BYTES_PER_SECOND = 10_000_000;

    private final SwiftClient client;
    private final LargeObjects large;
    private final Segments segments;
    private final SwiftUploads uploads;
    private final SwiftReads reads;
    private final ServerInfo server;

    SwiftCopies(
            SwiftClient client,
            LargeObjects large,
            Segments segments,
            SwiftUploads uploads,
            SwiftReads reads,
            ServerInfo server) {
        this.client = client;
        this.large = large;
        this.segments = segments;
        this.uploads = uploads;
        this.reads = reads;
        this.server = server;
    }

    /** How long a copy inside the service may take, on top of the request timeout: it shows no progress. */
    static Duration patience(long size) {
        return Duration.ofSeconds(size / SLOW_BYTES_PER_SECOND);
    }

    /** As Swift compares the digits of an MD5, in whatever case a proxy has shown them. */
    static String lowerCase(String etag) {
        return etag.toLowerCase(Locale.ROOT);
    }

    /** By a method of its own: a server that does not copy would make an empty object of a PUT. */
    static SwiftCall copying(ObjectRef from, ObjectRef to) {
        return SwiftCall.of("COPY", from)
                .with("Destination", SwiftCall.path(to.bucket(), to.key()))
                .makes(to);
    }

    /** @return empty where the server does not copy, or, as Ceph's gateway, copies the manifest of a large object without its segments */
    Optional<PutResult> copy(ObjectRef from, ObjectRef to, CopyOptions options) {
        try {
            return tryToCopy(from, to, options);
        } catch (CloudBridgeException.Unsupported e) {
            return Optional.empty();
        }
    }

    private Optional<PutResult> tryToCopy(ObjectRef from, ObjectRef to, CopyOptions options) {
        HttpAnswer head = reads.look(from);
        ObjectInfo source = ObjectHeaders.info(from, head);
        ETags.requireMatch(options.sourceIfMatch(), source.etag());
        LargeObject segmented = large.of(from, head, null);
        if (segmented == null) {
            return Optional.of(copyWhole(source, to, options, segment -> segment.isAt(from), true));
        }
        if (segmented.takesIn(to)) {
            throw CloudBridgeException.invalid(from + " is a large object of whatever lies below "
                    + segmented.container() + '/' + segmented.prefix() + ", so a copy at " + to
                    + " would become a part of it; choose a key that is not below that; nothing was done");
        }
        // an object with the same segments may be what is replaced
        Predicate<Segment> kept = from.equals(to) ? segment -> false : segmented::needs;
        if (segmented.isSegments()) {
            return Optional.of(copySegments(source, segmented.segments(), to, options, kept));
        }
        return server.isOpenStack() ? Optional.of(copyWhole(source, to, options, kept, false)) : Optional.empty();
    }

    /**
     * @param kept what stays of the segments of a replaced object
     * @param isPlain whether the copy has the ETag of the source
     */
    private PutResult copyWhole(
            ObjectInfo source, ObjectRef to, CopyOptions options, Predicate<Segment> kept, boolean isPlain) {
        LargeObject replaced = uploads.replacedBy(to, options.target(), null);
        SwiftCall call = copying(source.ref(), to)
                .with("If-Match", ETags.quoted(source.etag().isEmpty() ? null : lowerCase(source.etag())))
                .patience(patience(source.size()));
        if (!options.keepProperties()) {
            call.with("X-Fresh-Metadata", "true");
            ObjectHeaders.write(options.target().properties(), call);
        }
        HttpAnswer answer = client.run(call);
        String etag = ObjectHeaders.etag(answer);
        if (answer.status() != 201 || etag.isEmpty()) {
            throw SwiftErrors.wrong(call, "status " + answer.status() + " and ETag '" + etag + "'");
        }
        segments.dropQuietly(replaced, kept);
        if (isPlain && !etag.equalsIgnoreCase(source.etag())) {
            // only where the server ignores If-Match
            client.run(SwiftCall.of("DELETE", to));
            throw new CloudBridgeException.PreconditionFailed(
                    Failure.of("the source was replaced while it was copied; the copy was deleted again"), null);
        }
        return new PutResult(etag, null, ObjectHeaders.checksum(answer, etag));
    }

    private PutResult copySegments(
            ObjectInfo source, List<Segment> segments, ObjectRef to, CopyOptions options, Predicate<Segment> kept) {
        PutOptions target =
                options.keepProperties() ? options.target().withProperties(source.properties()) : options.target();
        SegmentedUpload upload = uploads.startMultipart(to, target);
        boolean done = false;
        try {
            List<MultipartUpload.Part> copied = new ArrayList<>();
            for (Segment segment : segments) {
                copied.add(upload.copyPart(copied.size() + 1, segment));
            }
            PutResult result = upload.complete(copied, source.checksum(), kept);
            done = true;
            return result;
        } finally {
            if (!done) {
                upload.abort();
            }
        }
    }
}
