/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.store.azure;

import com.azure.storage.blob.models.AccessTier;
import com.azure.storage.blob.models.BlobHttpHeaders;
import com.azure.storage.blob.models.BlobRequestConditions;
import io.cloudbridge.store.Checksum;
import io.cloudbridge.store.CloudBridgeException;
import io.cloudbridge.store.ObjectProperties;
import io.cloudbridge.store.PutOptions;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** What a write says of the object, in the SDK's words; refuses what the service's headers cannot carry, before anything is sent. */
final class AzureWrites {

    /** Names of C# identifiers, as the service asks; {@link ObjectProperties} keeps them in lower case. */
    private static final Pattern METADATA_NAME = Pattern.compile("[\\p{L}_][\\p{L}\\p{Nd}_]*");

    private static final List<AccessTier> TIERS =
            List.of(AccessTier.HOT, AccessTier.COOL, AccessTier.COLD, AccessTier.ARCHIVE);

    private AzureWrites() {}

    /** Fails if the service would refuse or bend these properties. */
    static void check(ObjectProperties properties) {
        properties.metadata().forEach((name, value) -> {
            if (!METADATA_NAME.matcher(name).matches() || !isAscii(name)) {
                throw CloudBridgeException.invalid("metadata name '" + name
                        + "' is none for Azure, which asks for identifiers of C#: letters, digits and underscores, no"
                        + " digit first, no hyphen; rename it in header CamelCloudBridgeMetadata");
            }
            if (!isAscii(value) || !value.equals(value.strip())) {
                throw CloudBridgeException.invalid("the value of metadata '" + name
                        + "' has characters beyond ASCII, control characters, or spaces around it, which Azure cannot hold;"
                        + " encode it, for example as Base64");
            }
        });
        tier(properties);
    }

    static void check(PutOptions options) {
        check(options.properties());
        if (options.encryption() == PutOptions.Encryption.KMS && options.encryptionKeyId() == null) {
            throw CloudBridgeException.invalid(
                    "encryption=kms on Azure needs encryptionKeyId, the name of an encryption scope of the account");
        }
    }

    static BlobHttpHeaders headers(ObjectProperties properties, Checksum checksum) {
        return new BlobHttpHeaders()
                .setContentType(properties.contentType())
                .setContentEncoding(properties.contentEncoding())
                .setContentDisposition(properties.contentDisposition())
                .setContentLanguage(properties.contentLanguage())
                .setCacheControl(properties.cacheControl())
                .setContentMd5(md5(checksum));
    }

    static Map<String, String> metadata(ObjectProperties properties) {
        return properties.metadata().isEmpty() ? null : properties.metadata();
    }

    static Map<String, String> tags(Map<String, String> tags) {
        return tags.isEmpty() ? null : tags;
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

    static BlobRequestConditions conditions(PutOptions options) {
        return conditions(options.ifMatch(), options.ifNoneMatch());
    }

    static BlobRequestConditions conditions(String ifMatch, String ifNoneMatch) {
        return new BlobRequestConditions().setIfMatch(quoted(ifMatch)).setIfNoneMatch(quoted(ifNoneMatch));
    }

    static String quoted(String etag) {
        return etag == null || "*".equals(etag) ? etag : '"' + etag + '"';
    }

    static byte[] md5(Checksum checksum) {
        return checksum != null && checksum.algorithm() == Checksum.Algorithm.MD5 ? checksum.bytes() : null;
    }

    private static boolean isAscii(String text) {
        return text.chars().allMatch(c -> c >= ' ' && c < 0x7f);
    }
}
