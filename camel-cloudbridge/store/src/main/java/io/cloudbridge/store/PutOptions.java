/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.store;

import java.util.Map;

/**
 * How an object is stored.
 *
 * @param properties content headers, metadata, storage class
 * @param tags object tags; not null
 * @param encryption at rest
 * @param encryptionKeyId the key for {@link Encryption#KMS}, or null for the account's default
 * @param ifMatch replace only the object with this ETag, or null
 * @param ifNoneMatch {@code "*"} to create only, or null
 * @param checksum of the whole content as the caller declares it, or null; the engine verifies it before the object becomes visible
 */
public record PutOptions(
        ObjectProperties properties,
        Map<String, String> tags,
        Encryption encryption,
        String encryptionKeyId,
        String ifMatch,
        String ifNoneMatch,
        Checksum checksum) {

    /** Nothing special. */
    public static final PutOptions NONE =
            new PutOptions(ObjectProperties.NONE, Map.of(), Encryption.NONE, null, null, null, null);

    public PutOptions {
        tags = Map.copyOf(tags);
        HeaderValues.checkTags(tags);
        ifMatch = HeaderValues.condition("ifMatch", ifMatch);
        if (ifNoneMatch != null && !"*".equals(ifNoneMatch)) {
            throw CloudBridgeException.invalid(
                    "ifNoneMatch is '" + ifNoneMatch + "'; a write knows only '*', which means create only");
        }
        if (ifMatch != null && ifNoneMatch != null) {
            throw CloudBridgeException.invalid(
                    "ifMatch and ifNoneMatch are both set; a write either replaces a version or creates, choose one");
        }
        if (encryptionKeyId != null && encryption != Encryption.KMS) {
            throw CloudBridgeException.invalid(
                    "encryptionKeyId is set but encryption is " + encryption + "; set encryption=kms or drop the key");
        }
    }

    public static PutOptions of(ObjectProperties properties) {
        return NONE.withProperties(properties);
    }

    public PutOptions withProperties(ObjectProperties value) {
        return new PutOptions(value, tags, encryption, encryptionKeyId, ifMatch, ifNoneMatch, checksum);
    }

    public PutOptions withTags(Map<String, String> value) {
        return new PutOptions(properties, value, encryption, encryptionKeyId, ifMatch, ifNoneMatch, checksum);
    }

    public PutOptions withEncryption(Encryption value, String keyId) {
        return new PutOptions(properties, tags, value, keyId, ifMatch, ifNoneMatch, checksum);
    }

    public PutOptions withIfMatch(String etag) {
        return new PutOptions(properties, tags, encryption, encryptionKeyId, etag, ifNoneMatch, checksum);
    }

    /** Create only: fails with {@link CloudBridgeException.PreconditionFailed} if the key is taken. */
    public PutOptions createOnly() {
        return new PutOptions(properties, tags, encryption, encryptionKeyId, ifMatch, "*", checksum);
    }

    public PutOptions withChecksum(Checksum value) {
        return new PutOptions(properties, tags, encryption, encryptionKeyId, ifMatch, ifNoneMatch, value);
    }

    /** Encryption at rest, beyond what the store does by itself. */
    public enum Encryption {
        /** The store's default. */
        NONE,
        /** With keys the store manages. */
        MANAGED,
        /** With a key of the key management service. */
        KMS
    }
}
