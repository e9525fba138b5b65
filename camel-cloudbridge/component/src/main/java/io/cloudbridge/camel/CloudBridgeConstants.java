/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.camel;

import org.apache.camel.Exchange;
import org.apache.camel.spi.Metadata;

/** Names of the headers, and of the one exchange property. */
public interface CloudBridgeConstants {

    @Metadata(
            label = "producer",
            description = "What to do; wins over option operation.",
            javaType = "io.cloudbridge.camel.CloudBridgeOperation",
            important = true)
    String OPERATION = "CamelCloudBridgeOperation";

    @Metadata(
            label = "consumer,producer",
            description = "Name of the provider the object is in, or was stored to.",
            javaType = "String")
    String PROVIDER = "CamelCloudBridgeProvider";

    @Metadata(
            label = "consumer,producer",
            description = "Bucket the object was read from. A producer never reads it.",
            javaType = "String",
            important = true)
    String BUCKET = "CamelCloudBridgeBucket";

    @Metadata(
            label = "producer",
            description = "Bucket to use instead of that of the URI. Removed after use.",
            javaType = "String",
            important = true)
    String OVERRIDE_BUCKET = "CamelCloudBridgeOverrideBucket";

    @Metadata(
            label = "consumer,producer",
            description = "Key of the object. A producer uses it unless option key is set.",
            javaType = "String",
            important = true)
    String KEY = "CamelCloudBridgeKey";

    @Metadata(label = "producer", description = "For copy and move: bucket of the copy.", javaType = "String")
    String DESTINATION_BUCKET = "CamelCloudBridgeDestinationBucket";

    @Metadata(label = "producer", description = "For copy and move: key of the copy.", javaType = "String")
    String DESTINATION_KEY = "CamelCloudBridgeDestinationKey";

    @Metadata(label = "producer", description = "Bucket that was written to.", javaType = "String")
    String PRODUCED_BUCKET = "CamelCloudBridgeProducedBucket";

    @Metadata(label = "producer", description = "Key that was written.", javaType = "String")
    String PRODUCED_KEY = "CamelCloudBridgeProducedKey";

    @Metadata(
            label = "consumer,producer",
            description = "Bytes of the object. For upload: the declared length of the body, which is verified.",
            javaType = "Long")
    String CONTENT_LENGTH = "CamelCloudBridgeContentLength";

    @Metadata(label = "consumer,producer", description = "Media type.", javaType = "String", important = true)
    String CONTENT_TYPE = "CamelCloudBridgeContentType";

    @Metadata(label = "consumer,producer", description = "Encoding of the content.", javaType = "String")
    String CONTENT_ENCODING = "CamelCloudBridgeContentEncoding";

    @Metadata(label = "consumer,producer", description = "How a browser is to present the object.", javaType = "String")
    String CONTENT_DISPOSITION = "CamelCloudBridgeContentDisposition";

    @Metadata(label = "consumer,producer", description = "Language of the content.", javaType = "String")
    String CONTENT_LANGUAGE = "CamelCloudBridgeContentLanguage";

    @Metadata(label = "consumer,producer", description = "How long the object may be cached.", javaType = "String")
    String CACHE_CONTROL = "CamelCloudBridgeCacheControl";

    @Metadata(
            label = "consumer,producer",
            description = "Storage class (tier) in the store's own words.",
            javaType = "String")
    String STORAGE_CLASS = "CamelCloudBridgeStorageClass";

    @Metadata(
            label = "consumer,producer",
            description = "ETag of the object, without quotes.",
            javaType = "String",
            important = true)
    String ETAG = "CamelCloudBridgeETag";

    @Metadata(
            label = "consumer,producer",
            description =
                    "Version of the object, where the store has versions. Read by download, head, exists, delete and restore;"
                            + " by copy, move, getTags, setTags and presign where it was set for them and not merely read.",
            javaType = "String")
    String VERSION_ID = "CamelCloudBridgeVersionId";

    @Metadata(label = "consumer,producer", description = "When the object was stored.", javaType = "java.time.Instant")
    String LAST_MODIFIED = "CamelCloudBridgeLastModified";

    @Metadata(
            label = "consumer,producer",
            description = "User metadata, names in lower case.",
            javaType = "Map<String, String>")
    String METADATA = "CamelCloudBridgeMetadata";

    @Metadata(label = "producer", description = "Object tags to store.", javaType = "Map<String, String>")
    String TAGS = "CamelCloudBridgeTags";

    @Metadata(
            label = "consumer,producer",
            description =
                    "Checksum of the content in hex, where known. For upload: verified before the object becomes visible.",
            javaType = "String")
    String CHECKSUM = "CamelCloudBridgeChecksum";

    @Metadata(
            label = "consumer,producer",
            description = "How the checksum is computed: MD5, SHA1, SHA256, CRC32 or CRC32C.",
            javaType = "String")
    String CHECKSUM_ALGORITHM = "CamelCloudBridgeChecksumAlgorithm";

    @Metadata(label = "producer", description = "For download: first byte to read, from 0.", javaType = "Long")
    String RANGE_OFFSET = "CamelCloudBridgeRangeOffset";

    @Metadata(
            label = "producer",
            description = "For download: number of bytes to read; 0 for the attributes alone.",
            javaType = "Long")
    String RANGE_LENGTH = "CamelCloudBridgeRangeLength";

    @Metadata(
            label = "producer",
            description = "Acts only on the object with this ETag; wins over option ifMatch.",
            javaType = "String")
    String IF_MATCH = "CamelCloudBridgeIfMatch";

    @Metadata(
            label = "producer",
            description = "With * a write creates only and never replaces; wins over option ifNoneMatch.",
            javaType = "String")
    String IF_NONE_MATCH = "CamelCloudBridgeIfNoneMatch";

    @Metadata(
            label = "producer",
            description = "For operations on many objects: only keys that start with this; wins over option prefix.",
            javaType = "String")
    String PREFIX = "CamelCloudBridgePrefix";

    @Metadata(
            label = "producer",
            description = "For list: delimiter of common prefixes; wins over option delimiter.",
            javaType = "String")
    String DELIMITER = "CamelCloudBridgeDelimiter";

    @Metadata(
            label = "producer",
            description = "For list: only keys behind this one; wins over option startAfter.",
            javaType = "String")
    String START_AFTER = "CamelCloudBridgeStartAfter";

    @Metadata(
            label = "producer",
            description = "For list: the most entries; wins over option maxResults.",
            javaType = "Integer")
    String MAX_RESULTS = "CamelCloudBridgeMaxResults";

    @Metadata(
            label = "producer",
            description = "For list: goes on where the listing that gave this token ended.",
            javaType = "String")
    String PAGE_TOKEN = "CamelCloudBridgePageToken";

    @Metadata(
            label = "producer",
            description = "After list: token to go on with, when there is more.",
            javaType = "String")
    String NEXT_PAGE_TOKEN = "CamelCloudBridgeNextPageToken";

    @Metadata(
            label = "producer",
            description = "After list with a delimiter: the common prefixes.",
            javaType = "List<String>")
    String COMMON_PREFIXES = "CamelCloudBridgeCommonPrefixes";

    @Metadata(
            label = "producer",
            description = "After list: whether there is more than was returned.",
            javaType = "Boolean")
    String TRUNCATED = "CamelCloudBridgeTruncated";

    @Metadata(
            label = "producer",
            description =
                    "The version of an object to download, look at, delete, copy or move, instead of a key. A download by reference sets it too.",
            javaType = "io.cloudbridge.camel.ObjectReference")
    String REFERENCE = "CamelCloudBridgeReference";

    @Metadata(
            label = "producer",
            description = "For deleteAll: the keys, instead of the body.",
            javaType = "java.util.Collection")
    String KEYS = "CamelCloudBridgeKeys";

    @Metadata(
            label = "producer",
            description = "For presign: the method to grant; wins over option presignMethod.",
            javaType = "String")
    String PRESIGN_METHOD = "CamelCloudBridgePresignMethod";

    @Metadata(
            label = "producer",
            description = "For presign: how long the URL works; wins over option presignExpiry.",
            javaType = "java.time.Duration")
    String PRESIGN_EXPIRY = "CamelCloudBridgePresignExpiry";

    @Metadata(
            label = "producer",
            description = "After presign: what the client must send.",
            javaType = "Map<String, String>")
    String PRESIGN_HEADERS = "CamelCloudBridgePresignHeaders";

    @Metadata(label = "producer", description = "After presign: when the URL ends.", javaType = "java.time.Instant")
    String PRESIGN_EXPIRES_AT = "CamelCloudBridgePresignExpiresAt";

    @Metadata(
            label = "consumer",
            description = "After the transformer cloudbridge:notification: created, deleted or other.",
            javaType = "String")
    String EVENT = "CamelCloudBridgeEvent";

    @Metadata(
            label = "consumer",
            description = "After the transformer cloudbridge:notification: the store's own name of the event.",
            javaType = "String")
    String EVENT_NAME = "CamelCloudBridgeEventName";

    @Metadata(
            label = "consumer,producer",
            description = "Key as a safe relative file name. For a producer the last choice of key.",
            javaType = "String")
    String FILE_NAME = Exchange.FILE_NAME;

    @Metadata(label = "consumer,producer", description = "Bytes of the object.", javaType = "Long")
    String FILE_LENGTH = Exchange.FILE_LENGTH;

    @Metadata(
            label = "consumer,producer",
            description = "When the object was stored, in milliseconds.",
            javaType = "Long")
    String MESSAGE_TIMESTAMP = Exchange.MESSAGE_TIMESTAMP;

    /**
     * Exchange property with the {@link io.cloudbridge.store.ObjectInfo} of the consumed object. Finishing the object uses what was captured when it
     * was found, so changing headers or this property redirects nothing.
     */
    String OBJECT = "CamelCloudBridgeObject";
}
