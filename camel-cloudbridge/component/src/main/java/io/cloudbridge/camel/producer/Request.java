/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.camel.producer;

import io.cloudbridge.camel.CloudBridgeConfiguration;
import io.cloudbridge.camel.CloudBridgeConstants;
import io.cloudbridge.camel.CloudBridgeOperation;
import io.cloudbridge.camel.ObjectBody;
import io.cloudbridge.camel.ObjectReference;
import io.cloudbridge.camel.connect.OptionText;
import io.cloudbridge.camel.message.BodyOpener;
import io.cloudbridge.camel.message.Expressions;
import io.cloudbridge.camel.message.Headers;
import io.cloudbridge.camel.message.LocalPaths;
import io.cloudbridge.store.ByteRange;
import io.cloudbridge.store.Checksum;
import io.cloudbridge.store.CloudBridgeException;
import io.cloudbridge.store.Keys;
import io.cloudbridge.store.ObjectRef;
import io.cloudbridge.store.ReadOptions;
import io.cloudbridge.store.StoreClient;
import io.cloudbridge.store.TransferSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.TypeConversionException;

/**
 * What one exchange asks of a producer: its headers and body together with the options of the endpoint. Whatever is wrong with them is an
 * {@link CloudBridgeException.InvalidRequest} that names the header or the option.
 */
public final class Request {

    private final ProducerSettings settings;
    private final Exchange exchange;
    private final Message message;
    private final String bucket;
    private ObjectReference reference;
    private boolean referenceSought;

    Request(ProducerSettings settings, Exchange exchange) {
        this.settings = settings;
        this.exchange = exchange;
        this.message = exchange.getMessage();
        Object override = message.getHeader(CloudBridgeConstants.OVERRIDE_BUCKET);
        this.bucket = override == null || override.toString().isBlank() ? settings.bucket() : override.toString();
    }

    Exchange exchange() {
        return exchange;
    }

    Message message() {
        return message;
    }

    CloudBridgeConfiguration options() {
        return settings.options();
    }

    StoreClient client() {
        return settings.client();
    }

    BodyOpener bodies() {
        return settings.bodies();
    }

    TransferSettings transferSettings() {
        return settings.transfer();
    }

    /** The account that copies and moves go to. */
    StoreClient destinationClient() {
        return settings.destination();
    }

    CloudBridgeOperation operation() {
        Object header = message.getHeader(CloudBridgeConstants.OPERATION);
        if (header == null) {
            return options().getOperation();
        }
        if (header instanceof CloudBridgeOperation operation) {
            return operation;
        }
        return (CloudBridgeOperation) OptionText.checkEnum(
                "header " + CloudBridgeConstants.OPERATION, CloudBridgeOperation.class, header.toString());
    }

    /** To be called when it is done: a bucket that overrides holds for one operation. A redelivery still needs it. */
    void done() {
        message.removeHeader(CloudBridgeConstants.OVERRIDE_BUCKET);
    }

    /** The bucket of the URI, or of the header that overrides it. Never the one that the consumer's header names. */
    String bucket() {
        return Keys.checkBucket(bucket);
    }

    /** The bucket, or null. */
    String bucketOrNull() {
        return bucket;
    }

    /**
     * Option key, else header CamelCloudBridgeKey, else header CamelFileName. A file name that a step has set since both headers were written here
     * wins: it names a part of the object that was read.
     */
    String key() {
        if (options().getKey() != null) {
            return Keys.check(settings.expressions().evaluate("key", options().getKey(), exchange));
        }
        String key = text(CloudBridgeConstants.KEY);
        return Keys.check(key == null || isRenamed() ? text(CloudBridgeConstants.FILE_NAME) : key);
    }

    private boolean isRenamed() {
        String fileName = text(CloudBridgeConstants.FILE_NAME);
        return fileName != null
                && Headers.isWritten(exchange, CloudBridgeConstants.KEY, text(CloudBridgeConstants.KEY))
                && !Headers.isWritten(exchange, CloudBridgeConstants.FILE_NAME, fileName);
    }

    /**
     * The reference that names the object instead of a key, or null. Option key wins over it, and so does a key or file name that the route has set
     * since a reference was read; a reference in the body counts only where nothing else names an object.
     */
    ObjectReference reference() {
        if (!referenceSought) {
            reference = findReference();
            referenceSought = true;
        }
        return reference;
    }

    private ObjectReference findReference() {
        if (options().getKey() != null) {
            return null;
        }
        ObjectReference header = header(CloudBridgeConstants.REFERENCE, ObjectReference.class);
        String key = text(CloudBridgeConstants.KEY);
        if (header != null) {
            boolean stale = Headers.isWritten(exchange, CloudBridgeConstants.REFERENCE, header)
                    && (isRenamed() || key != null && !Headers.isWritten(exchange, CloudBridgeConstants.KEY, key));
            return stale ? null : header;
        }
        return key == null && text(CloudBridgeConstants.FILE_NAME) == null
                ? ObjectReferences.in(exchange, message.getBody())
                : null;
    }

    /** The object that is there already: by reference, else by key. */
    ObjectRef existing() {
        ObjectReference reference = reference();
        return reference == null ? ref() : checked(reference).withVersion(null);
    }

    /** The object of a reference, if this producer is to reach it. */
    private ObjectRef checked(ObjectReference reference) {
        String provider = client().provider();
        if (reference.provider() != null && !reference.provider().equals(provider)) {
            throw CloudBridgeException.invalid("the reference names an object of provider " + reference.provider()
                    + ", and this endpoint is one of provider " + provider + "; send it to the endpoint of its store");
        }
        if (bucket != null && !bucket.equals(reference.ref().bucket())) {
            throw CloudBridgeException.invalid("the reference names an object of bucket "
                    + reference.ref().bucket() + ", and this endpoint is for bucket " + bucket
                    + "; leave the bucket out of the URI if references may name any");
        }
        return reference.ref();
    }

    ObjectRef ref() {
        return new ObjectRef(bucket(), key());
    }

    /** The object, or the version of it that header VersionId names. A version read of another object is none of this one. */
    ObjectRef versionRef() {
        ObjectReference reference = reference();
        if (reference != null) {
            return checked(reference);
        }
        ObjectRef ref = ref();
        String version = text(CloudBridgeConstants.VERSION_ID);
        if (version != null
                && Headers.isWritten(exchange, CloudBridgeConstants.VERSION_ID, version)
                && !ref.equals(describedRef())) {
            version = null;
        }
        return ref.withVersion(version);
    }

    /**
     * The object, or one version of it if header VersionId was set for this operation. A header that only tells which version was read does not count:
     * a request for a version needs other permissions, and a move of a version deletes it for good.
     */
    ObjectRef namedRef() {
        ObjectReference reference = reference();
        return reference == null ? ref().withVersion(givenVersion()) : existing();
    }

    /** The version that was set for this operation, or null. */
    String givenVersion() {
        return given(CloudBridgeConstants.VERSION_ID, null);
    }

    private ObjectRef describedRef() {
        Object bucketRead = Headers.written(exchange, CloudBridgeConstants.BUCKET);
        Object keyRead = Headers.written(exchange, CloudBridgeConstants.KEY);
        return bucketRead == null || keyRead == null ? null : new ObjectRef(bucketRead.toString(), keyRead.toString());
    }

    ObjectRef destination() {
        String toBucket = text(CloudBridgeConstants.DESTINATION_BUCKET);
        String toKey = text(CloudBridgeConstants.DESTINATION_KEY);
        if (toBucket == null) {
            toBucket = options().getDestinationBucket();
        }
        if (toKey == null && options().getDestinationKey() != null) {
            toKey = settings.expressions().evaluate("destinationKey", options().getDestinationKey(), exchange);
        }
        ObjectRef from = toBucket == null || toKey == null ? existing() : null;
        return new ObjectRef(toBucket == null ? from.bucket() : toBucket, toKey == null ? from.key() : toKey);
    }

    /**
     * The file to write, or null. What functions add to the constant start of the option cannot lead out of the directory that this start names; an
     * option that starts with a function stays below the working directory.
     */
    Path toFile() {
        String option = options().getToFile();
        if (option == null) {
            return null;
        }
        String text = settings.expressions().evaluate("toFile", option, exchange);
        Path file = LocalPaths.of("the file of option toFile", text).normalize();
        if (Expressions.constantStart(option).length() < option.length()) {
            Path directory = LocalPaths.directory(option);
            if (!file.toAbsolutePath().normalize().startsWith(directory)) {
                throw CloudBridgeException.invalid("option toFile is '" + option + "', which gives '" + text
                        + "' for this message, a file that is not below " + directory
                        + "; begin the option with the directory as plain text, and take header "
                        + CloudBridgeConstants.FILE_NAME + " instead of a key: it never leads out of a directory");
            }
        }
        return file;
    }

    ByteRange range() {
        Long offset = number(CloudBridgeConstants.RANGE_OFFSET);
        Long length = number(CloudBridgeConstants.RANGE_LENGTH);
        if (offset != null && offset < 0) {
            throw invalidHeader(CloudBridgeConstants.RANGE_OFFSET, offset, "give the first byte's position, from 0");
        }
        if (length != null && length < 0) {
            throw invalidHeader(
                    CloudBridgeConstants.RANGE_LENGTH,
                    length,
                    "give the number of bytes, 0 for the attributes alone, or leave it out to read to the end");
        }
        return new ByteRange(offset == null ? 0 : offset, length == null ? ByteRange.TO_END : length);
    }

    String ifMatch() {
        return given(CloudBridgeConstants.IF_MATCH, options().getIfMatch());
    }

    String ifNoneMatch() {
        return given(CloudBridgeConstants.IF_NONE_MATCH, options().getIfNoneMatch());
    }

    /** The same, else the version that a reference names. */
    String ifMatchExisting() {
        String given = ifMatch();
        return given != null ? given : referencedETag();
    }

    /** The version that a reference names, or null. */
    String referencedETag() {
        ObjectReference reference = reference();
        return reference == null || reference.etag().isEmpty() ? null : reference.etag();
    }

    ReadOptions readOptions() {
        return new ReadOptions(ifMatchExisting(), ifNoneMatch());
    }

    /** The header that was set for this operation, else the option. */
    String given(String header, String option) {
        String value = text(header);
        return value != null && !Headers.isWritten(exchange, header, value) ? value : option;
    }

    /** The same, else what the header says of an object read before. */
    String givenOrRead(String header, String option) {
        String given = given(header, option);
        return given != null ? given : text(header);
    }

    /** The length that the caller declares for the body, or -1. That of an object read before is none. */
    long declaredLength() {
        Long length = number(CloudBridgeConstants.CONTENT_LENGTH);
        if (length == null || Headers.isWritten(exchange, CloudBridgeConstants.CONTENT_LENGTH, length)) {
            return -1;
        }
        if (length < 0) {
            throw invalidHeader(
                    CloudBridgeConstants.CONTENT_LENGTH,
                    length,
                    "give the number of bytes, or leave it out if unknown");
        }
        return length;
    }

    /** The checksum that the caller declares for the body; that of an object read before only while the body is that object. */
    Checksum declaredChecksum(Object body) {
        String hex = text(CloudBridgeConstants.CHECKSUM);
        if (hex == null || hex.isBlank()) {
            return null;
        }
        if (Headers.isWritten(exchange, CloudBridgeConstants.CHECKSUM, hex)) {
            boolean whole = body instanceof ObjectBody object && object.range().isAll();
            return whole ? ((ObjectBody) body).info().checksum() : null;
        }
        String algorithm = text(CloudBridgeConstants.CHECKSUM_ALGORITHM);
        if (algorithm == null) {
            throw CloudBridgeException.invalid("header " + CloudBridgeConstants.CHECKSUM + " is set without header "
                    + CloudBridgeConstants.CHECKSUM_ALGORITHM + "; set it to one of "
                    + Arrays.toString(Checksum.Algorithm.values()));
        }
        return new Checksum(Checksum.Algorithm.parse(algorithm), hex);
    }

    /** A header that is a map of texts; null if it is not there. */
    Map<String, String> map(String header) {
        return map("header " + header, message.getHeader(header));
    }

    static Map<String, String> map(String what, Object value) {
        if (value == null) {
            return null;
        }
        if (!(value instanceof Map<?, ?> given)) {
            throw CloudBridgeException.invalid(
                    what + " is a " + value.getClass().getName() + "; a Map is needed");
        }
        Map<String, String> map = new LinkedHashMap<>();
        given.forEach((name, text) -> {
            if (name == null || text == null) {
                throw CloudBridgeException.invalid(what + " has no name or no value for '" + name + "'");
            }
            map.put(name.toString(), text.toString());
        });
        return map;
    }

    /** A header as text; null if it is not there. */
    String text(String header) {
        return header(header, String.class);
    }

    Long number(String header) {
        return header(header, Long.class);
    }

    /** A header as a duration; null if it is not there. */
    Duration duration(String header) {
        Object value = message.getHeader(header);
        if (value instanceof String text && !OptionText.isDuration(text)) {
            throw invalidHeader(header, text, OptionText.DURATION_REMEDY);
        }
        return header(header, Duration.class);
    }

    private <T> T header(String name, Class<T> type) {
        Object value = message.getHeader(name);
        if (value == null) {
            return null;
        }
        T converted;
        try {
            converted = exchange.getContext().getTypeConverter().tryConvertTo(type, exchange, value);
        } catch (TypeConversionException | IllegalArgumentException e) {
            converted = null;
        }
        if (converted == null) {
            throw invalidHeader(name, value, "give a " + type.getSimpleName());
        }
        return converted;
    }

    static CloudBridgeException invalidHeader(String name, Object value, String remedy) {
        return CloudBridgeException.invalid("header " + name + " is '" + value + "'; " + remedy);
    }
}
