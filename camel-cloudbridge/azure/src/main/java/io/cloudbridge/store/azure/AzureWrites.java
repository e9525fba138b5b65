/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.store.azure;

import com.azure.storage.blob.models.AccessTier;
import com.azure.storage.blob.models.RehydratePriority;
import io.cloudbridge.store.Checksum;
import io.cloudbridge.store.CloudBridgeException;
import io.cloudbridge.store.ObjectProperties;
import io.cloudbridge.store.PutOptions;
import io.cloudbridge.store.driver.EncodedWords;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Pattern;

/** What a write says of the object, as headers; refuses what the service's headers cannot carry, before anything is sent. */
final class AzureWrites {

    /** Names of C# identifiers, as the service asks, that a header can have; {@link ObjectProperties} keeps them in lower case. */
    private static final Pattern METADATA_NAME = Pattern.compile("[a-zA-Z_][a-zA-Z0-9_]*");

    /** Content headers by the end of their names in requests. */
    private static final Map<String, Function<ObjectProperties, String>> HEADERS = Map.of(
            "content-type", ObjectProperties::contentType,
            "content-encoding", ObjectProperties::contentEncoding,
            "content-disposition", ObjectProperties::contentDisposition,
            "content-language", ObjectProperties::contentLanguage,
            "cache-control", ObjectProperties::cacheControl);

    private static final List<AccessTier> TIERS =
            List.of(AccessTier.HOT, AccessTier.COOL, AccessTier.COLD, AccessTier.ARCHIVE);

    private AzureWrites() {}

    /** Fails if the service would refuse or bend these properties. */
    static void check(ObjectProperties properties) {
        for (String name : properties.metadata().keySet()) {
            if (!METADATA_NAME.matcher(name).matches()) {
                throw CloudBridgeException.invalid("metadata name '" + name
                        + "' is none for Azure, which asks for identifiers of C#: letters, digits and underscores, no"
                        + " digit first, no hyphen; rename it in header CamelCloudBridgeMetadata");
            }
        }
        tier(properties);
    }

    static void check(PutOptions options) {
        check(options.properties());
        if (options.encryption() == PutOptions.Encryption.KMS && options.encryptionKeyId() == null) {
            throw CloudBridgeException.invalid(
                    "encryption=kms on Azure needs encryptionKeyId, the name of an encryption scope of the account");
        }
    }

    /** Sets content headers, metadata and tier. */
    static void properties(AzureRequest request, ObjectProperties properties) {
        headers(request, properties);
        metadata(request, properties);
        AccessTier tier = tier(properties);
        request.with("x-ms-access-tier", tier == null ? null : tier.toString());
    }

    static AzureRequest headers(AzureRequest request, ObjectProperties properties) {
        HEADERS.forEach((header, property) -> request.with("x-ms-blob-" + header, property.apply(properties)));
        return request;
    }

    static AzureRequest metadata(AzureRequest request, ObjectProperties properties) {
        properties.metadata().forEach((name, value) -> request.with("x-ms-meta-" + name, EncodedWords.encode(value)));
        return request;
    }

    static AccessTier tier(ObjectProperties properties) {
        String wanted = properties.storageClass();
        if (wanted == null) {
            return null;
        }
        return TIERS.stream()
                .filter(tier -> tier.toString().equalsIgnoreCase(wanted))
                .findFirst()
                .orElseThrow(() -> CloudBridgeException.invalid(
                        "storageClass '" + wanted + "' is no access tier of Azure; use one of " + TIERS));
    }

    static RehydratePriority priority(String wanted) {
        if (wanted == null) {
            return RehydratePriority.STANDARD;
        }
        return List.of(RehydratePriority.STANDARD, RehydratePriority.HIGH).stream()
                .filter(priority -> priority.toString().equalsIgnoreCase(wanted))
                .findFirst()
                .orElseThrow(() -> CloudBridgeException.invalid(
                        "restoreTier '" + wanted + "' is no priority of Azure; use Standard or High"));
    }

    /** An MD5 as headers have it; null if the checksum is another, or null. */
    static String md5(Checksum checksum) {
        return checksum != null && checksum.algorithm() == Checksum.Algorithm.MD5
                ? Base64.getEncoder().encodeToString(checksum.bytes())
                : null;
    }
}
